import type { UtcDateTime } from '../base/time.ts';
import type { Incident } from './incident.ts';
import { secondsFrom } from './instants.ts';
import type { Policy } from './policy.ts';

const STOPS_KEPT = 10;

/** The times at which it stopped; a stop that lasts counts once. */
export function stopsOf(incident: Incident | null, at: string): readonly string[] {
  if (!incident) return [at];
  return incident.down ? incident.stops : [...incident.stops, at].slice(-STOPS_KEPT);
}

/** Whether it has stopped often enough, within the time that the policy sets, to be told once and held until it is quiet. */
export function isFlapping(stops: readonly string[], { flapping }: Policy, now: UtcDateTime): boolean {
  return stops.filter((at) => secondsFrom(at, now) <= flapping.withinSeconds).length >= flapping.stops;
}

/** A quiet incident is kept as long as it could still count towards flapping. */
export function isForgettable({ stops }: Incident, { flapping }: Policy, now: UtcDateTime): boolean {
  return stops.every((at) => secondsFrom(at, now) > flapping.withinSeconds);
}
