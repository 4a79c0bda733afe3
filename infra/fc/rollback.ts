import type { Alias, FcClient, Version } from './client.ts';
import { DeployError } from './failure.ts';
import type { Found } from './look.ts';
import { isOurs } from './ownership.ts';
import { ALIAS } from './spec.ts';

/** The versions before and after the change of the alias. */
export interface Rollback {
  readonly from: Version;
  readonly to: Version;
}

/** Our version before the current one. @throws DeployError 'nothing-to-do' when there is none */
export function rollbackOf(found: Found, id: string): Rollback {
  const alias = aliasOf(found, id);
  const ours = found.versions.filter((version) => isOurs(version, id));
  const to = ours.find((version) => Number(version.id) < Number(alias.versionId));
  const from = found.versions.find((version) => version.id === alias.versionId);
  if (to === undefined || from === undefined) {
    const has = ours.map((version) => version.id).join(', ') || 'none';
    throw new DeployError(
      'nothing-to-do',
      `there is no version before ${alias.versionId}, which runs now; versions of this deployment: ${has}`,
    );
  }
  return { from, to };
}

/** Points the alias at it. The next run of the timer uses the old version. @throws DeployError */
export async function rollBack({ to }: Rollback, found: Found, id: string, client: FcClient): Promise<void> {
  await client.updateAlias({ ...aliasOf(found, id), versionId: to.id, weights: {} });
}

function aliasOf({ aliases }: Found, id: string): Alias {
  const alias = aliases.find((one) => one.name === ALIAS && isOurs(one, id));
  if (alias !== undefined) return alias;
  throw new DeployError('nothing-to-do', 'nothing of this deployment is there; `relaywatch deploy apply` makes it');
}
