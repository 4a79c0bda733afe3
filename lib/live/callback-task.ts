import { schemeAndHost } from '../http/redact.ts';
import { fingerprintHex } from '../monitor/fingerprint.ts';
import type { RelayTask } from '../monitor/relay-task.ts';
import type { WhoseCallback } from './callback-url.ts';
import { parseRelayTask } from './task.ts';

/** What is kept of a CallbackUrl, which is a secret: its path may hold a token. */
export interface CallbackPlace {
  readonly isOurs: boolean;
  /** It is ours, but with the previous token, or of another region than the relay's. */
  readonly isOutdated?: true;
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

/** Like parseRelayTask, and with where callbacks go. Secrets are cut here as there. */
export function parseCallbackTask(entry: unknown, region: string, whose: WhoseCallback): CallbackTask {
  const info = infoOf(entry);
  const { CallbackURL, CallbackUrl, ...rest } = info;
  const url = [CallbackURL, CallbackUrl].find((one) => typeof one === 'string' && one.trim() !== '');
  const place = typeof url === 'string' ? placeOf(url, whose(url.trim(), region)) : null;
  const sorted = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...parseRelayTask(entry, region), callback: place, restKey: fingerprintHex(jsonOf(sorted)) };
}

/** Live sends nothing that is nested without end; whatever does must not end a command. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'nested too deeply';
  }
}

function placeOf(url: string, owner: ReturnType<WhoseCallback>): CallbackPlace {
  const outdated = owner === 'ours-outdated' ? ({ isOutdated: true } as const) : {};
  return { isOurs: owner !== 'another', ...outdated, origin: schemeAndHost(url) };
}

function infoOf(entry: unknown): Readonly<Record<string, unknown>> {
  const info: unknown = typeof entry === 'object' && entry !== null && 'TaskInfo' in entry ? entry.TaskInfo : null;
  return typeof info === 'object' && info !== null ? { ...info } : {};
}
