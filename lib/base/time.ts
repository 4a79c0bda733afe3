import { performance } from 'node:perf_hooks';
import { DateTime } from 'luxon';

/** A valid luxon instant in UTC; the only kind of time inside relaywatch. */
export type UtcDateTime = DateTime<true>;

/** Where time comes from. Injected everywhere, so that tests run on a virtual clock. */
export interface Clock {
  /** The wall clock, in UTC. It may jump; never measure with it. */
  nowUtc(): UtcDateTime;
  /** Milliseconds that only go forward, from an arbitrary start. Measure and pace with these. */
  monotonicMs(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A source of chance in [0, 1). Injected, so that a seed reproduces a run. */
export type Random = () => number;

/** Node turns a longer timer into one of 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowUtc: () => DateTime.utc(),
  monotonicMs: () => performance.now(),
  sleep,
};

/**
 * Like timers/promises, which however creates two errors with stacks for every abort, and each call to Live aborts its
 * deadline.
 */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      },
      Math.min(ms, LONGEST_TIMER_MS),
    );
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Runs something after `ms` milliseconds of a clock. On the machine's own clock that is a timer and nothing else, since each
 * call to Live has two. @returns what keeps it from being run
 */
export function after(clock: Clock, ms: number, run: () => void): () => void {
  if (clock.sleep === sleep) {
    const timer = setTimeout(run, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  }
  const cancelled = new AbortController();
  clock.sleep(ms, cancelled.signal).then(run, () => undefined);
  // an explicit reason avoids creating an error with a stack
  return () => cancelled.abort('done');
}

const LIVE_UTC = /^\d{4}-\d\d-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;
/** `yyyy-MM-ddTHH:mm:ssZ` */
const WHOLE_SECONDS = 20;
const [DASH, COLON, T, Z] = [0x2d, 0x3a, 0x54, 0x5a];
const [SHORTEST_MONTH, LONGEST_MONTH] = [28, 31];
/** Both ways from 1970, in milliseconds. Source: ECMAScript, "Time Values and Time Range". */
const END_OF_CALENDAR_MS = 8.64e15;

/**
 * Parses a UTC time as Live writes it (`yyyy-MM-ddTHH:mm:ssZ`).
 * @returns null when the text is not such a time, a 30th of February included
 */
export function parseUtc(text: string): UtcDateTime | null {
  const ms = parseUtcMs(text);
  return ms === null ? null : (DateTime.fromMillis(ms, { zone: 'utc' }) as UtcDateTime);
}

/**
 * Like parseUtc, in Unix milliseconds. A sweep reads two of these for each task, and luxon's parser takes a hundred times
 * as long.
 */
export function parseUtcMs(text: string): number | null {
  const ms = usualUtcMs(text);
  if (!Number.isNaN(ms)) return ms;
  const day = LIVE_UTC.exec(text)?.[1];
  const parsed = day === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(parsed) || new Date(parsed).getUTCDate() !== Number(day) ? null : parsed;
}

/** NaN for all that is not as it usually is, with whole seconds; and for a day that its month has not. */
function usualUtcMs(text: string): number {
  if (text.length !== WHOLE_SECONDS) return Number.NaN;
  const year = digits(text, 0) * 100 + digits(text, 2);
  const [month, day] = [digits(text, 5), digits(text, 8)];
  const [hour, minute, second] = [digits(text, 11), digits(text, 14), digits(text, 17)];
  const isUsual =
    year >= 1000 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= LONGEST_MONTH &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  if (!isUsual || !isPunctuated(text)) return Number.NaN;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  return day <= SHORTEST_MONTH || new Date(ms).getUTCDate() === day ? ms : Number.NaN;
}

/** By codes, as the digits are: characters as texts took two fifths of the reading of a time. */
function isPunctuated(text: string): boolean {
  const isDated = text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH && text.charCodeAt(10) === T;
  return isDated && text.charCodeAt(13) === COLON && text.charCodeAt(16) === COLON && text.charCodeAt(19) === Z;
}

/** The number that two digits make; NaN when they are none. */
function digits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Unix milliseconds of Unix seconds, as Live writes `TaskExitTime`. @returns null when out of the calendar's range */
export function unixSecondsMs(seconds: number): number | null {
  return calendarMs(seconds * 1_000);
}

/** Unix milliseconds that can be a time; else null. */
export function calendarMs(ms: number): number | null {
  return Math.abs(ms) <= END_OF_CALENDAR_MS ? ms : null;
}
