import alibabaCredentials from '@alicloud/credentials';

/**
 * The vendor's credential chain, in a module of our own, because esbuild gives the import() of a CommonJS package no
 * named exports. The package is CommonJS with a default export: Node and esbuild return the module here, while Vitest
 * already returns its default.
 * @public used through `await import`
 */
export const KeyChain =
  'default' in alibabaCredentials
    ? alibabaCredentials.default
    : (alibabaCredentials as typeof import('@alicloud/credentials').default);
