import { meanIntervalSeconds, sweepIntervalSeconds } from './schedule.ts';
import type { Config } from './schema.ts';

/** Share of the interval in which a rolling sweep reads: what it found has to be told before the next one begins. */
const READING_SHARE = 0.9;

/** How long a sweep may read, in seconds; undefined where only the platform ends it. */
export function readingSeconds(config: Pick<Config, 'sweep' | 'deploy'>): number | undefined {
  const { timeLimitSeconds, mode } = config.sweep;
  if (timeLimitSeconds !== undefined || mode === 'whole') return timeLimitSeconds;
  return READING_SHARE * usualIntervalSeconds(config);
}

/** How many calls to list relays one interval has time for, whoever ends the sweep. */
export function callsInInterval({ live, ...config }: Pick<Config, 'live' | 'sweep' | 'deploy'>): number {
  const intervalSeconds = usualIntervalSeconds(config);
  return Math.floor(
    live.qps * Math.min(config.sweep.timeLimitSeconds ?? READING_SHARE * intervalSeconds, intervalSeconds),
  );
}

/** By day, where nights have fewer sweeps. */
export function usualIntervalSeconds(config: Pick<Config, 'sweep' | 'deploy'>): number {
  return Math.min(sweepIntervalSeconds(config), meanIntervalSeconds(config));
}
