import alibabaRole from '@alicloud/credentials/dist/src/providers/ram_role_arn.js';

/**
 * The vendor's way to assume a role, in a module of our own for the reasons of key-chain-sdk.ts.
 * @public used through `await import`
 */
export const RoleProvider =
  'default' in alibabaRole
    ? alibabaRole.default
    : (alibabaRole as typeof import('@alicloud/credentials/dist/src/providers/ram_role_arn.js').default);
