import { Duration } from 'luxon';
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
    options.intervalSeconds ?? everySeconds(deploy.fc?.schedule) ?? deploy.alarms.intervalMinutes * 60;
  return {
    intervalSeconds,
    sweepSeconds: options.sweepSeconds ?? calls / live.qps + OVERHEAD_SECONDS,
    measured: options.sweepSeconds !== undefined,
    sweeps: MONTH_SECONDS / intervalSeconds,
  };
}

/** Seconds of `@every 1h30m`; undefined for cron, which has no one interval. */
function everySeconds(schedule: string | undefined): number | undefined {
  if (!schedule?.startsWith('@every ')) return undefined;
  const [hours, minutes] = ['h', 'm'].map((unit) => Number(new RegExp(`([\\d.]+)${unit}`).exec(schedule)?.[1] ?? 0));
  return Duration.fromObject({ hours: hours ?? 0, minutes: minutes ?? 0 }).as('seconds') || undefined;
}
