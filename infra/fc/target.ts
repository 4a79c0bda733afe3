import { ConfigError, type ConfigProblem } from '../../lib/config/problems.ts';
import { deploySettings, type FcSettings } from '../deploy/settings.ts';

/**
 * Where the deployment is on Function Compute. Only reads that part of the `deploy` section, since the rest may contain
 * variables that are not set here.
 * @param deploy the `deploy:` section. @param source names the configuration in the error. @throws ConfigError
 */
export function fcTarget(deploy: unknown, source: string): FcSettings {
  const section = typeof deploy === 'object' && deploy !== null ? (deploy as { readonly fc?: unknown }).fc : undefined;
  const { fc } = deploySettings(section === undefined ? {} : { fc: section }, source);
  if (fc === undefined) {
    const expected = 'a section with version, region, accountId and role';
    throw new ConfigError(source, [{ path: 'deploy.fc', found: 'nothing', expected }]);
  }
  const problems = ROLES.flatMap((name) => foreignRole(name, fc));
  if (problems.length > 0) throw new ConfigError(source, problems);
  return fc;
}

const ROLES = ['role', 'statusRole', 'callbackRole'] as const;

function foreignRole(name: (typeof ROLES)[number], fc: FcSettings): ConfigProblem[] {
  const account = /^acs:ram::(\d+):/.exec(fc[name] ?? '')?.[1] ?? fc.accountId;
  if (account === fc.accountId) return [];
  const expected = `a role of account ${fc.accountId}`;
  return [{ path: `deploy.fc.${name}`, found: `a role of account ${account}`, expected }];
}
