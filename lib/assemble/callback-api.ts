import type { Config } from '../config/schema.ts';
import { type CallbackApi, pacedCallbackApi } from '../live/callback-client.ts';
import { sameUrlAs } from '../live/callback-task.ts';
import type { Surroundings } from './assemble.ts';
import { settingsOf } from './live-clients.ts';
import { credentialsOf } from './live-keys.ts';

/** What looks at the callbacks of relays and changes them, at the pace of the configuration. */
export function callbackApiOf(
  config: Config,
  surroundings: Pick<Surroundings, 'platformKeys' | 'clock' | 'random' | 'log'>,
): CallbackApi {
  const isOurs = config.callbacks === undefined ? () => false : sameUrlAs(config.callbacks.url);
  const connection = {
    settings: settingsOf(config),
    credentials: credentialsOf(config, surroundings),
    clock: surroundings.clock,
  };
  return pacedCallbackApi(connection, isOurs, { qps: config.live.qps }, surroundings);
}
