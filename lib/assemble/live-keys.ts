import { defaultCredentials, fixedCredentials, type LiveCredentials, type LiveKeys } from '../aliyun/credentials.ts';
import type { Config } from '../config/schema.ts';

/** What determines which Alibaba Cloud keys to use. */
export interface KeySurroundings {
  /** Keys that the platform provides for this invocation. */
  readonly platformKeys?: LiveKeys;
}

/** The keys of this run if they are known without asking anybody; null when the vendor's chain has to find them. */
export function knownKeys({ live }: Config, { platformKeys }: KeySurroundings): LiveKeys | null {
  if (live.credentials.type !== 'default') return live.credentials;
  return platformKeys ?? null;
}

/** Returns the keys for each call to Alibaba Cloud. */
export function credentialsOf(config: Config, surroundings: KeySurroundings): LiveCredentials {
  const keys = knownKeys(config, surroundings);
  return keys === null ? defaultCredentials() : fixedCredentials(keys);
}
