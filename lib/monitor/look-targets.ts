import type { Hint } from './hint.ts';
import { type Incident, isQuiet } from './incident.ts';
import { isRelayKey } from './sightings.ts';

/** A relay to ask Live for. */
export interface Target {
  readonly taskId: string;
  /** Where it may be; the first that knows it counts. */
  readonly regions: readonly string[];
  /** Of the incident that it has; null when it has none. */
  readonly key: string | null;
  /** Why it is asked for; none when it is because of its incident alone. */
  readonly hints: readonly Hint[];
}

export interface TargetSettings {
  readonly regions: readonly string[];
  /** How many calls hints may cost now. */
  readonly callsLeft: number;
  /** Keys of incidents, those first that were not asked for longest. */
  readonly due: readonly string[];
  /** Whether a hint may be about one of our relays; absent or null: that is not known. */
  readonly isOurs?: ((taskId: string) => boolean) | null;
}

export interface Targets {
  readonly asked: readonly Target[];
  /** Hints that say nothing new: of a relay that runs and is not known to be at fault, or that is known to be as they say. */
  readonly idle: readonly Hint[];
  /** Hints about no relay of ours, in such a number that somebody may have made them up; they are not worth a call. */
  readonly strangers: readonly Hint[];
  /** So many relays changed at once that reading the lists costs less than asking for each. `asked` is a sample of them. */
  readonly isStorm: boolean;
}

/** More relays than this are a storm: to ask for each would take longer than most sweeps. */
export const STORM = 20;
/** Enough to know whether a storm is one, or somebody made it up. */
const SAMPLE = 8;
/** Calls that hints about no relay of ours may not use: a true one may be among them. A relay that is new is no relay yet. */
const KEPT_FOR_OURS = 15;
/** Relays with an incident and without a hint that one look asks for, if no hint waits: nothing waits for them. */
const DUE_AT_ONCE = 2;

/** Which relays a look asks Live for. Pure. */
export function targetsOf(
  hints: readonly Hint[],
  incidents: readonly Incident[],
  { regions, callsLeft, due, isOurs = null }: TargetSettings,
): Targets {
  const known = incidents.filter(canBeAsked);
  const hinted = hintedTargets(hints, known, regions);
  const incidentOf = new Map(known.map((one) => [one.key, one]));
  const isIdle = ({ key, hints: own, regions: where }: Target) =>
    where.length === 0 || own.every((hint) => isKnown(hint, key === null ? undefined : incidentOf.get(key)));
  const isStrange = ({ key, taskId }: Target) => key === null && isOurs !== null && !isOurs(taskId);
  const worth = hinted.filter((one) => !isIdle(one));
  const ours = worth.filter((one) => !isStrange(one));
  const isStorm = ours.length > STORM;
  const chosen = withinCalls(isStorm ? evenly(ours, SAMPLE) : ours, callsLeft);
  const left = callsLeft - chosen.reduce((sum, one) => sum + callsFor(one), 0) - KEPT_FOR_OURS;
  const strange = worth.filter(isStrange);
  const tried = isStorm ? [] : withinCalls(strange.slice(0, Math.max(0, left)), left);
  const isTried = new Set(tried);
  const named = [...chosen, ...tried];
  return {
    asked: isStorm || named.length > 0 ? named : dueTargets(due, known),
    idle: hinted.filter(isIdle).flatMap((one) => one.hints),
    strangers: strange.filter((one) => !isTried.has(one)).flatMap((one) => one.hints),
    isStorm,
  };
}

/**
 * Whether a hint says what is known already: its relay was seen, after the event, to be as it says. After a storm such
 * hints are left, of relays that the lists have shown. A later event may have another reason, such as a user.
 * @param incident of its relay; undefined when it has none
 */
function isKnown({ status, byUser, eventSeconds }: Hint, incident: Incident | undefined): boolean {
  if (incident === undefined) return status === 'running';
  const { verdict, down, lastSeenAt } = incident;
  // the event was within a second after the one that is said
  const isEarlier = eventSeconds !== null && (eventSeconds + 1) * 1_000 <= Date.parse(lastSeenAt);
  return isEarlier && down && !byUser && status === verdict;
}

/** Whether a look can find out more about this incident. */
export function canBeAsked(incident: Incident): boolean {
  // whether a list still has an unlisted one is for the sweep to say
  return !isQuiet(incident) && isRelayKey(incident.key) && incident.taskId !== '' && !incident.unlisted;
}

/** The calls that hints cost: a relay with an incident is asked for in any case. */
export function callsFor({ key, regions, hints }: Target): number {
  return key === null && hints.length > 0 ? regions.length : 0;
}

/** One target for each relay, those with an incident first. */
function hintedTargets(hints: readonly Hint[], known: readonly Incident[], regions: readonly string[]): Target[] {
  const byId = new Map<string, Hint[]>();
  for (const hint of hints) {
    const own = byId.get(hint.taskId);
    if (own) own.push(hint);
    else byId.set(hint.taskId, [hint]);
  }
  const incidentOf = new Map(known.map((one) => [one.taskId, one]));
  const targets = [...byId].map(([taskId, own]): Target => {
    const incident = incidentOf.get(taskId);
    const where = new Set(own.flatMap(({ region }) => (region === null ? regions : [region])));
    return incident
      ? { ...placeOf(incident), hints: own }
      : { taskId, regions: regions.filter((one) => where.has(one)), key: null, hints: own };
  });
  return [...targets.filter(({ key }) => key !== null), ...targets.filter(({ key }) => key === null)];
}

function dueTargets(due: readonly string[], known: readonly Incident[]): Target[] {
  const incidentOf = new Map(known.map((one) => [one.key, one]));
  const left = due.flatMap((key) => incidentOf.get(key) ?? []);
  return left.slice(0, DUE_AT_ONCE).map((incident) => ({ ...placeOf(incident), hints: [] }));
}

function placeOf({ taskId, region, key }: Incident): Omit<Target, 'hints'> {
  return { taskId, regions: [region], key };
}

/** As many as the calls suffice for, in their order. */
function withinCalls(targets: readonly Target[], callsLeft: number): Target[] {
  let left = callsLeft;
  return targets.filter((target) => {
    const calls = callsFor(target);
    if (calls > left) return false;
    left -= calls;
    return true;
  });
}

/** So many of them, from everywhere in the list: ids that somebody made up may stand side by side. */
function evenly<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, all.length / most);
  return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step)).slice(0, most);
}
