import type { UtcDateTime } from '../base/time.ts';
import { secondsFrom } from './instants.ts';
import { nameKey } from './name-key.ts';
import type { Notification } from './notification.ts';
import { ownMessage } from './own-message.ts';

/** The dedup key of all messages about one store. */
export function stateKey(store: string): string {
  return nameKey('state-', store);
}

/** Sent once, through all channels that the routes lead to: from here on, messages may repeat. */
export function stateBroken(store: string, problem: string, now: UtcDateTime): Notification {
  const note = `${problem}. Until this is fixed, messages may repeat, and faults that recover meanwhile may not be reported as resolved.`;
  return aboutState('state-broken', store, now.toISO(), now, note);
}

/** Sent to those who got the other one. */
export function stateWorks(store: string, since: string, now: UtcDateTime): Notification {
  return aboutState('resolved', store, since, now, null);
}

function aboutState(
  kind: 'state-broken' | 'resolved',
  store: string,
  since: string,
  now: UtcDateTime,
  note: string | null,
): Notification {
  const dedupKey = stateKey(store);
  return ownMessage({
    id: `${dedupKey}-${kind}-${now.toMillis()}`,
    dedupKey,
    kind,
    why: kind === 'resolved' ? 'state-works' : 'state-broken',
    severity: 'warning',
    at: now.toISO(),
    since,
    scope: { by: 'state', value: store },
    durationSeconds: kind === 'resolved' ? Math.max(0, Math.round(secondsFrom(since, now))) : null,
    note,
  });
}
