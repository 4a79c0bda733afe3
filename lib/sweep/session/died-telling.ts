import { isoOf } from '../../monitor/instants.ts';
import type { Snapshot } from '../../state/snapshot.ts';
import type { DiedTelling } from './state-session.ts';

/**
 * What a snapshot shows of a sweep that died while it told: it still holds the lease, and its metrics are those of a sweep before it,
 * so this was saved before the first message left. Whatever was about to be sent then counts as heard.
 */
export function diedTelling({ lease, points, watch, outbox }: Snapshot): DiedTelling | null {
  if (lease === null || watch === null || (points !== null && isoOf(points.at) >= watch.asOf)) return null;
  const messages = outbox.pending.filter((one) => one.maybeHeard && one.notification.kind !== 'update');
  return messages.length === 0 ? null : { at: watch.asOf, messages };
}
