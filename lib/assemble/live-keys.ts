import { defaultCredentials, fixedCredentials, type LiveCredentials, type LiveKeys } from '../aliyun/credentials.ts';
import type { Environment } from '../config/check-document.ts';
import { type Config, isLoopback } from '../config/schema.ts';

/** The keys that the local stand-in of Live knows; worthless anywhere else. */
export const STAND_IN_KEYS: LiveKeys = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };

/** What says which Alibaba Cloud keys to use. */
export interface KeySurroundings {
  readonly env: Environment;
  /** Keys that the platform hands to this invocation. */
  readonly platformKeys?: LiveKeys;
}

/** The keys of this run, where they are known before anything is asked; null when the vendor's chain has to look for them. */
export function knownKeys({ live }: Config, { env, platformKeys }: KeySurroundings): LiveKeys | null {
  if (live.credentials.type !== 'default') return live.credentials;
  if (platformKeys) return platformKeys;
  const local = typeof live.endpoint === 'string' && isLoopback(live.endpoint);
  return local && !env.ALIBABA_CLOUD_ACCESS_KEY_ID ? STAND_IN_KEYS : null;
}

/** What gives the keys for each call to Alibaba Cloud. */
export function credentialsOf(config: Config, surroundings: KeySurroundings): LiveCredentials {
  const keys = knownKeys(config, surroundings);
  return keys === null ? defaultCredentials() : fixedCredentials(keys);
}
