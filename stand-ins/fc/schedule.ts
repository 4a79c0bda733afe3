import { Cron } from 'croner';
import { invalid } from './refusal.ts';

/** When a timer trigger is due. */
export interface Schedule {
  /** The first due moment after `afterMs`, in ms of the epoch; null: never again. */
  next(afterMs: number): number | null;
}

const INTERVAL = /^@every ((?:\d+(?:\.\d+)?[hms])+)$/;
const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };
const ZONE = /^(?:CRON_TZ|TZ)=(\S+) (.+)$/;

/**
 * Reads `@every 1m`, or cron with six fields in UTC or in the zone of `CRON_TZ=`.
 * @param fromMs what an interval counts from
 * @throws Refusal
 * Source: Function Compute, time triggers.
 */
export function parseSchedule(text: unknown, fromMs: number): Schedule {
  if (typeof text !== 'string') return invalid('cronExpression must be a string');
  const interval = INTERVAL.exec(text);
  if (interval?.[1]) return everyMs(intervalMs(interval[1]), fromMs);
  if (text.startsWith('@')) return invalid(`cronExpression '${text}' is not a valid interval`);
  return cron(text);
}

function intervalMs(text: string): number {
  const parts = text.matchAll(/(\d+(?:\.\d+)?)([hms])/g);
  return [...parts].reduce((sum, [, amount, unit = '']) => sum + Number(amount) * (UNIT_MS[unit] ?? 0), 0);
}

function everyMs(ms: number, fromMs: number): Schedule {
  if (ms < 1_000) return invalid('the interval of a timer must be a second or more');
  return { next: (afterMs) => fromMs + (Math.floor(Math.max(0, afterMs - fromMs) / ms) + 1) * ms };
}

function cron(text: string): Schedule {
  const [, timezone = 'UTC', fields = text] = ZONE.exec(text) ?? [];
  const [seconds = '', ...others] = fields.split(' ');
  if (others.length !== 5) return invalid(`cronExpression '${text}' must have six fields, seconds first`);
  if (!/^[0-5]?\d$/.test(seconds)) return invalid('the seconds of a cronExpression must be one number from 0 to 59');
  try {
    const job = new Cron(fields, { timezone, paused: true });
    job.nextRun(new Date(0)); // a zone that does not exist shows only now
    return { next: (afterMs) => job.nextRun(new Date(afterMs))?.getTime() ?? null };
  } catch {
    return invalid(`cronExpression '${text}' is not valid`);
  }
}
