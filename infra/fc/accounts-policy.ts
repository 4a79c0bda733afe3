import { type DeployedAccount, deployedAccounts } from '../deploy/accounts.ts';
import type { FcSettings } from '../deploy/settings.ts';
import type { Policy, Statement } from './policy-forms.ts';

/** What the owner of a watched account sets up there. */
export interface AccountSide {
  readonly account: string;
  readonly role: string;
  /** Permissions of that role. */
  readonly policy: Policy;
  /** Who may assume it: the function's role alone. */
  readonly trust: object;
}

export const READS_RELAYS: Statement = {
  Effect: 'Allow',
  Action: ['live:DescribeLivePullToPushList', 'live:DescribeLivePullToPush'],
  Resource: ['*'],
};

/** What the function's role needs for Live: to read relays itself, and to assume the roles of other accounts. */
export function liveStatements(document: Readonly<Record<string, unknown>>): Statement[] {
  const accounts = deployedAccounts(document);
  if (accounts.length === 0) return [READS_RELAYS];
  const roles = [...new Set(accounts.flatMap(({ roleArn }) => roleArn ?? []))];
  return [
    ...(accounts.some(({ isOurs }) => isOurs) ? [READS_RELAYS] : []),
    ...(roles.length === 0 ? [] : [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: roles } as const]),
  ];
}

/** For each account that is watched by a role of its own. Source: RAM, "Edit the trust policy of a RAM role". */
export function accountSides(
  { role }: Pick<FcSettings, 'role'>,
  document: Readonly<Record<string, unknown>>,
): AccountSide[] {
  return deployedAccounts(document).flatMap((one) =>
    one.roleArn === null
      ? []
      : [
          {
            account: one.name,
            role: one.roleArn,
            policy: { Version: '1', Statement: [READS_RELAYS] } as const,
            trust: { Version: '1', Statement: [trustIn(role, one)] },
          },
        ],
  );
}

/** The external id may come from a variable, so it is not shown. */
function trustIn(role: string, { hasExternalId }: DeployedAccount) {
  return {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { RAM: [role] },
    ...(hasExternalId
      ? { Condition: { StringEquals: { 'sts:ExternalId': ['<externalId of the configuration>'] } } }
      : {}),
  };
}
