import { longestGapSeconds } from '../../lib/config/longest-gap.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { DeploySettings } from '../deploy/settings.ts';
import type { Fleet } from './fleet.ts';

/** A month of 730 hours, as price lists have it. */
export const MONTH_SECONDS = 730 * 3_600;
/** Starting, loading and saving state, telling and publishing; a guess to be replaced by what SweepDuration shows. */
const OVERHEAD_SECONDS = 2;

export interface PaceOptions {
  /** From one sweep to the next; default: what the `deploy:` section says. */
  readonly intervalSeconds?: number;
  /** How long the function runs for a sweep, where that was measured. */
  readonly sweepSeconds?: number;
}

/** How often a sweep starts and how long it takes. */
export interface Pace {
  readonly intervalSeconds: number;
  readonly sweepSeconds: number;
  readonly measured: boolean;
  /** Timer events in a month. */
  readonly sweeps: number;
}

export function paceOf({ live }: Config, deploy: DeploySettings, { calls }: Fleet, options: PaceOptions): Pace {
  const intervalSeconds =
    options.intervalSeconds ??
    evenSeconds(deploy.fc?.schedule) ??
    evenSeconds(deploy.aws?.schedule) ??
    deploy.alarms.intervalMinutes * 60;
  return {
    intervalSeconds,
    sweepSeconds: options.sweepSeconds ?? calls / live.qps + OVERHEAD_SECONDS,
    measured: options.sweepSeconds !== undefined,
    sweeps: MONTH_SECONDS / intervalSeconds,
  };
}

/** Seconds of `@every 1h30m` and `rate(5 minutes)`; undefined for cron, of which the longest interval says nothing of the number. */
function evenSeconds(schedule: string | undefined): number | undefined {
  return /^(?:@every |rate\()/.test(schedule ?? '') ? (longestGapSeconds(schedule ?? '') ?? undefined) : undefined;
}
