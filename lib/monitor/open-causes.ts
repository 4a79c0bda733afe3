import type { UtcDateTime } from '../base/time.ts';
import { type Cause, identityOf, newCause } from './cause.ts';
import { causeMessage } from './cause-message.ts';
import { BASELINE } from './causes.ts';
import { groupBy } from './grouping.ts';
import { type Incident, isActive } from './incident.ts';
import type { Notification } from './notification.ts';
import { severityRank } from './severity.ts';
import type { WatchState } from './watch-state.ts';

/** What is open, as somebody who asks may see it: a cause with its relays as they are now. */
export interface OpenCause {
  /** `told`: on-call heard of it; `before-watching`: told in a summary once; `untold`: a mute holds it back. */
  readonly standing: 'told' | 'before-watching' | 'untold';
  readonly cause: Cause;
  readonly members: readonly Incident[];
}

/** The key of what belongs to no cause. */
const UNTOLD = '';

/** The causes of all that is open, the most severe first, of these the largest. */
export function openCauses(
  { incidents, causes }: Pick<WatchState, 'incidents' | 'causes'>,
  now: UtcDateTime,
): OpenCause[] {
  const members = groupBy(incidents.filter(isActive), ({ causeKey }) => causeKey ?? UNTOLD);
  const known = new Map(causes.map((cause) => [cause.key, cause]));
  const open = [...members].map(([key, list]): OpenCause => {
    const standing = key === UNTOLD ? 'untold' : key === BASELINE ? 'before-watching' : 'told';
    return { standing, cause: known.get(key) ?? notKept(key, standing, list, now), members: list };
  });
  return open.sort(
    (a, b) => severityRank(b.cause.severity) - severityRank(a.cause.severity) || b.members.length - a.members.length,
  );
}

/** Incidents name a cause that the state does not have: there never is one of what was not told, or was told in a summary. */
function notKept(key: string, standing: OpenCause['standing'], members: readonly Incident[], now: UtcDateTime): Cause {
  const [first] = members;
  const isCause = standing === 'told' && first !== undefined;
  const scope = { by: 'account', value: '' } as const;
  const identity = isCause ? identityOf(first) : { key, scope, family: 'fault' as const, flapping: false };
  return newCause(identity, members, [], now);
}

/** A cause as it would be told now. How many relays share its scope is known while Live is read, and not here. */
export function messageOfOpen({ cause, members, standing }: OpenCause, now: UtcDateTime): Notification {
  const totals = { relays: 0, bySource: new Map(), byDestination: new Map() };
  const [kind, why] =
    standing === 'before-watching' ? (['summary', 'before-watching'] as const) : (['open', 'nothing-new'] as const);
  return { ...causeMessage(kind, why, cause, members, { now, totals, degraded: false }), total: null };
}
