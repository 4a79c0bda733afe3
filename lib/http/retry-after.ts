import { DateTime } from 'luxon';

/** Gives a header by its name, as `Headers` does. */
export interface HeaderReader {
  get(name: string): string | null;
}

const SECONDS = /^(\d{1,9}) ?s?$/;
const MILLISECONDS = /^(\d{1,12}) ?ms$/;
/** A number of seconds above this is a Unix time, not a wait; with three digits more, one in milliseconds. */
const UNIX_SECONDS = /^\d{10}$/;
const UNIX_MILLISECONDS = /^\d{13}$/;
const DECIMAL = /^\d{1,9}\.\d+$/;
const ISO = /^\d{4}-\d\d-\d\dT/;
/** In milliseconds: of Azure and others, of AWS, of Alibaba Cloud. */
const IN_MILLISECONDS = ['retry-after-ms', 'x-amz-retry-after', 'x-acs-retry-after'] as const;
/** Seconds, or an instant. Sent with every answer, so that they say something only of a throttled one. */
const RESETS = ['x-ratelimit-reset-after', 'ratelimit-reset', 'x-ratelimit-reset'] as const;

/**
 * Milliseconds that an answer asks to wait, as told, in whatever form: `Retry-After`, its variants in milliseconds, and
 * after HTTP 429 when a rate limit is reset. Null when it names no time that can be read.
 * An instant is meant on the answerer's clock, which the `Date` header tells. Ours counts when it does not, or when the
 * instant is over by that: then something on the way wrote the header.
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
 * Milliseconds that a `Retry-After` header asks to wait: seconds, a date in any of HTTP's forms, or what is written in its
 * place by mistake and can still be read. An instant that is over gives 0. Null when absent or malformed.
 * @param clocks what instants are measured on: the first on which they are not over
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

/** As Retry-After; Discord tells fractions of seconds. */
function resetMs(header: string | null, clocks: readonly number[]): number | null {
  const text = header?.trim() ?? '';
  return DECIMAL.test(text) ? Math.round(Number(text) * 1_000) : retryAfterMs(text, ...clocks);
}

function unixMs(text: string): number | null {
  if (UNIX_SECONDS.test(text)) return Number(text) * 1_000;
  return UNIX_MILLISECONDS.test(text) ? Number(text) : null;
}

/** A weekday that does not fit the date is no reason to ignore it. */
function dateMs(text: string): number | null {
  const zone = { zone: 'utc' };
  const plain = text.replace(/^[A-Za-z]{3,9}, /, '').replace(/ UTC?$/, ' GMT');
  const times = [DateTime.fromHTTP(text, zone), DateTime.fromRFC2822(plain, zone)];
  if (ISO.test(text)) times.push(DateTime.fromISO(text, zone));
  return times.find(({ isValid }) => isValid)?.toMillis() ?? null;
}
