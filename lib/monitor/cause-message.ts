import type { UtcDateTime } from '../base/time.ts';
import { type Cause, regionsOf } from './cause.ts';
import { type FleetTotals, knownTotal } from './grouping.ts';
import type { Incident } from './incident.ts';
import { secondsFrom } from './instants.ts';
import {
  EXAMPLES_SHOWN,
  type Notification,
  type NotificationKind,
  type RelayExample,
  type Why,
} from './notification.ts';

interface MessageContext {
  readonly now: UtcDateTime;
  readonly totals: FleetTotals;
  readonly degraded: boolean;
}

/** What on-call hears of a cause as it is now. */
export function causeMessage(
  kind: NotificationKind,
  why: Why,
  cause: Cause,
  members: readonly Incident[],
  { now, totals, degraded }: MessageContext,
): Notification {
  const resolved = kind === 'resolved';
  return {
    id: `${cause.key}-${kind}-${now.toMillis()}`,
    dedupKey: cause.key,
    kind,
    why,
    severity: cause.severity,
    at: now.toISO(),
    since: cause.since,
    verdict: cause.verdict,
    reason: cause.reason,
    scope: cause.scope,
    regions: resolved ? cause.toldRegions : regionsOf(members),
    affected: resolved ? cause.most : members.length,
    total: knownTotal(cause.scope, totals),
    examples: members.slice(0, EXAMPLES_SHOWN).map(exampleOf),
    timeline: resolved ? [...cause.timeline, { at: now.toISO(), event: 'resolved', affected: 0 }] : cause.timeline,
    endings: resolved ? cause.endings : null,
    durationSeconds: resolved ? Math.max(0, Math.round(secondsFrom(cause.since, now))) : null,
    note: null,
    degraded,
    test: false,
  };
}

/** An incident as a message may show it. */
export function exampleOf({ region, taskId, name, reason, source, destination, since }: Incident): RelayExample {
  return { region, taskId, name, reason, source, destination, since };
}
