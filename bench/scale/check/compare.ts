import type { AccountOutcome } from '../account-outcome.ts';
import type { Dispatch } from '../dispatch-plan.ts';
import type { ScaleFigures } from '../figures.ts';
import type { Model, Range } from '../model.ts';
import type { ScaleOptions } from '../options.ts';
import type { RealRun } from './real-run.ts';

/** A figure in the real run and in the simulation of the same accounts. */
export interface Compared {
  readonly what: string;
  readonly real: number;
  readonly simulated: number;
  /** Of the simulated one from the real one, as a share of that; 0 where both are nothing. */
  readonly difference: number;
}

/** Files on this machine, and a webhook on loopback: what they take is small beside the calls to Live. */
const NEAR: Pick<Model, 'storeCall' | 'sendCall' | 'publishCall' | 'connectTrips'> = {
  storeCall: [1, 5],
  sendCall: [3, 15],
  publishCall: [0, 0],
  connectTrips: 0,
};

/** The model of what was around the real run: its round trips and its starts, as they were measured in it. */
export function modelOf({ outcomes, trips }: RealRun, model: Model): Model {
  const invoked = outcomes.flatMap((one) => one.invoked);
  const starts = (isCold: boolean): Range => {
    const took = invoked.filter((one) => one.isCold === isCold).map(({ takenMs, startMs }) => startMs - takenMs);
    const [least, mean] = [Math.min(...took), took.reduce((sum, ms) => sum + ms, 0) / took.length];
    return took.length === 0 ? [0, 0] : [least, 2 * mean - least];
  };
  return { ...model, ...NEAR, trips, warmStart: starts(false), coldStart: starts(true), recycled: 0 };
}

/** When the engine took what the real dispatcher started. */
export function planOf(outcomes: readonly AccountOutcome[], { ticks, intervalMs }: ScaleOptions): Dispatch[] {
  return Array.from({ length: ticks }, (_, tick) => {
    const takenMs = outcomes.map(({ invoked }) => invoked.find((one) => one.tick === tick)?.takenMs ?? Number.NaN);
    const startMs = tick * intervalMs;
    return { startMs, takenMs, lookMs: null, endMs: Math.max(startMs, ...takenMs.filter(Number.isFinite)) };
  });
}

/** The figures that both have. */
export function compared(real: ScaleFigures, simulated: ScaleFigures): Compared[] {
  const row = (what: string, of: (figures: ScaleFigures) => number): Compared => {
    const [a, b] = [of(real), of(simulated)];
    return { what, real: a, simulated: b, difference: a === b ? 0 : (b - a) / a };
  };
  return [
    row('calls to Live', ({ calls }) => calls),
    row('throttled calls', ({ throttled }) => throttled),
    row('invocations of sweeps: complete', ({ endings }) => endings.complete),
    row('… kept out', ({ endings }) => endings.skipped),
    row('… died', ({ endings }) => endings.died),
    row('a complete sweep takes, s: p50', ({ sweepSeconds }) => sweepSeconds.p50),
    row('… p99', ({ sweepSeconds }) => sweepSeconds.p99),
    row('function seconds', ({ functionSeconds }) => functionSeconds),
    row('instances at once, mean', ({ meanConcurrency }) => meanConcurrency),
    row('stops told', ({ delays: { stops, untold } }) => stops - untold),
    row('stop → told, s: p50', ({ delays }) => delays.p50),
    row('… p90', ({ delays }) => delays.p90),
    row('… p99', ({ delays }) => delays.p99),
  ];
}
