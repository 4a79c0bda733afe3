import type { ExpectedRelay } from './expected-relays.ts';
import { type Incident, isQuiet } from './incident.ts';
import type { Target } from './look-targets.ts';
import { isRelayKey, relayKeyOf } from './sightings.ts';
import type { SoonRelay } from './soon.ts';

/** So long after a fault its relay is asked for, in case that it comes back. */
const AFTER_FAULT_MS = 600_000;

/** Relays that matter more than the calm rest, which a lap reads in turn. */
export interface Priority {
  /** Those that this sweep asks for, in a steady order: each then comes up once in an interval. */
  readonly targets: readonly Target[];
  /** How many there are; more than the targets, when one sweep has not enough calls for all. */
  readonly wanted: number;
}

export interface PriorityOf {
  readonly incidents: readonly Incident[];
  readonly soon: readonly SoonRelay[];
  readonly expected: readonly ExpectedRelay[];
  /** Unix milliseconds. */
  readonly nowMs: number;
  /** When the last whole lap began: what was not seen since has perhaps gone. */
  readonly lapBeganMs: number;
  /** How many a sweep can ask for. */
  readonly room: number;
  /** Counts the sweeps: where not all have room, another part has its turn in each. */
  readonly turn: number;
}

/**
 * Which relays a sweep asks for by their ids, the most important first: what is on its way to be told, or has just
 * recovered; what is about to start or end, or has just started; what counts for `expect:`; what no lap has shown; and at last
 * all other faults. Pure.
 */
export function priorityOf(of: PriorityOf): Priority {
  const { incidents, soon, expected, nowMs, lapBeganMs, room, turn } = of;
  const isYoung = ({ lastFaultAt }: Incident) => nowMs - Date.parse(lastFaultAt) < AFTER_FAULT_MS;
  const asked = incidents.filter(
    (one) => isRelayKey(one.key) && one.taskId !== '' && !one.unlisted && (!isQuiet(one) || isYoung(one)),
  );
  const named = new Set(asked.map(({ key }) => key));
  /** Those that no rank before has. */
  const others = (relays: readonly (SoonRelay | ExpectedRelay)[]) =>
    relays.flatMap(([region, taskId]): Target[] => {
      const key = relayKeyOf(region, taskId);
      if (named.has(key)) return [];
      named.add(key);
      return [{ taskId, regions: [region], key: null, hints: [] }];
    });
  const isUrgent = ({ phase, verdict }: Incident) =>
    phase === 'pending' || phase === 'quiet' || verdict === 'recovering';
  const isLost = ({ lastSeenAt }: Incident) => Date.parse(lastSeenAt) < lapBeganMs;
  const ranks: readonly (readonly Target[])[] = [
    asked.filter(isUrgent).map(targetOf),
    others(soon.filter(([, , from, until]) => from <= nowMs && nowMs <= until)),
    others(expected.filter(([, , until]) => nowMs <= until)),
    asked.filter((one) => !isUrgent(one) && isLost(one)).map(targetOf),
    asked.filter((one) => !isUrgent(one) && !isLost(one)).map(targetOf),
  ];
  const targets: Target[] = [];
  for (const rank of ranks) targets.push(...inTurn(rank, room - targets.length, turn));
  return { targets: targets.sort(byPlace), wanted: ranks.reduce((sum, { length }) => sum + length, 0) };
}

function targetOf({ taskId, region, key }: Incident): Target {
  return { taskId, regions: [region], key, hints: [] };
}

/** As many as there is room for, others in each turn. */
function inTurn(targets: readonly Target[], room: number, turn: number): readonly Target[] {
  if (targets.length <= room) return targets;
  const sorted = targets.toSorted(byPlace);
  const from = (turn * room) % targets.length;
  return [...sorted.slice(from), ...sorted.slice(0, from)].slice(0, Math.max(0, room));
}

function byPlace(a: Target, b: Target): number {
  return placeOf(a) < placeOf(b) ? -1 : 1;
}

function placeOf({ regions: [region = ''], taskId }: Target): string {
  return relayKeyOf(region, taskId);
}
