import { type Addressed, recipientsOf } from './addressing.ts';
import { heldOpen, isToldFor, settled } from './adopted-cause.ts';
import { type Cause, causeKey, newCause } from './cause.ts';
import { causeMessage } from './cause-message.ts';
import { type Decision, onCause, type Reason } from './decision.ts';
import {
  batches,
  type Explanation,
  explainByKind,
  explainWhole,
  type FleetTotals,
  familyOf,
  groupBy,
  isInScope,
  isMostOfAccount,
} from './grouping.ts';
import { type Incident, isActive } from './incident.ts';
import type { Advanced } from './incidents.ts';
import { mutedBy } from './mutes.ts';
import type { CauseScope } from './notification.ts';
import { isRelayKey } from './sightings.ts';
import { type TellContext, tellCause } from './tell-cause.ts';

export interface FoldContext extends TellContext {
  /** Nothing was known before: what is open already is told in one summary. */
  readonly firstSweep: boolean;
  /** That summary needs several sweeps, and waits for the last of them; absent: it is made of this one. */
  readonly firstLap?: 'goes-on' | 'ended' | undefined;
}

export interface Folded {
  readonly incidents: readonly Incident[];
  readonly causes: readonly Cause[];
  readonly messages: readonly Addressed[];
  /** Why on-call hears of each cause, or does not, and of what belongs to none. */
  readonly decisions: readonly Decision[];
}

type Faults = Pick<Advanced, 'incidents' | 'ended'>;

/** Stands for incidents that were there when watching began: they are told in the summary, and never again. */
export const BASELINE = 'baseline';

/**
 * Folds incidents into causes and decides what on-call hears of each: one page per cause, another when it grows, gets worse or
 * is due for a reminder, and a resolve when its last relay is over. Pure.
 */
export function fold(advanced: Faults, causes: readonly Cause[], context: FoldContext): Folded {
  if (context.firstLap) return foldFirstLap(advanced, causes, context);
  if (context.firstSweep) return foldFirstSweep(advanced.incidents, context);
  const ended = groupBy(advanced.ended, ({ incident }) => incident.causeKey ?? '');
  const assigned = assign(advanced.incidents, causes, context);
  const members = membersByCause(assigned);
  const next: Cause[] = [];
  const messages: Addressed[] = [];
  const decisions: Decision[] = [];
  const before = context.conclusive ? settled(causes, context.now) : causes;
  const known = new Map(before.map((cause) => [cause.key, cause]));
  for (const key of new Set([...known.keys(), ...members.keys()])) {
    const cause = known.get(key) ?? null;
    const own = members.get(key) ?? [];
    const isAdopted = cause?.adoptedAt !== undefined;
    const over = isAdopted ? advanced.ended.filter((one) => isToldFor(one.incident, cause)) : (ended.get(key) ?? []);
    const held = isAdopted && own.length === 0 ? heldOpen(cause, assigned, over, context) : null;
    const told = held ?? tellCause(cause, own, over, context);
    if (told.cause) next.push(told.cause);
    messages.push(...told.messages);
    decisions.push(...told.decisions);
  }
  // a quiet incident no longer belongs to any cause
  const incidents = assigned.map((one) =>
    one.phase === 'quiet' && one.causeKey !== null ? { ...one, causeKey: null } : one,
  );
  return { incidents, causes: next, messages, decisions: [...decisions, ...untoldOf(incidents)] };
}

/** Of relays, what a sweep of the first lap sees waits for its end. Of the monitor itself all is told at once. */
function foldFirstLap({ incidents, ended }: Faults, causes: readonly Cause[], context: FoldContext): Folded {
  const relays = foldFirstSweep(
    incidents.filter(({ key }) => isRelayKey(key)),
    context,
  );
  const others = incidents.filter(({ key }) => !isRelayKey(key));
  const rest = fold({ incidents: others, ended }, causes, { ...context, firstLap: undefined, firstSweep: false });
  return {
    incidents: [...relays.incidents, ...rest.incidents],
    causes: rest.causes,
    messages: [...(context.firstLap === 'ended' ? relays.messages : []), ...rest.messages],
    decisions: [...relays.decisions, ...rest.decisions],
  };
}

function foldFirstSweep(incidents: readonly Incident[], context: FoldContext): Folded {
  const active = incidents.filter((one) => isActive(one) && mutedBy(one, context.mutes) === null);
  const told = new Set(active);
  const marked = incidents.map((one) => (told.has(one) ? { ...one, causeKey: BASELINE } : one));
  const untold = untoldOf(incidents.filter((one) => !told.has(one)));
  if (active.length === 0) return { incidents: marked, causes: [], messages: [], decisions: untold };
  const scope: CauseScope = { by: 'account', value: '' };
  const baseline = newCause({ key: BASELINE, scope, family: 'fault', flapping: false }, active, [], context.now);
  const notification = causeMessage('summary', 'before-watching', baseline, active, context);
  const to = recipientsOf(notification, active, context.routing);
  const decisions = [onCause(BASELINE, 'before-watching', 'summary'), ...untold];
  return { incidents: marked, causes: [], messages: [{ notification, to }], decisions };
}

/** Why nothing is said of incidents that have no open cause. An active one without any cause is muted. */
function untoldOf(incidents: readonly Incident[]): Decision[] {
  return incidents.flatMap((one) => {
    const reason = untoldReason(one);
    return reason === null ? [] : [{ causeKey: one.causeKey, incidentKey: one.key, reason, kind: null }];
  });
}

function untoldReason({ phase, causeKey }: Incident): Reason | null {
  if (phase === 'quiet') return null;
  if (phase === 'pending') return 'not-long-enough';
  if (causeKey === BASELINE) return 'before-watching';
  return causeKey === null ? 'held-by-mute' : null;
}

/** Gives a cause to every active incident that is neither told nor muted: an open cause that it fits, or else a new one. */
function assign(incidents: readonly Incident[], causes: readonly Cause[], context: FoldContext): Incident[] {
  const keys = new Map<string, string>();
  let left = incidents.filter((one) => isActive(one) && one.causeKey === null && mutedBy(one, context.mutes) === null);
  const join = (some: readonly Cause[]) => {
    const candidates = some.toSorted(oldestFirst);
    left = left.filter((incident) => {
      const cause = candidates.find((one) => belongs(incident, one));
      if (cause) keys.set(incident.key, cause.key);
      return !cause;
    });
  };
  const take = (explanations: readonly Explanation[]) => {
    for (const { scope, members } of explanations) {
      for (const member of members)
        keys.set(member.key, causeKey(scope, familyOf(member), member.phase === 'flapping'));
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
  // a dead host is a cause of its own, even if its region already has one for single faults
  take(batches(left).flatMap((batch) => explainWhole(batch, context.totals)));
  join(causes.filter(isWide));
  take(batches(left).flatMap((batch) => explainByKind(batch)));
  return incidents.map((one) => {
    const causeKey = keys.get(one.key);
    return causeKey === undefined ? one : { ...one, causeKey };
  });
}

/** Of the same age, one of them always comes first: Live lists relays in no promised order, and a glance sees them in yet another. */
function oldestFirst(a: Cause, b: Cause): number {
  return a.since === b.since ? (a.key < b.key ? -1 : 1) : a.since < b.since ? -1 : 1;
}

function belongs(incident: Incident, cause: Cause): boolean {
  return (incident.phase === 'flapping') === cause.flapping && isInScope(incident, cause);
}

/** An account-wide cause that has mostly recovered must not absorb relays that stop for reasons of their own. */
function isStillAccountWide({ key }: Cause, incidents: readonly Incident[], totals: FleetTotals): boolean {
  return isMostOfAccount(incidents.filter((one) => isActive(one) && one.causeKey === key).length, totals);
}

function membersByCause(incidents: readonly Incident[]): Map<string, Incident[]> {
  const told = incidents.filter((one) => isActive(one) && one.causeKey !== null && one.causeKey !== BASELINE);
  return groupBy(told, (one) => one.causeKey ?? '');
}
