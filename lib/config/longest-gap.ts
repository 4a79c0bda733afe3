import { Cron } from 'croner';
import { DateTime } from 'luxon';
import { zoneProblem } from './zones.ts';

const DAY_SECONDS = 86_400;
/** Nothing that comes less often is a watch. */
export const LONGEST_INTERVAL_SECONDS = 366 * DAY_SECONDS;

const EVERY = /^@every ((?:\d+(?:\.\d+)?[hms])+)$/;
const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3_600, m: 60, s: 1 };
const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;
const RATE_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: DAY_SECONDS };
const AWS_CRON = /^cron\((.+)\)$/;
const ZONED = /^(?:CRON_)?TZ=(\S+) (.+)$/;

/** Any instant would do; a fixed one gives the same answer each day. */
const FROM_MS = Date.UTC(2026, 0, 1);
const DAYS = 400;
const MEAN_DAYS = 28;
/** More than a day at one run a minute: what is within a day comes in these. */
const MOST_RUNS = 1_500;
/** Only what comes at named times can lie an hour further apart when the clocks go back; what repeats goes on. */
const NAMED_TIMES_FROM_MS = 12 * 3_600_000;

/**
 * The longest time between two runs of a timer, in seconds: over a night or a weekend, where the schedule leaves these out.
 * Understands Function Compute's `@every 1h30m` and cron of six fields with `CRON_TZ=`, EventBridge's `rate(5 minutes)` and
 * `cron(0/5 * * * ? *)`, and the five fields of crontab.
 * @returns null when it is none of these, or never comes
 */
export function longestGapSeconds(schedule: string): number | null {
  return gapSeconds(schedule, longestGapOf);
}

/** As longestGapSeconds, but how far apart runs are in the mean: what many of them cost follows from that. */
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
  /** On the clock of the zone, which is taken for UTC here: that is ten times as fast. */
  readonly cron: Cron;
  readonly zone: string;
}

function timerOf(schedule: string): Timer | null {
  const ofAws = AWS_CRON.exec(schedule)?.[1];
  const [, zone = 'UTC', fields = schedule] = ZONED.exec(schedule) ?? [];
  // a text with a colon is a date to the library
  if (zoneProblem(zone) !== null || fields.includes(':')) return null;
  try {
    const cron =
      ofAws === undefined
        ? new Cron(plainFields(fields, 5), { mode: '5-or-6-parts', utcOffset: 0 })
        : // no seconds, and Sunday is 1
          new Cron(`0 ${plainFields(ofAws, 6)}`, { mode: '7-part', utcOffset: 0, alternativeWeekdays: true });
    return { cron, zone };
  } catch {
    return null; // the library's sentence may quote it
  }
}

/** The last values of minute, hour, day, month, weekday and year. */
const LASTS = [59, 23, 31, 12, 7, 2_199];

/**
 * Both clouds take `?` for "whatever the other field says", and `0/5` for "each fifth from 0 on", which the library reads
 * when they are written as `*` and as `0-59/5`.
 * @param count of fields from the minute on; one more has the seconds first
 */
function plainFields(fields: string, count: number): string {
  const parts = fields.trim().split(/\s+/);
  const lasts = parts.length > count ? [59, ...LASTS] : LASTS;
  return parts
    .map((part, place) => part.replaceAll('?', '*').replace(/(^|,)(\d+)\//g, `$1$2-${lasts[place]}/`))
    .join(' ');
}

/** Gaps within a day are found run by run; longer ones lie over a midnight, and those are looked at for more than a year. */
function longestGapOf({ cron, zone }: Timer): number | null {
  const runs = runsOf(cron);
  if (runs.length === 0) return cron.nextRun(new Date(FROM_MS)) ? LONGEST_INTERVAL_SECONDS : null;
  const pairs = runs.length < MOST_RUNS ? pairsOf(runs) : [...pairsOf(runs), ...pairsOverMidnights(cron)];
  const longestMs = pairs.reduce((most, pair) => Math.max(most, elapsedMs(pair, zone)), 0);
  return longestMs === 0 ? LONGEST_INTERVAL_SECONDS : Math.min(longestMs / 1_000, LONGEST_INTERVAL_SECONDS);
}

/** Over four weeks; null where it comes too seldom for that. */
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
