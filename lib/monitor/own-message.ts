import type { Notification } from './notification.ts';

type Facts = 'id' | 'dedupKey' | 'kind' | 'why' | 'severity' | 'at' | 'since' | 'scope';

/** A message about relaywatch itself (a channel, the state, a mute) rather than about relays. */
export function ownMessage(facts: Required<Pick<Notification, Facts>> & Partial<Notification>): Notification {
  return {
    verdict: 'unknown',
    reason: 'none',
    regions: [],
    affected: 1,
    total: null,
    examples: [],
    timeline: [],
    endings: null,
    durationSeconds: null,
    note: null,
    degraded: false,
    test: false,
    ...facts,
  };
}
