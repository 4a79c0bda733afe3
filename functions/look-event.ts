import type { Invocation } from './invocation.ts';

/** The event with which the receiver of callbacks wakes the sweep's function. */
export const LOOK_EVENT = JSON.stringify({ relaywatch: 'look' });

/** The same for the relays of one account. */
export function lookEventOf(account: string): string {
  return JSON.stringify({ relaywatch: 'look', account });
}

/** The event with which the timer's invocation starts the sweep of one account. */
export function sweepEventOf(account: string, trigger: Invocation['trigger']): string {
  return JSON.stringify({ relaywatch: 'sweep', account, ...(trigger === null ? {} : { trigger }) });
}

/** Receivers wake at most once in this time, and rely on a look going on for longer. */
export const WAKE_EVERY_MS = 1_000;
