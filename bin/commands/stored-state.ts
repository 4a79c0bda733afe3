import { assemble } from '../../lib/assemble.ts';
import { configPath, loadConfig } from '../../lib/config/load.ts';
import type { Config } from '../../lib/config/schema.ts';
import { silentLog } from '../../lib/log.ts';
import type { StateStore } from '../../lib/state/store.ts';
import type { SweepDeps } from '../../lib/sweep.ts';
import { systemClock } from '../../lib/time.ts';
import { printBlock } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';

/** What the configuration names, for a command that does not sweep. @throws ConfigError */
export async function configured(
  path: string | undefined,
): Promise<{ readonly config: Config; readonly deps: SweepDeps }> {
  const config = await loadConfig(configPath(path, process.env), process.env);
  const surroundings = { env: process.env, clock: systemClock, random: Math.random, log: silentLog, write: printBlock };
  return { config, deps: assemble(config, surroundings).deps };
}

/** The store of the configuration. @throws ConfigError, UsageError when there is none */
export async function configuredStore(path: string | undefined): Promise<StateStore> {
  return (await configuredState(path)).store;
}

/** The store and the configuration that names it. @throws ConfigError, UsageError when it names none */
export async function configuredState(
  path: string | undefined,
): Promise<{ readonly config: Config; readonly store: StateStore }> {
  const { config, deps } = await configured(path);
  if (!deps.store) throw new UsageError('the configuration has no state: section, so nothing is kept between sweeps');
  return { config, store: deps.store };
}
