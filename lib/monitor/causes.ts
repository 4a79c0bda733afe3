import type { UtcDateTime } from '../time.ts';
import { type Cause, newCause, reasonOf, regionsOf, verdictOf, worstOf } from './cause.ts';
import { messageOf } from './cause-message.ts';
import { endingsByCause, NO_ENDINGS, sumEndings } from './endings.ts';
import { fingerprintHex } from './fingerprint.ts';
import {
  batches,
  type Explanation,
  explainByKind,
  explainWhole,
  type Family,
  type FleetTotals,
  familyOf,
  groupBy,
  isMostOfAccount,
  regionReason,
  scopesOf,
} from './grouping.ts';
import type { Incident } from './incident.ts';
import type { Advanced } from './incidents.ts';
import { type ActiveMute, mutedBy } from './mutes.ts';
import { audibleOf, KIND_OF_NEWS, type News, newsOf } from './news.ts';
import type { CauseScope, Endings, Notification } from './notification.ts';
import type { Policy } from './policy.ts';

export interface FoldContext {
  readonly policy: Policy;
  readonly now: UtcDateTime;
  readonly totals: FleetTotals;
  readonly mutes: readonly ActiveMute[];
  /** Nothing was known before: what is open already is told in one summary. */
  readonly firstSweep: boolean;
  readonly degraded: boolean;
}

export interface Folded {
  readonly incidents: readonly Incident[];
  readonly causes: readonly Cause[];
  readonly notifications: readonly Notification[];
}

/** Incidents that were there when watching began: told in the summary, and never again. */
export const BASELINE = 'baseline';
const TIMELINE_KEPT = 12;

/**
 * Folds incidents into causes and decides what on-call hears of each: one page a cause, again when it grows, is due for a
 * reminder or gets worse, and a resolve with its last relay. Pure.
 */
export function fold(advanced: Advanced, causes: readonly Cause[], context: FoldContext): Folded {
  const ended = endingsByCause(advanced.ended);
  if (context.firstSweep) return foldFirstSweep(advanced, context);
  const assigned = assign(advanced.incidents, causes, context);
  const members = membersByCause(assigned);
  const next: Cause[] = [];
  const notifications: Notification[] = [];
  const known = new Map(causes.map((cause) => [cause.key, cause]));
  for (const key of new Set([...known.keys(), ...members.keys()])) {
    const told = tellCause(known.get(key) ?? null, members.get(key) ?? [], ended.get(key) ?? NO_ENDINGS, context);
    if (told.cause) next.push(told.cause);
    if (told.notification) notifications.push(told.notification);
  }
  // a quiet incident belongs to nothing any more
  const incidents = assigned.map((one) =>
    one.phase === 'quiet' && one.causeKey !== null ? { ...one, causeKey: null } : one,
  );
  return { incidents, causes: next, notifications };
}

/** Whether on-call shall know of it. */
export function isActive({ phase }: Incident): boolean {
  return phase === 'open' || phase === 'flapping';
}

function foldFirstSweep({ incidents }: Advanced, context: FoldContext): Folded {
  const active = incidents.filter((one) => isActive(one) && mutedBy(one, context.mutes) === null);
  const told = new Set(active);
  const marked = incidents.map((one) => (told.has(one) ? { ...one, causeKey: BASELINE } : one));
  if (active.length === 0) return { incidents: marked, causes: [], notifications: [] };
  const scope: CauseScope = { by: 'account', value: '' };
  const baseline = newCause({ key: BASELINE, scope, family: 'fault', flapping: false }, active, context.now);
  return {
    incidents: marked,
    causes: [],
    notifications: [messageOf('summary', 'before-watching', baseline, active, context)],
  };
}

/** Gives every active incident that nobody was told of, and that is not muted, a cause: an open one it belongs to, or a new one. */
function assign(incidents: readonly Incident[], causes: readonly Cause[], context: FoldContext): Incident[] {
  const keys = new Map<string, string>();
  let left = incidents.filter((one) => isActive(one) && one.causeKey === null && mutedBy(one, context.mutes) === null);
  const join = (candidates: readonly Cause[]) => {
    left = left.filter((incident) => {
      const cause = candidates.find((one) => belongs(incident, one));
      if (cause) keys.set(incident.key, cause.key);
      return !cause;
    });
  };
  const take = (explanations: readonly Explanation[]) => {
    for (const { scope, members } of explanations) {
      for (const member of members) keys.set(member.key, keyOf(scope, familyOf(member), member.phase === 'flapping'));
    }
    left = left.filter(({ key }) => !keys.has(key));
  };
  const isWide = ({ scope }: Cause) => scope.by === 'region-reason';
  join(
    causes.filter(
      (cause) =>
        !isWide(cause) && (cause.scope.by !== 'account' || isStillAccountWide(cause, incidents, context.totals)),
    ),
  );
  // a host that died is a cause of its own, even where single faults of its region have one already
  take(batches(left).flatMap((batch) => explainWhole(batch, context.totals)));
  join(causes.filter(isWide));
  take(batches(left).flatMap((batch) => explainByKind(batch)));
  return incidents.map((one) => {
    const causeKey = keys.get(one.key);
    return causeKey === undefined ? one : { ...one, causeKey };
  });
}

function belongs(incident: Incident, cause: Cause): boolean {
  if (familyOf(incident) !== cause.family || (incident.phase === 'flapping') !== cause.flapping) return false;
  return scopesOf(incident).some(({ by, value }) => by === cause.scope.by && value === cause.scope.value);
}

/** An account-wide cause that has mostly recovered must not swallow what stops for reasons of its own. */
function isStillAccountWide({ key }: Cause, incidents: readonly Incident[], totals: FleetTotals): boolean {
  return isMostOfAccount(incidents.filter((one) => isActive(one) && one.causeKey === key).length, totals);
}

function keyOf(scope: CauseScope, family: Family, flapping: boolean): string {
  return `${scope.by}-${fingerprintHex([scope.by, scope.value, family, flapping].join('\n'))}`;
}

interface Told {
  readonly cause: Cause | null;
  readonly notification: Notification | null;
}

/** What is said of one cause in this sweep, and what is remembered of it. */
function tellCause(before: Cause | null, members: readonly Incident[], ended: Endings, context: FoldContext): Told {
  if (!before) return tellFirst(members, context);
  const endings = sumEndings(before.endings, ended);
  if (members.length === 0) {
    return { cause: null, notification: messageOf('resolved', 'all-over', { ...before, endings }, members, context) };
  }
  const news = newsOf(before, members, context);
  const cause = goneOn({ ...before, endings }, members, news, context);
  return { cause, notification: messageOf(KIND_OF_NEWS[news], news, cause, members, context) };
}

function tellFirst(members: readonly Incident[], context: FoldContext): Told {
  const [first] = members;
  if (!first) return { cause: null, notification: null };
  const flapping = first.phase === 'flapping';
  const identity = { key: first.causeKey ?? '', scope: scopeOfKey(first), family: familyOf(first), flapping };
  const cause = newCause(identity, members, context.now);
  return { cause, notification: messageOf(flapping ? 'flapping' : 'open', 'first', cause, members, context) };
}

/** A cause that was told before, as it is now and as it is told now. */
function goneOn(before: Cause, members: readonly Incident[], news: News, { now, mutes }: FoldContext): Cause {
  const at = now.toISO();
  const kind = KIND_OF_NEWS[news];
  const entry = {
    at,
    event: news === 'worsened' ? ('worsened' as const) : ('grew' as const),
    affected: members.length,
  };
  return {
    ...before,
    severity: news === 'worsened' ? worstOf(audibleOf(members, mutes)) : before.severity,
    verdict: verdictOf(members),
    reason: reasonOf(members),
    most: Math.max(before.most, members.length),
    ...(kind === 'update'
      ? // relays that recovered and stop again are growth over those that were left
        { toldAffected: Math.min(before.toldAffected, members.length) }
      : {
          toldAt: at,
          toldAffected: members.length,
          toldRegions: [...new Set([...before.toldRegions, ...regionsOf(members)])].sort(),
        }),
    timeline: kind === 'growth' ? [...before.timeline, entry].slice(-TIMELINE_KEPT) : before.timeline,
  };
}

/** The scope that led to this key; found again, since incidents keep the key alone. */
function scopeOfKey(first: Incident): CauseScope {
  const flapping = first.phase === 'flapping';
  const scope = scopesOf(first).find((one) => keyOf(one, familyOf(first), flapping) === first.causeKey);
  return scope ?? { by: 'region-reason', value: regionReason(first) };
}

function membersByCause(incidents: readonly Incident[]): Map<string, Incident[]> {
  const told = incidents.filter((one) => isActive(one) && one.causeKey !== null && one.causeKey !== BASELINE);
  return groupBy(told, (one) => one.causeKey ?? '');
}
