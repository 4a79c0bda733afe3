import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../../lib/alerts/webhook/answer.ts';
import type { Answer } from '../../../lib/http/ask.ts';
import { networkFailure } from '../../../lib/http/network-failure.ts';

const answered = (status: number, parts: Partial<Answer> = {}): Answer => ({
  kind: 'answered',
  status,
  retryAfterMs: null,
  isWebPage: false,
  text: '',
  ...parts,
});

describe('judgeAnswer', () => {
  it.each([200, 201, 202, 203, 204, 206, 299])('takes %i for success', (status) => {
    expect(judgeAnswer(answered(status))).toEqual({ kind: 'accepted' });
  });
  it.each([200, 201, 202, 203, 299])('takes a web page with %i for no success, but perhaps a passing one', (status) => {
    expect(judgeAnswer(answered(status, { isWebPage: true }))).toEqual({
      kind: 'doubtful',
      problem: expect.stringMatching(
        /with a web page \(a login or proxy page\?\), not with an acceptance; check the address/,
      ),
    });
  });
  it.each([301, 302, 303, 304, 307, 308])('takes the redirect %i for a channel that is broken', (status) => {
    expect(judgeAnswer(answered(status))).toMatchObject({
      kind: 'broken',
      problem: expect.stringMatching(/not followed/),
    });
  });
  it.each([401, 402, 403, 404, 405, 407, 410, 421, 426, 451])('takes %i for a channel that is broken', (status) => {
    expect(judgeAnswer(answered(status))).toMatchObject({ kind: 'broken' });
  });
  it.each([400, 406, 409, 411, 412, 413, 414, 415, 416, 417, 418, 422, 423, 424, 428, 431, 499])(
    'takes %i for a message that is refused',
    (status) => {
      expect(judgeAnswer(answered(status))).toMatchObject({ kind: 'refused' });
    },
  );
  it.each([408, 425, 429, 500, 502, 503, 504, 507, 520, 529, 599])('tries again after %i, as told', (status) => {
    const judgement = judgeAnswer(answered(status, { retryAfterMs: 7_200_000 }));
    expect(judgement).toMatchObject({ kind: 'try-later', afterMs: 7_200_000 });
    expect(judgeAnswer(answered(status))).not.toHaveProperty('afterMs');
  });
  it.each([501, 505, 511])('tries again after %i, and has a human look', (status) => {
    expect(judgeAnswer(answered(status))).toMatchObject({ kind: 'doubtful' });
  });
  it('takes the web page of a gateway that fails for a failure that may pass', () => {
    expect(judgeAnswer(answered(502, { isWebPage: true })).kind).toBe('try-later');
  });
  it('says that a receiver is gone', () => {
    expect(judgeAnswer(answered(410))).toMatchObject({ problem: expect.stringMatching(/410.*gone for good/) });
  });
  it('tries again when there is no answer', () => {
    const answer = judgeAnswer({ kind: 'unreachable', problem: 'could not be reached: it is away' });
    expect(answer).toEqual({ kind: 'try-later', problem: 'could not be reached: it is away' });
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
