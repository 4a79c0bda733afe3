import { describe, expect, it } from 'vitest';
import { ask } from '../../lib/http/ask.ts';
import { OPENING } from '../../lib/http/body.ts';
import type { Call } from '../../lib/http/call.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { viaFetch } from '../support/via-fetch.ts';

const URL_WITH_SECRET = 'https://hooks.example.com/CANARY-path?token=CANARY-query';
const asked = (call: Call) =>
  ask({ url: URL_WITH_SECRET, method: 'GET' }, { clock: new VirtualClock(), timeoutMs: 5_000, reads: OPENING, call });
const saying = (body: string | null, init: ResponseInit = {}) => asked(viaFetch(async () => new Response(body, init)));

describe('what a service said', () => {
  it('is its status and its words, and no wish', async () => {
    const answer = { kind: 'answered', status: 202, retryAfterMs: null, isWebPage: false, text: 'ok' };
    expect(await saying('ok', { status: 202 })).toEqual(answer);
  });

  it.each<[string, Record<string, string>, number]>([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['a date, by the clock that is given', { 'retry-after': 'Sun, 01 Mar 2026 08:00:30 GMT' }, 30_000],
  ])('is also how long it wishes to be left alone: %s', async (_, headers, retryAfterMs) => {
    expect(await saying(null, { status: 429, headers })).toMatchObject({ retryAfterMs });
  });

  it('may be a web page, and so not its own', async () => {
    expect(await saying('<html><body>Sign in</body></html>')).toMatchObject({ isWebPage: true });
  });
});

describe('a service that cannot be reached', () => {
  it.each<[string, unknown, string]>([
    [
      'refuses the connection',
      Object.assign(new Error(`connect ${URL_WITH_SECRET}`), { code: 'ECONNREFUSED' }),
      'could not be reached: it refused the connection (ECONNREFUSED)',
    ],
    [
      'does not answer',
      new DOMException(URL_WITH_SECRET, 'TimeoutError'),
      'could not be reached: it did not answer in time',
    ],
    ['fails oddly', URL_WITH_SECRET, 'could not be reached: the request failed'],
  ])('says why, without its address, when it %s', async (_, error, problem) => {
    expect(await asked(async () => Promise.reject(error))).toEqual({ kind: 'unreachable', problem });
  });
});
