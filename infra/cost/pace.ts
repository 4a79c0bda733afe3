import { meanIntervalSeconds } from '../../lib/config/schedule.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { Fleet } from './fleet.ts';

/** A month of 730 hours, as in price lists. */
export const MONTH_SECONDS = 730 * 3_600;
/** Starting, loading and saving state, telling and publishing. A guess, to be replaced by what SweepDuration shows. */
const OVERHEAD_SECONDS = 2;

export interface PaceOptions {
  /** Time between sweeps; default: taken from the configuration. */
  readonly intervalSeconds?: number;
  /** How long the function runs per sweep, if measured. */
  readonly sweepSeconds?: number;
}

/** How often a sweep starts and how long it takes. */
export interface Pace {
  readonly intervalSeconds: number;
  readonly sweepSeconds: number;
  readonly measured: boolean;
  /** Timer events per month. */
  readonly sweeps: number;
}

export function paceOf(config: Config, { calls }: Fleet, options: PaceOptions): Pace {
  const intervalSeconds = intervalOf(config, options);
  return {
    intervalSeconds,
    sweepSeconds: options.sweepSeconds ?? calls / config.live.qps + OVERHEAD_SECONDS,
    measured: options.sweepSeconds !== undefined,
    sweeps: MONTH_SECONDS / intervalSeconds,
  };
}

/** Timer events per month. */
export function roundsOf(config: Config, options: PaceOptions): number {
  return MONTH_SECONDS / intervalOf(config, options);
}

function intervalOf({ sweep, deploy }: Config, { intervalSeconds }: PaceOptions): number {
  return intervalSeconds ?? meanIntervalSeconds({ sweep, deploy });
}
