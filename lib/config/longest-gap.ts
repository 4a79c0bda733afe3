import { Cron } from 'croner';
import { DateTime } from 'luxon';
import { zoneProblem } from './zones.ts';

const DAY_SECONDS = 86_400;
/** Anything less frequent cannot be called watching. */
export const LONGEST_INTERVAL_SECONDS = 366 * DAY_SECONDS;

const EVERY = /^@every ((?:\d+(?:\.\d+)?[hms])+)$/;
const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };
const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const RATE_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: DAY_SECONDS };
const AWS_CRON = /^cron\((.+)\)$/;
const ZONED = /^(?:CRON_)?TZ=(\S+) (.+)$/;

/** Any instant would do; a fixed one gives the same answer every day. */
const FROM_MS = Date.UTC(2026, 0, 1);
const DAYS = 400;
const MEAN_DAYS = 28;
/** Slightly more than a day at one run a minute, so gaps within a day are found among this many runs. */
const MOST_RUNS = 1_500;
/** Only runs at named times can be an hour further apart when the clocks go back; repeated ones simply continue. */
const NAMED_TIMES_FROM_MS = 12 * 3_600_000;

/**
 * The longest time between two runs of a timer, in seconds, including nights or weekends that the schedule skips.
 * Understands Function Compute's `@every 1h30m` and cron of six fields with `CRON_TZ=`, EventBridge's `rate(5 minutes)`
 * and `cron(0/5 * * * ? *)`, and the five fields of crontab.
 * @returns null when it has none of these forms, or never runs
 */
export function longestGapSeconds(schedule: string): number | null {
  return gapSeconds(schedule, longestGapOf);
}

/** Like longestGapSeconds, but the average time between runs, which determines what they cost. */
export function meanGapSeconds(schedule: string): number | null {
  return gapSeconds(schedule, (timer) => meanGapOf(timer) ?? longestGapOf(timer));
}

function gapSeconds(schedule: string, gapOf: (timer: Timer) => number | null): number | null {
  const every = EVERY.exec(schedule)?.[1];
  if (every !== undefined) return positive(secondsOfUnits(every));
  const rate = RATE.exec(schedule);
  if (rate) return positive(Number(rate[1]) * (RATE_SECONDS[rate[2] ?? ''] ?? 0));
  const timer = timerOf(schedule);
  return timer && gapOf(timer);
}

function secondsOfUnits(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_SECONDS[unit] ?? 0), 0);
}

function positive(seconds: number): number | null {
  return seconds > 0 ? Math.min(Math.ceil(seconds), LONGEST_INTERVAL_SECONDS) : null;
}

interface Timer {
  /** Evaluated as if the zone were UTC, which is ten times as fast. */
  readonly cron: Cron;
  readonly zone: string;
}

function timerOf(schedule: string): Timer | null {
  const ofAws = AWS_CRON.exec(schedule)?.[1];
  const [, zone = 'UTC', fields = schedule] = ZONED.exec(schedule) ?? [];
  // the library takes a text with a colon for a date
  if (zoneProblem(zone) !== null || fields.includes(':')) return null;
  try {
    const cron =
      ofAws === undefined
        ? new Cron(plainFields(fields, 5), { mode: '5-or-6-parts', utcOffset: 0 })
        : // no seconds field, and Sunday is 1
          new Cron(`0 ${plainFields(ofAws, 6)}`, { mode: '7-part', utcOffset: 0, alternativeWeekdays: true });
    return { cron, zone };
  } catch {
    return null; // the library's message may quote the schedule
  }
}

/** The highest values of minute, hour, day, month, weekday and year. */
const LASTS = [59, 23, 31, 12, 7, 2_199];

/**
 * Both clouds accept `?` for "whatever the other field says", and `0/5` for "every fifth, starting at 0". The library
 * needs `*` and `0-59/5` instead.
 * @param count number of fields from the minute on; with one more, seconds come first
 */
function plainFields(fields: string, count: number): string {
  const parts = fields.trim().split(/\s+/);
  const lasts = parts.length > count ? [59, ...LASTS] : LASTS;
  return parts
    .map((part, place) => part.replaceAll('?', '*').replace(/(^|,)(\d+)\//g, `$1$2-${lasts[place]}/`))
    .join(' ');
}

/** Gaps within a day are found run by run; longer ones span midnight, and are searched for over more than a year. */
function longestGapOf({ cron, zone }: Timer): number | null {
  const runs = runsOf(cron);
  if (runs.length === 0) return cron.nextRun(new Date(FROM_MS)) ? LONGEST_INTERVAL_SECONDS : null;
  const pairs = runs.length < MOST_RUNS ? pairsOf(runs) : [...pairsOf(runs), ...pairsOverMidnights(cron)];
  const longestMs = pairs.reduce((most, pair) => Math.max(most, elapsedMs(pair, zone)), 0);
  return longestMs === 0 ? LONGEST_INTERVAL_SECONDS : Math.min(longestMs / 1_000, LONGEST_INTERVAL_SECONDS);
}

/** Measured over four weeks; null when runs are too rare for that. */
function meanGapOf({ cron }: Timer): number | null {
  const endMs = FROM_MS + MEAN_DAYS * DAY_SECONDS * 1_000;
  let runs = 0;
  for (let next = cron.nextRun(new Date(FROM_MS)); next && next.getTime() <= endMs; next = cron.nextRun(next))
    runs += 1;
  return runs < MEAN_DAYS / 7 ? null : (MEAN_DAYS * DAY_SECONDS) / runs;
}

type Pair = readonly [beforeMs: number, afterMs: number];

function runsOf(cron: Cron): number[] {
  const runs: number[] = [];
  const endMs = FROM_MS + DAYS * DAY_SECONDS * 1_000;
  let next = cron.nextRun(new Date(FROM_MS));
  while (next && next.getTime() < endMs && runs.length < MOST_RUNS) {
    runs.push(next.getTime());
    next = cron.nextRun(next);
  }
  return runs;
}

function pairsOf(runs: readonly number[]): Pair[] {
  return runs.slice(1).map((after, i) => [runs[i] ?? after, after]);
}

function pairsOverMidnights(cron: Cron): Pair[] {
  return Array.from({ length: DAYS }, (_, day) => new Date(FROM_MS + (day + 1) * DAY_SECONDS * 1_000)).flatMap(
    (midnight): Pair[] => {
      const [before] = cron.previousRuns(1, midnight);
      const after = cron.nextRun(new Date(midnight.getTime() - 1));
      return before && after ? [[before.getTime(), after.getTime()]] : [];
    },
  );
}

function elapsedMs([beforeMs, afterMs]: Pair, zone: string): number {
  if (zone === 'UTC' || afterMs - beforeMs < NAMED_TIMES_FROM_MS) return afterMs - beforeMs;
  const instant = (ms: number) => DateTime.fromMillis(ms, { zone: 'utc' }).setZone(zone, { keepLocalTime: true });
  return instant(afterMs).toMillis() - instant(beforeMs).toMillis();
}
