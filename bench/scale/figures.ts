import { percentileOf } from '../support/delays.ts';
import { type AccountOutcome, type Ended, HINDRANCES, type Hindrance, type Invoked } from './account-outcome.ts';
import type { Dispatch } from './dispatch-plan.ts';
import type { ScaleOptions } from './options.ts';

export interface Delays {
  readonly stops: number;
  /** Of those that were not told before the simulation ended. */
  readonly untold: number;
  /** Seconds; those that were not told count as endless. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly most: number;
}

export interface ScaleFigures {
  readonly delays: Delays;
  readonly delaysBy: ReadonlyMap<Hindrance, Delays>;
  readonly endings: Readonly<Record<Ended['how'], number>>;
  readonly coldStarts: number;
  /** Of the dispatcher, too. */
  readonly invocations: number;
  /** All of them together. */
  readonly functionSeconds: number;
  readonly calls: number;
  readonly throttled: number;
  readonly mostInAnySecond: number;
  /** Calls and seconds of the sweeps that were complete. */
  readonly sweepCalls: Delays;
  readonly sweepSeconds: Delays;
  readonly peakConcurrency: number;
  readonly meanConcurrency: number;
  /** Incidents of relays that had not stopped. */
  readonly unknown: number;
}

/** Everything that is told of a simulation, from what became of each account. */
export function figuresOf(
  outcomes: readonly AccountOutcome[],
  plan: readonly Dispatch[],
  { ticks, intervalMs }: Pick<ScaleOptions, 'ticks' | 'intervalMs'>,
): ScaleFigures {
  const invoked = outcomes.flatMap((one) => one.invoked);
  const complete = invoked.filter(({ how }) => how === 'complete');
  const stops = outcomes.flatMap((one) => one.stops);
  const spans = [...invoked.map(spanOf), ...plan.map(({ startMs, endMs }) => [startMs, endMs] as const)];
  const functionMs = spans.reduce((sum, [from, until]) => sum + until - from, 0);
  const sum = (of: (one: AccountOutcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
  return {
    delays: delaysOf(stops.map(({ delayMs }) => delayMs)),
    delaysBy: new Map(
      HINDRANCES.map((one) => [
        one,
        delaysOf(stops.filter(({ hindrance }) => hindrance === one).map(({ delayMs }) => delayMs)),
      ]),
    ),
    endings: {
      complete: complete.length,
      incomplete: countOf(invoked, 'incomplete'),
      skipped: countOf(invoked, 'skipped'),
      died: countOf(invoked, 'died'),
    },
    coldStarts: invoked.filter(({ isCold }) => isCold).length,
    invocations: spans.length,
    functionSeconds: functionMs / 1_000,
    calls: sum(({ calls }) => calls),
    throttled: sum(({ throttled }) => throttled),
    mostInAnySecond: Math.max(...outcomes.map((one) => one.mostInAnySecond)),
    sweepCalls: delaysOf(complete.map(({ calls }) => calls * 1_000)),
    sweepSeconds: delaysOf(complete.map(({ startMs, endMs }) => endMs - startMs)),
    peakConcurrency: peakOf(spans),
    meanConcurrency: functionMs / (ticks * intervalMs),
    unknown: sum(({ unknown }) => unknown),
  };
}

function countOf(invoked: readonly Invoked[], how: Ended['how']): number {
  return invoked.filter((one) => one.how === how).length;
}

/** An instance is there, and paid for, while it starts. */
function spanOf({ takenMs, endMs }: Invoked): readonly [number, number] {
  return [takenMs, endMs];
}

/** @param values in milliseconds; null: never */
function delaysOf(values: readonly (number | null)[]): Delays {
  const at = (share: number) => percentileOf(values, share) / 1_000;
  return {
    stops: values.length,
    untold: values.filter((value) => value === null).length,
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    most: at(1),
  };
}

/** The most spans that are under way at one moment; one that ends as another begins makes room for it. */
export function peakOf(spans: readonly (readonly [from: number, until: number])[]): number {
  const changes = spans.flatMap(([from, until]) => [[from, 1] as const, [until, -1] as const]);
  changes.sort(([a, one], [b, other]) => a - b || one - other);
  let [now, most] = [0, 0];
  for (const [, change] of changes) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}
