import type { Config } from '../config/schema.ts';
import { type CallbackApi, pacedCallbackApi } from '../live/callback-client.ts';
import { type CallbackAddress, type WhoseCallback, whoseCallback } from '../live/callback-url.ts';
import type { Surroundings } from './assemble.ts';
import { settingsOf } from './live-clients.ts';
import { credentialsOf } from './live-keys.ts';

/** What looks at the callbacks of relays and changes them, at the pace of the configuration. */
export function callbackApiOf(
  config: Config,
  surroundings: Pick<Surroundings, 'platformKeys' | 'clock' | 'random' | 'log'>,
): CallbackApi {
  const connection = {
    settings: settingsOf(config),
    credentials: credentialsOf(config, surroundings),
    clock: surroundings.clock,
  };
  return pacedCallbackApi(connection, whoseIn(config), { qps: config.live.qps }, surroundings);
}

function whoseIn({ callbacks }: Config): WhoseCallback {
  const address = callbackAddressOf(callbacks);
  return address === null ? () => 'another' : whoseCallback(address);
}

/** Null when the configuration does not say both where the receiver is and its token. */
export function callbackAddressOf(callbacks: Config['callbacks']): CallbackAddress | null {
  const { url, token, previousToken } = callbacks ?? {};
  return url === undefined || token === undefined ? null : { url, token, previousToken };
}
