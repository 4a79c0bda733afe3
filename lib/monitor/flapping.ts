import type { UtcDateTime } from '../base/time.ts';
import type { Incident } from './incident.ts';
import { secondsFrom } from './instants.ts';
import type { Policy } from './policy.ts';

const STOPS_KEPT = 10;

/** When it stopped so far; a stop that lasts is one. */
export function stopsOf(incident: Incident | null, at: string): readonly string[] {
  if (!incident) return [at];
  return incident.down ? incident.stops : [...incident.stops, at].slice(-STOPS_KEPT);
}

/** Whether it stopped so often, within so long a time, that it is told once and held until it is quiet. */
export function isFlapping(stops: readonly string[], { flapping }: Policy, now: UtcDateTime): boolean {
  return stops.filter((at) => secondsFrom(at, now) <= flapping.withinSeconds).length >= flapping.stops;
}

/** A quiet incident is kept as long as it could still count towards flapping. */
export function isForgettable({ stops }: Incident, { flapping }: Policy, now: UtcDateTime): boolean {
  return stops.every((at) => secondsFrom(at, now) > flapping.withinSeconds);
}
