import { describe, expect, it } from 'vitest';
import { askedWaitMs, retryAfterMs } from '../../lib/http/retry-after.ts';

const NOW_MS = Date.parse('2026-03-01T08:00:00Z');
const NOW_SECONDS = NOW_MS / 1_000;

describe('retryAfterMs', () => {
  it.each<[string, string | null, number | null]>([
    ['seconds', '120', 120_000],
    ['two hours, which are handed on as told', '7200', 7_200_000],
    ['no time at all', ' 0 ', 0],
    ['milliseconds that say so', '1500ms', 1_500],
    ['seconds that say so', '7 s', 7_000],
    ['a date', 'Sun, 01 Mar 2026 08:00:07 GMT', 7_000],
    ['a date in two hours', 'Sun, 01 Mar 2026 10:00:00 GMT', 7_200_000],
    ['a date with the wrong weekday', 'Mon, 01 Mar 2026 08:00:07 GMT', 7_000],
    ['the date of old servers', 'Sunday, 01-Mar-26 08:00:07 GMT', 7_000],
    ['the date of C, which names no zone', 'Sun Mar  1 08:00:07 2026', 7_000],
    ['the date of mails', 'Sun, 1 Mar 2026 09:00:07 +0100', 7_000],
    ['an ISO date', '2026-03-01T08:00:07Z', 7_000],
    ['a date in the past', 'Sun, 01 Mar 2026 07:00:00 GMT', 0],
    ['Unix time', String(NOW_SECONDS + 7), 7_000],
    ['Unix time in milliseconds', String(NOW_MS + 7_000), 7_000],
    ['nothing', null, null],
    ['an empty text', '', null],
    ['a word', 'soon', null],
    ['a negative number', '-1', null],
    ['a fraction', '1.5', null],
    ['a number that is neither a wait nor a time', '99999999999', null],
    ['a number beyond all calendars', '9'.repeat(400), null],
    ['a number in words', '5 minutes', null],
    ['a hexadecimal number', '0x10', null],
    ['an exponent', '1e3', null],
    ['a year', '2026-03', null],
    ['a month that is not there', 'Sun, 01 Foo 2026 08:00:07 GMT', null],
  ])('reads %s', (_, header, ms) => {
    expect(retryAfterMs(header, NOW_MS)).toBe(ms);
  });
});

describe('the wait that an answer asks for', () => {
  const wait = (status: number, headers: Record<string, string>) => askedWaitMs(status, new Headers(headers), NOW_MS);
  const reset = String(NOW_SECONDS + 9);

  it.each<[string, number, Record<string, string>, number | null]>([
    ['is Retry-After', 503, { 'retry-after': '7' }, 7_000],
    ['is told in milliseconds too', 503, { 'retry-after': '8', 'retry-after-ms': '7250' }, 7_250],
    ['is told by AWS in milliseconds', 503, { 'x-amz-retry-after': '7250' }, 7_250],
    ['is told by Alibaba Cloud in milliseconds', 429, { 'x-acs-retry-after': '7250' }, 7_250],
    ['is Retry-After before the reset of a limit', 429, { 'retry-after': '7', 'x-ratelimit-reset': reset }, 7_000],
    ['is the reset in seconds', 429, { 'x-ratelimit-reset': '9' }, 9_000],
    ['is the reset as Unix time', 429, { 'x-ratelimit-reset': reset }, 9_000],
    ['is the reset as Unix time in milliseconds', 429, { 'x-ratelimit-reset': String(NOW_MS + 9_000) }, 9_000],
    ['is the reset after fractions of seconds', 429, { 'x-ratelimit-reset-after': '9.5' }, 9_500],
    ['is the reset of the coming standard', 429, { 'ratelimit-reset': '9' }, 9_000],
    ['is no reset that every answer has', 503, { 'x-ratelimit-reset': '9' }, null],
    ['is nothing where none can be read', 429, { 'retry-after': 'soon', 'x-ratelimit-reset': '-9' }, null],
    ['is nothing where nothing is said', 429, {}, null],
  ])('%s', (_, status, headers, ms) => {
    expect(wait(status, headers)).toBe(ms);
  });

  it.each([
    ['ahead', '2026-03-01T06:00:00Z'],
    ['behind', '2026-03-01T11:00:00Z'],
  ])('is right when our clock is %s of theirs', (_, theirNow) => {
    const theirMs = Date.parse(theirNow);
    const date = new Date(theirMs).toUTCString();
    expect(wait(503, { date, 'retry-after': new Date(theirMs + 7_000).toUTCString() })).toBe(7_000);
    expect(wait(429, { date, 'x-ratelimit-reset': String(theirMs / 1_000 + 7) })).toBe(7_000);
    expect(wait(503, { date, 'retry-after': '7' })).toBe(7_000);
  });

  it.each([
    ['says nothing', 'today'],
    ['was put there by something on the way', 'Sun, 01 Mar 2026 09:00:00 GMT'],
  ])('is measured on our clock when their date %s', (_, date) => {
    expect(wait(503, { date, 'retry-after': 'Sun, 01 Mar 2026 08:00:07 GMT' })).toBe(7_000);
  });

  it('is nothing when the instant is over on both clocks', () => {
    const headers = { date: 'Sun, 01 Mar 2026 09:00:00 GMT', 'retry-after': 'Sun, 01 Mar 2026 07:00:00 GMT' };
    expect(wait(503, headers)).toBe(0);
  });
});
