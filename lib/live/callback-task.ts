import { schemeAndHost } from '../http/redact.ts';
import { fingerprintHex } from '../monitor/fingerprint.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import { parseRelayTask } from './task.ts';

/** What is kept of a CallbackUrl, which is a secret: its path may hold a token. */
export interface CallbackPlace {
  readonly isOurs: boolean;
  /** Scheme and host; null where it is not written like a URL. */
  readonly origin: string | null;
}

/** A relay task and where its callbacks go. */
export interface CallbackTask extends RelayTask {
  /** Null when it has no CallbackUrl. */
  readonly callback: CallbackPlace | null;
  /** Equal as long as nothing but the CallbackUrl is changed; says nothing of the values. */
  readonly restKey: string;
}

/** Whether a URL is the one that relays are to be given. */
export type IsOurs = (url: string) => boolean;

/** Compares with our URL, however Live writes it: its own samples have one without a scheme. */
export function sameUrlAs(ours: string): IsOurs {
  const { href, protocol } = new URL(ours);
  return (url) => {
    const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `${protocol}//${url}`;
    return URL.canParse(whole) && new URL(whole).href === href;
  };
}

/** Like parseRelayTask, and with where callbacks go. Secrets are cut here as there. */
export function parseCallbackTask(entry: unknown, region: string, isOurs: IsOurs): CallbackTask {
  const info = infoOf(entry);
  const { CallbackURL, CallbackUrl, ...rest } = info;
  const url = [CallbackURL, CallbackUrl].find((one) => typeof one === 'string' && one.trim() !== '');
  const place = typeof url === 'string' ? { isOurs: isOurs(url.trim()), origin: schemeAndHost(url) } : null;
  const sorted = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...parseRelayTask(entry, region), callback: place, restKey: fingerprintHex(JSON.stringify(sorted)) };
}

function infoOf(entry: unknown): Readonly<Record<string, unknown>> {
  const info: unknown = typeof entry === 'object' && entry !== null && 'TaskInfo' in entry ? entry.TaskInfo : null;
  return typeof info === 'object' && info !== null ? { ...info } : {};
}
