import { defaultCredentials, fixedCredentials, type LiveCredentials, type LiveKeys } from '../aliyun/credentials.ts';
import type { Environment } from '../config/check-document.ts';
import { type Config, isLoopback } from '../config/schema.ts';

/** The keys that the local stand-in for Live accepts; worthless anywhere else. */
export const STAND_IN_KEYS: LiveKeys = { accessKeyId: 'local-access-key', accessKeySecret: 'local-access-secret' };

/** What determines which Alibaba Cloud keys to use. */
export interface KeySurroundings {
  readonly env: Environment;
  /** Keys that the platform provides for this invocation. */
  readonly platformKeys?: LiveKeys;
}

/** The keys of this run if they are known without asking anybody; null when the vendor's chain has to find them. */
export function knownKeys({ live }: Config, { env, platformKeys }: KeySurroundings): LiveKeys | null {
  if (live.credentials.type !== 'default') return live.credentials;
  if (platformKeys) return platformKeys;
  const local = typeof live.endpoint === 'string' && isLoopback(live.endpoint);
  return local && !env.ALIBABA_CLOUD_ACCESS_KEY_ID ? STAND_IN_KEYS : null;
}

/** Returns the keys for each call to Alibaba Cloud. */
export function credentialsOf(config: Config, surroundings: KeySurroundings): LiveCredentials {
  const keys = knownKeys(config, surroundings);
  return keys === null ? defaultCredentials() : fixedCredentials(keys);
}
