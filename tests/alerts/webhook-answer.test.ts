import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../lib/alerts/webhook-answer.ts';
import type { Answer } from '../../lib/alerts/webhook-call.ts';
import { fullJitterMs } from '../../lib/http/backoff.ts';
import { networkFailure } from '../../lib/http/network-failure.ts';
import { retryAfterMs } from '../../lib/http/retry-after.ts';

const NOW_MS = Date.parse('2026-03-01T08:00:00Z');

const answered = (status: number, wishMs: number | null = null): Answer => ({
  kind: 'answered',
  status,
  retryAfterMs: wishMs,
  isWebPage: false,
  text: '',
});

describe('judgeAnswer', () => {
  it.each([200, 201, 202, 204, 299])('takes %i for success', (status) => {
    expect(judgeAnswer(answered(status)).kind).toBe('accepted');
  });
  it.each([301, 302, 304, 307, 308, 401, 403, 404, 405, 410])('takes %i for a channel that is broken', (status) => {
    expect(judgeAnswer(answered(status))).toMatchObject({ kind: 'refused', broken: true });
  });
  it.each([400, 409, 413, 422])('takes %i for a message that is refused', (status) => {
    expect(judgeAnswer(answered(status))).toMatchObject({ kind: 'refused', broken: false });
  });
  it.each([408, 425, 429, 500, 502, 503, 504, 599])('tries again after %i', (status) => {
    expect(judgeAnswer(answered(status, 7_000))).toMatchObject({ kind: 'try-later', afterMs: 7_000 });
  });
  it('says that a receiver is gone', () => {
    expect(judgeAnswer(answered(410))).toMatchObject({ problem: expect.stringMatching(/410.*gone for good/) });
  });
  it('tries again when there is no answer', () => {
    const answer = judgeAnswer({ kind: 'unreachable', problem: 'could not be reached: it is away' });
    expect(answer).toEqual({ kind: 'try-later', problem: 'could not be reached: it is away', afterMs: null });
  });
});

describe('retryAfterMs', () => {
  const cases: readonly [string | null, number | null][] = [
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 01 Mar 2026 08:00:07 GMT', 7_000],
    ['Sun, 01 Mar 2026 07:00:00 GMT', 0],
    [null, null],
    ['', null],
    ['soon', null],
    ['-1', null],
    ['1.5', null],
    ['99999999999', null],
  ];
  it.each(cases)('reads %j as %j', (header, ms) => {
    expect(retryAfterMs(header, NOW_MS)).toBe(ms);
  });
});

describe('fullJitterMs', () => {
  it('doubles its bound up to the cap and takes any part of it', () => {
    const bounds = [1, 2, 3, 4].map((attempt) => fullJitterMs(attempt, { baseMs: 100, capMs: 500 }, () => 1));
    expect(bounds).toEqual([100, 200, 400, 500]);
    expect(fullJitterMs(3, { baseMs: 100, capMs: 500 }, () => 0)).toBe(0);
  });
});

describe('networkFailure', () => {
  const withCode = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });
  const cases: readonly [unknown, string][] = [
    [withCode('ENOTFOUND'), 'its host name was not found (ENOTFOUND)'],
    [withCode('CERT_HAS_EXPIRED'), 'its TLS certificate was not accepted (CERT_HAS_EXPIRED)'],
    [withCode('EWEIRD'), 'the request failed (EWEIRD)'],
    [new DOMException('late', 'TimeoutError'), 'it did not answer in time'],
    [new TypeError('Failed to parse URL from https://host/secret'), 'the request failed'],
    [
      new TypeError('fetch failed', { cause: new AggregateError([withCode('ECONNREFUSED')]) }),
      'it refused the connection (ECONNREFUSED)',
    ],
    ['a string', 'the request failed'],
  ];
  it.each(cases)('tells %s without its message', (error, sentence) => {
    expect(networkFailure(error)).toBe(sentence);
  });
});
