import type { Version } from '../../../infra/fc/client.ts';
import { codeSha256 } from '../../../infra/fc/ownership.ts';
import { shortCode } from '../../../infra/fc/plan.ts';
import { rollBack, rollbackOf } from '../../../infra/fc/rollback.ts';
import { ALIAS } from '../../../infra/fc/spec.ts';
import { configPath } from '../../../lib/config/load.ts';
import { GOOD, line } from '../../terminal/shown.ts';
import { print, printJson } from '../../terminal/terminal.ts';
import { foundAt, placesOf } from './deployments.ts';
import type { DeployFlags } from './flags.ts';

/** Points the timer at the version before the current one. @returns the exit code. @throws ConfigError, DeployError */
export async function deployRollbackCommand({ config, json }: DeployFlags): Promise<number> {
  const [sweep] = await placesOf(configPath(config, process.env));
  const { id: deployment } = sweep.located.identity;
  const found = await foundAt(sweep);
  const change = rollbackOf(found, deployment);
  await rollBack(change, found, deployment, sweep.client);
  if (json) {
    const of = ({ id, description }: Version) => ({ version: id, code: codeSha256(description) ?? null });
    printJson({ deployment, alias: ALIAS, from: of(change.from), to: of(change.to) });
    return 0;
  }
  const of = ({ id, description }: Version) =>
    `version ${id} (code ${shortCode(codeSha256(description) ?? 'unknown')})`;
  print(line`${GOOD} ${ALIAS} goes back from ${of(change.from)} to ${of(change.to)}`);
  print('  the next apply goes forward again: change the configuration or the bundle first');
  return 0;
}
