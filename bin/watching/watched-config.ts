import { configPath } from '../../lib/config/load.ts';
import { callbacks, deploy, loadWarnedConfigWithout, status } from '../../lib/config/partial.ts';
import { sweepIntervalSeconds } from '../../lib/config/schedule.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { WarnedConfig } from '../../lib/config/warnings.ts';
import type { Chosen } from '../chosen.ts';
import type { Form } from './forms.ts';

export interface WatchFlags extends Chosen {
  readonly interval?: number;
  readonly grace: number;
  /** Port of the status page; absent: it is not served. */
  readonly page?: number;
  /** Port on which callbacks are received; absent: none are. */
  readonly callbacks?: number;
  /** Where that port is; absent: on this machine only. */
  readonly callbacksAddress?: string;
  readonly log?: Form;
}

type Watched = Config & { readonly sweep: { readonly intervalSeconds: number } };

/** The configuration with the interval that it is watched at. @throws ConfigError */
export async function watchedConfig(flags: WatchFlags): Promise<WarnedConfig & { readonly config: Watched }> {
  const path = configPath(flags.config, process.env);
  const unused = [...(flags.callbacks === undefined ? [callbacks] : []), deploy, status];
  const { config, warnings } = await loadWarnedConfigWithout(path, process.env, unused, flags.account);
  const intervalSeconds = flags.interval ?? sweepIntervalSeconds(config);
  // channels that need repeated updates get them at the actual interval
  return { config: { ...config, sweep: { ...config.sweep, intervalSeconds } }, warnings };
}
