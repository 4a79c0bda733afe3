import { DateTime } from 'luxon';

/** Looks up a header by name, as `Headers` does. */
export interface HeaderReader {
  get(name: string): string | null;
}

const SECONDS = /^(\d{1,9}) ?s?$/;
const MILLISECONDS = /^(\d{1,12}) ?ms$/;
/** A number of seconds with ten digits is a Unix time and not a wait; with thirteen digits it is in milliseconds. */
const UNIX_SECONDS = /^\d{10}$/;
const UNIX_MILLISECONDS = /^\d{13}$/;
const DECIMAL = /^\d{1,9}\.\d+$/;
const ISO = /^\d{4}-\d\d-\d\dT/;
/** Headers in milliseconds, as used by Azure and others, AWS, and Alibaba Cloud. */
const IN_MILLISECONDS = ['retry-after-ms', 'x-amz-retry-after', 'x-acs-retry-after'] as const;
/** Seconds or an instant. Sent with every answer, so they only matter on a throttled one. */
const RESETS = ['x-ratelimit-reset-after', 'ratelimit-reset', 'x-ratelimit-reset'] as const;

/**
 * How many milliseconds an answer asks us to wait: by `Retry-After`, by its variants in milliseconds, or, with HTTP
 * 429, by the reset time of a rate limit. Null when it gives no readable time. An instant refers to the server's clock,
 * which the `Date` header shows. Our own clock is used when that header is missing, or when the instant would already
 * be past: then some intermediary wrote the header.
 * Sources: RFC 9110 section 10.2.3; IETF draft-ietf-httpapi-ratelimit-headers; GitHub's and Discord's `X-RateLimit-*`.
 */
export function askedWaitMs(status: number, headers: HeaderReader, nowMs: number): number | null {
  const theirNowMs = dateMs(headers.get('date')?.trim() ?? '');
  const clocks = theirNowMs === null ? [nowMs] : [theirNowMs, nowMs];
  const exact = IN_MILLISECONDS.map((name) => headers.get(name)?.trim() ?? '').find((text) => /^\d{1,12}$/.test(text));
  if (exact !== undefined) return Number(exact);
  const asked = retryAfterMs(headers.get('retry-after'), ...clocks);
  if (asked !== null || status !== 429) return asked;
  return RESETS.map((name) => resetMs(headers.get(name), clocks)).find((ms) => ms !== null) ?? null;
}

/**
 * How many milliseconds a `Retry-After` header asks us to wait. Accepts seconds, a date in any of HTTP's formats, and
 * common mistakes that can still be read. An instant in the past gives 0. Null when absent or malformed.
 * @param clocks clocks to measure instants on; the first on which the instant is still ahead is used
 */
export function retryAfterMs(header: string | null, ...clocks: readonly number[]): number | null {
  const text = header?.trim() ?? '';
  const seconds = SECONDS.exec(text)?.[1];
  if (seconds !== undefined) return Number(seconds) * 1_000;
  const milliseconds = MILLISECONDS.exec(text)?.[1];
  if (milliseconds !== undefined) return Number(milliseconds);
  const atMs = unixMs(text) ?? dateMs(text);
  return atMs === null ? null : (clocks.map((nowMs) => atMs - nowMs).find((ms) => ms >= 0) ?? 0);
}

/** Like Retry-After; Discord sends fractions of seconds. */
function resetMs(header: string | null, clocks: readonly number[]): number | null {
  const text = header?.trim() ?? '';
  return DECIMAL.test(text) ? Math.round(Number(text) * 1_000) : retryAfterMs(text, ...clocks);
}

function unixMs(text: string): number | null {
  if (UNIX_SECONDS.test(text)) return Number(text) * 1_000;
  return UNIX_MILLISECONDS.test(text) ? Number(text) : null;
}

/** A weekday that does not match the date is no reason to ignore the date. */
function dateMs(text: string): number | null {
  const zone = { zone: 'utc' };
  const plain = text.replace(/^[A-Za-z]{3,9}, /, '').replace(/ UTC?$/, ' GMT');
  const times = [DateTime.fromHTTP(text, zone), DateTime.fromRFC2822(plain, zone)];
  if (ISO.test(text)) times.push(DateTime.fromISO(text, zone));
  return times.find(({ isValid }) => isValid)?.toMillis() ?? null;
}
