import { assumedRole } from '../aliyun/assumed-role.ts';
import { defaultCredentials, fixedCredentials, type LiveCredentials, type LiveKeys } from '../aliyun/credentials.ts';
import type { Clock } from '../base/time.ts';
import type { Config } from '../config/schema.ts';

/** What determines which Alibaba Cloud keys to use. */
export interface KeySurroundings {
  /** Keys that the platform provides for this invocation. */
  readonly platformKeys?: LiveKeys;
}

type Keyed = Pick<Config, 'live' | 'account'>;
type KeySettings = Config['live']['credentials'];

/** The keys of this run if they are known without asking anybody; null when they have to be found or asked for. */
export function knownKeys({ live }: Keyed, { platformKeys }: KeySurroundings): LiveKeys | null {
  return knownOf(live.credentials, platformKeys);
}

/** Returns the keys for each call to Live. */
export function credentialsOf(
  config: Keyed,
  surroundings: KeySurroundings & { readonly clock: Clock },
): LiveCredentials {
  const { credentials } = config.live;
  if (credentials.type !== 'role') return plainCredentials(credentials, surroundings);
  return assumedRole(credentials, ownCredentialsOf(config, surroundings), surroundings);
}

/** The keys for what is ours: those for Live, unless it is another account's that is watched. */
export function ownCredentialsOf({ live, account }: Keyed, surroundings: KeySurroundings): LiveCredentials {
  const own = account?.ownCredentials ?? live.credentials;
  return plainCredentials(own.type === 'role' ? { type: 'default' } : own, surroundings);
}

function plainCredentials(settings: KeySettings, { platformKeys }: KeySurroundings): LiveCredentials {
  const keys = knownOf(settings, platformKeys);
  return keys === null ? defaultCredentials() : fixedCredentials(keys);
}

function knownOf(settings: KeySettings, platformKeys: LiveKeys | undefined): LiveKeys | null {
  switch (settings.type) {
    case 'default':
      return platformKeys ?? null;
    case 'role':
      return null;
    default:
      return settings;
  }
}
