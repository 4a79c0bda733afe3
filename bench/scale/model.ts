import { drawLegs, type Legs } from '../../stand-ins/live/latency.ts';
import { NETWORKS } from '../support/networks.ts';

/*
 * What the simulation assumes of everything that is not our code. docs/scale.md has the same in words, and says where each
 * number comes from.
 */

export const MINUTE_MS = 60_000;
/** Regions in which accounts have their relays; each account has two of them. */
export const REGIONS = ['cn-shanghai', 'cn-beijing', 'cn-shenzhen', 'ap-southeast-1'] as const;
/** The one that goes down. */
export const DOWN: (typeof REGIONS)[number] = 'cn-beijing';

/** A duration between two bounds, each value as likely. Milliseconds. */
export type Range = readonly [leastMs: number, mostMs: number];

export interface Model {
  readonly qps: number;
  readonly latency: { readonly rttMs: number; readonly jitterMs: number };
  /** Round trips that were measured, to draw from instead. */
  readonly trips?: readonly number[];
  /** Round trips of a new connection, before it carries a request. */
  readonly connectTrips: number;
  /** From the due time of the timer to the start of the dispatcher's own invocation. */
  readonly timerLate: Range;
  /** One asynchronous invocation, as the dispatcher sees it. */
  readonly invokeCall: Range;
  /** From its acceptance to the first line of the handler, on an instance that is there and on a new one. */
  readonly warmStart: Range;
  readonly coldStart: Range;
  /** The share of invocations for which the platform has no instance, although the last one is alive. */
  readonly recycled: number;
  /** One request to the store of the state. */
  readonly storeCall: Range;
  /** One message, until the channel accepted it. */
  readonly sendCall: Range;
  /** All metrics of a sweep. */
  readonly publishCall: Range;
  /** Stops of single relays, a minute and account. */
  readonly stopsAMinute: number;
  /** How long a relay stays stopped. */
  readonly stopLasts: Range;
  /** The share of invocations that die: of sweeps, at a moment anywhere in the time that a whole one takes; of the dispatcher. */
  readonly deaths: number;
  readonly dispatcherDeaths: number;
}

export const MODEL: Model = {
  qps: 10,
  latency: NETWORKS.WAN,
  connectTrips: 3,
  timerLate: [0, 1_000],
  invokeCall: [30, 90],
  warmStart: [20, 80],
  coldStart: [400, 1_200],
  recycled: 0.01,
  storeCall: [10, 40],
  sendCall: [80, 300],
  publishCall: [80, 300],
  stopsAMinute: 3,
  stopLasts: [10 * MINUTE_MS, 30 * MINUTE_MS],
  deaths: 0.05,
  dispatcherDeaths: 0.05,
};

/** How long one call is on its way, there and back. */
export function drawTrip({ latency, trips }: Pick<Model, 'latency' | 'trips'>, random: () => number): Legs {
  if (trips === undefined) return drawLegs(latency, random);
  const half = (trips[Math.floor(random() * trips.length)] ?? latency.rttMs) / 2;
  return { thereMs: half, backMs: half };
}

export function draw([leastMs, mostMs]: Range, random: () => number): number {
  return leastMs + random() * (mostMs - leastMs);
}
