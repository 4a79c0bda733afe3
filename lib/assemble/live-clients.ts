import type { Clock } from '../base/time.ts';
import type { Config } from '../config/schema.ts';
import { createLiveClient, type LiveApi, type LiveClient, type LiveClientSettings } from '../live/client.ts';
import { credentialsOf, type KeySurroundings, knownKeys } from './live-keys.ts';

export interface LiveSurroundings extends KeySurroundings {
  readonly clock: Clock;
  /** Of an instance that lives on. Default: a client of its own. */
  readonly liveClients?: LiveClients;
}

/** The unpaced client of Live. */
export function liveOf(config: Config, surroundings: LiveSurroundings): LiveApi {
  return (surroundings.liveClients ?? createLiveClients()).clientOf(config, surroundings);
}

/** Clients of Live that outlive a run. */
export interface LiveClients {
  clientOf(config: Config, surroundings: LiveSurroundings): LiveApi;
}

/**
 * Gives a run the client of the one before, when both call the same hosts with the same keys; else a new one. What it
 * brings are the TLS sessions, which a server takes up again without a whole handshake. Its idle connections are closed:
 * they may have died while the instance was frozen. A platform hands out new keys now and then, so one client is kept and no
 * more. Keys that the vendor's chain looks for are not known, and each run has a new chain: an old one would keep keys
 * that were taken back.
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

function settingsOf({ live }: Config): LiveClientSettings {
  const { endpoint, callTimeoutSeconds, signature } = live;
  return { callTimeoutMs: callTimeoutSeconds * 1_000, signature, ...(endpoint === undefined ? {} : { endpoint }) };
}
