import type { UtcDateTime } from '../time.ts';
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
  knownTotal,
  regionReason,
  scopesOf,
} from './grouping.ts';
import { type Advanced, type Ending, type Incident, secondsFrom } from './incidents.ts';
import { NO_REASON, type Severity, type VerdictKind } from './judge.ts';
import { type ActiveMute, mutedBy } from './mutes.ts';
import {
  type CauseScope,
  type Endings,
  EXAMPLES_SHOWN,
  type Notification,
  type NotificationKind,
  type TimelineEntry,
} from './notification.ts';
import { type Policy, policyFor } from './policy.ts';

/** What a set of incidents has in common, over its life. Plain data: it is kept in the state. */
export interface Cause {
  /** The dedup key of all its messages. Made of what the cause is, so that it is the same even when state was lost. */
  readonly key: string;
  readonly scope: CauseScope;
  readonly family: Family;
  readonly flapping: boolean;
  readonly since: string;
  readonly severity: Exclude<Severity, 'none'>;
  readonly verdict: VerdictKind;
  readonly reason: string;
  /** Most relays it had at once. */
  readonly most: number;
  /** As of the last message that paged. */
  readonly toldAt: string;
  readonly toldAffected: number;
  readonly toldRegions: readonly string[];
  readonly timeline: readonly TimelineEntry[];
  readonly endings: Endings;
}

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
const NO_ENDINGS: Endings = { recovered: 0, removed: 0, stoppedByUser: 0, finished: 0 };
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
  return {
    incidents: marked,
    causes: [],
    notifications: [messageOf('summary', newCause(BASELINE, scope, 'fault', false, active, context), active, context)],
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

function newCause(
  key: string,
  scope: CauseScope,
  family: Family,
  flapping: boolean,
  members: readonly Incident[],
  { now }: FoldContext,
): Cause {
  const at = now.toISO();
  return {
    key,
    scope,
    family,
    flapping,
    since: members.reduce((first, { since }) => (since < first ? since : first), at),
    severity: worstOf(members),
    verdict: verdictOf(members),
    reason: reasonOf(members),
    most: members.length,
    toldAt: at,
    toldAffected: members.length,
    toldRegions: regionsOf(members),
    timeline: [{ at, event: flapping ? 'flapping' : 'stopped', affected: members.length }],
    endings: NO_ENDINGS,
  };
}

/** What is said of one cause in this sweep, and what is remembered of it. */
function tellCause(
  before: Cause | null,
  members: readonly Incident[],
  ended: Endings,
  context: FoldContext,
): { readonly cause: Cause | null; readonly notification: Notification | null } {
  if (!before) {
    const [first] = members;
    if (!first) return { cause: null, notification: null };
    const scope = scopeOfKey(first, members);
    const cause = newCause(first.causeKey ?? '', scope, familyOf(first), first.phase === 'flapping', members, context);
    return { cause, notification: messageOf(cause.flapping ? 'flapping' : 'open', cause, members, context) };
  }
  const endings = sumEndings(before.endings, ended);
  if (members.length === 0) {
    return { cause: null, notification: messageOf('resolved', { ...before, endings }, members, context) };
  }
  const worse = rank(worstOf(members)) > rank(before.severity);
  const grown =
    members.length >= before.toldAffected * context.policy.growth.factor &&
    members.length >= context.policy.growth.least;
  const spread = regionsOf(members).some((region) => !before.toldRegions.includes(region));
  const due = secondsFrom(before.toldAt, context.now) >= repeatSeconds(members, context.policy);
  const muted = members.every((one) => mutedBy(one, context.mutes) !== null);
  const kind: NotificationKind = muted ? 'update' : worse || grown || spread ? 'growth' : due ? 'reminder' : 'update';
  const pages = kind !== 'update';
  const at = context.now.toISO();
  const cause: Cause = {
    ...before,
    severity: worse ? worstOf(members) : before.severity,
    verdict: verdictOf(members),
    reason: reasonOf(members),
    most: Math.max(before.most, members.length),
    endings,
    ...(pages
      ? {
          toldAt: at,
          toldAffected: members.length,
          toldRegions: [...new Set([...before.toldRegions, ...regionsOf(members)])].sort(),
        }
      : // relays that recovered and stop again are growth over those that were left
        { toldAffected: Math.min(before.toldAffected, members.length) }),
    timeline:
      pages && kind === 'growth'
        ? [
            ...before.timeline,
            { at, event: worse ? ('worsened' as const) : ('grew' as const), affected: members.length },
          ].slice(-TIMELINE_KEPT)
        : before.timeline,
  };
  return { cause, notification: messageOf(kind, cause, members, context) };
}

/** The scope that led to this key; found again, since incidents keep the key alone. */
function scopeOfKey(first: Incident, members: readonly Incident[]): CauseScope {
  const flapping = first.phase === 'flapping';
  const scope = scopesOf(first).find((one) => keyOf(one, familyOf(first), flapping) === first.causeKey);
  return scope ?? { by: 'region-reason', value: regionReason(members[0] ?? first) };
}

function messageOf(
  kind: NotificationKind,
  cause: Cause,
  members: readonly Incident[],
  { now, totals, degraded }: FoldContext,
): Notification {
  const resolved = kind === 'resolved';
  return {
    id: `${cause.key}-${kind}-${now.toMillis()}`,
    dedupKey: cause.key,
    kind,
    severity: cause.severity,
    at: now.toISO(),
    since: cause.since,
    verdict: cause.verdict,
    reason: cause.reason,
    scope: cause.scope,
    regions: resolved ? cause.toldRegions : regionsOf(members),
    affected: resolved ? cause.most : members.length,
    total: knownTotal(cause.scope, totals),
    examples: members.slice(0, EXAMPLES_SHOWN).map(({ region, taskId, name, reason, source, destination, since }) => {
      return { region, taskId, name, reason, source, destination, since };
    }),
    timeline: resolved ? [...cause.timeline, { at: now.toISO(), event: 'resolved', affected: 0 }] : cause.timeline,
    endings: resolved ? cause.endings : null,
    durationSeconds: resolved ? Math.max(0, Math.round(secondsFrom(cause.since, now))) : null,
    note: null,
    degraded,
    test: false,
  };
}

function repeatSeconds(members: readonly Incident[], policy: Policy): number {
  return Math.min(...members.map((one) => policyFor(one, one.verdict, policy).repeatEverySeconds));
}

function membersByCause(incidents: readonly Incident[]): Map<string, Incident[]> {
  const told = incidents.filter((one) => isActive(one) && one.causeKey !== null && one.causeKey !== BASELINE);
  return groupBy(told, (one) => one.causeKey ?? '');
}

function endingsByCause(ended: Advanced['ended']): Map<string, Endings> {
  const byCause = new Map<string, Endings>();
  for (const { incident, ending } of ended) {
    if (incident.causeKey === null) continue;
    const before = byCause.get(incident.causeKey) ?? NO_ENDINGS;
    byCause.set(incident.causeKey, addEnding(before, ending));
  }
  return byCause;
}

function addEnding(endings: Endings, ending: Ending): Endings {
  return { ...endings, [ending]: endings[ending] + 1 };
}

function sumEndings(a: Endings, b: Endings): Endings {
  return {
    recovered: a.recovered + b.recovered,
    removed: a.removed + b.removed,
    stoppedByUser: a.stoppedByUser + b.stoppedByUser,
    finished: a.finished + b.finished,
  };
}

const RANKS: readonly Severity[] = ['none', 'info', 'warning', 'critical'];

function rank(severity: Severity): number {
  return RANKS.indexOf(severity);
}

function worstOf(members: readonly Incident[]): Exclude<Severity, 'none'> {
  const worst = members.reduce<Severity>(
    (most, { severity }) => (rank(severity) > rank(most) ? severity : most),
    'info',
  );
  return worst === 'none' ? 'info' : worst;
}

/** `stopped` when any is: it is the worse half of its family. */
function verdictOf(members: readonly Incident[]): VerdictKind {
  return members.some(({ verdict }) => verdict === 'stopped') ? 'stopped' : (members[0]?.verdict ?? 'unknown');
}

function reasonOf(members: readonly Incident[]): string {
  const reasons = new Set(members.map(({ reason }) => reason));
  return reasons.size === 1 ? (members[0]?.reason ?? NO_REASON) : 'several';
}

function regionsOf(members: readonly Incident[]): string[] {
  return [...new Set(members.map(({ region }) => region).filter((region) => region !== ''))].sort();
}
