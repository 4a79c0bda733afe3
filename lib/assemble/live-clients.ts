import type { Clock } from '../base/time.ts';
import type { Config } from '../config/schema.ts';
import { createLiveClient, type LiveApi, type LiveClient, type LiveClientSettings } from '../live/client.ts';
import { credentialsOf, type KeySurroundings, knownKeys } from './live-keys.ts';

export interface LiveSurroundings extends KeySurroundings {
  readonly clock: Clock;
  /** From a long-running instance. Default: a new client. */
  readonly liveClients?: LiveClients;
}

/** The Live client without pacing. */
export function liveOf(config: Config, surroundings: LiveSurroundings): LiveApi {
  return (surroundings.liveClients ?? createLiveClients()).clientOf(config, surroundings);
}

/** Live clients that outlive a run. */
export interface LiveClients {
  clientOf(config: Config, surroundings: LiveSurroundings): LiveApi;
}

/**
 * Returns the client of the previous run if both call the same hosts with the same keys; otherwise a new one. Reuse
 * preserves the TLS sessions, which a server resumes without a full handshake. Idle connections are closed, since they
 * may have died while the instance was frozen. A platform issues new keys now and then, so only one client is kept.
 * Keys from the vendor's chain are not known in advance, so each run gets a new chain: an old one would keep keys that
 * were revoked.
 */
export function createLiveClients(): LiveClients {
  let kept: { readonly mark: string; readonly client: LiveClient } | null = null;
  return {
    clientOf(config, surroundings) {
      const settings = settingsOf(config);
      const make = () => createLiveClient(settings, credentialsOf(config, surroundings), surroundings.clock);
      const keys = knownKeys(config, surroundings);
      if (keys === null) return make();
      const { accessKeyId, accessKeySecret, securityToken } = keys;
      const mark = JSON.stringify([settings, accessKeyId, accessKeySecret, securityToken]);
      kept?.client.closeIdle();
      if (kept?.mark !== mark) kept = { mark, client: make() };
      return kept.client;
    },
  };
}

/** How Live is called. */
export function settingsOf({ live }: Config): LiveClientSettings {
  const { endpoint, callTimeoutSeconds, signature } = live;
  return { callTimeoutMs: callTimeoutSeconds * 1_000, signature, ...(endpoint === undefined ? {} : { endpoint }) };
}
