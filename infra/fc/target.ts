import { ConfigError } from '../../lib/config/problems.ts';
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
  const account = /^acs:ram::(\d+):/.exec(fc.role)?.[1];
  if (account !== fc.accountId) {
    const found = `a role of account ${account}`;
    throw new ConfigError(source, [{ path: 'deploy.fc.role', found, expected: `a role of account ${fc.accountId}` }]);
  }
  return fc;
}
