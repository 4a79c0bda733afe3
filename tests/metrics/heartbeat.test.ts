import { describe, expect, it } from 'vitest';
import { createHeartbeat } from '../../lib/metrics/heartbeat.ts';
import { startFaultyServer } from '../../stand-ins/faulty-server.ts';
import { FOREIGN_ANSWERS, FOREIGN_CANARY } from '../support/foreign-answers.ts';
import { instantClock } from '../support/instant-clock.ts';
import { viaFetch } from '../support/via-fetch.ts';

const URL_WITH_SECRET = 'https://hc.example.com/ping/5e3c7e1d-secret';

/** A heartbeat to a service that answers with these statuses, one after another; an error is thrown. */
function beating(answers: readonly (number | Error)[]) {
  const calls: { url: string; method: string }[] = [];
  const left = [...answers];
  const clock = instantClock();
  const heartbeat = createHeartbeat(URL_WITH_SECRET, {
    clock,
    random: () => 0.5,
    call: viaFetch(async (url, { method }) => {
      calls.push({ url, method });
      const answer = left.shift() ?? new Error('no answer left');
      if (answer instanceof Error) throw answer;
      return new Response(answer === 204 ? null : 'OK', { status: answer });
    }),
  });
  return { heartbeat, calls, clock };
}

const refused = Object.assign(new TypeError(`fetch failed ${URL_WITH_SECRET}`), {
  cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
});

/** The same to a service that answers with these words and HTTP 200. */
const saying = (body: string | null, headers: Record<string, string> = {}) =>
  createHeartbeat(URL_WITH_SECRET, {
    clock: instantClock(),
    random: () => 0.5,
    call: viaFetch(async () => new Response(body, { headers })),
  }).beat();

describe('a heartbeat', () => {
  it.each([200, 204])('is heard with HTTP %i, asked once', async (status) => {
    const { heartbeat, calls } = beating([status]);
    expect(await heartbeat.beat()).toEqual({ ok: true });
    expect(calls).toEqual([{ url: URL_WITH_SECRET, method: 'GET' }]);
  });

  it('is never sent on by a redirect, which would carry the secret address elsewhere', async () => {
    const service = await startFaultyServer(() => ({ status: 302, headers: { location: '/elsewhere' } }));
    const heartbeat = createHeartbeat(`${service.url}/ping/secret`, { clock: instantClock(), random: () => 0.5 });
    expect(await heartbeat.beat()).toMatchObject({ ok: false, problem: expect.stringMatching(/HTTP 302/) });
    await service.close();
    expect(service.requests().map(({ path }) => path)).toEqual(['/ping/secret']);
  });

  it.each([
    ['a fault of the service', 500],
    ['a lost connection', refused],
  ])('is tried once more after %s', async (_, first) => {
    const { heartbeat, calls } = beating([first, 200]);
    expect(await heartbeat.beat()).toEqual({ ok: true });
    expect(calls).toHaveLength(2);
  });

  it.each([
    [[404], 'the heartbeat service answered HTTP 404; check heartbeat.url'],
    [[301], 'the heartbeat service answered HTTP 301; check heartbeat.url'],
    [[429], 'the heartbeat service answered HTTP 429'],
    [[503, 503], 'the heartbeat service answered HTTP 503'],
    [[refused, refused], 'the heartbeat service could not be reached: it refused the connection (ECONNREFUSED)'],
  ])('that fails says why, without its address: %j', async (answers, problem) => {
    const { heartbeat, calls } = beating(answers);
    expect(await heartbeat.beat()).toEqual({ ok: false, problem });
    expect(calls).toHaveLength(answers.length);
  });

  it.each<[string, string | null, Record<string, string>]>([
    ['nothing', null, {}],
    ["healthchecks.io's word", 'OK', { 'content-type': 'text/plain' }],
    ['a word that calls itself HTML', 'OK', { 'content-type': 'text/html; charset=utf-8' }],
    ["Dead Man's Snitch's words", 'Got it, thanks!', {}],
    ["Uptime Kuma's JSON", '{"ok":true}', { 'content-type': 'application/json' }],
  ])('is heard with %s', async (_, body, headers) => {
    expect(await saying(body, headers)).toEqual({ ok: true });
  });

  it.each<[string, string, RegExp]>([
    ['an address that healthchecks.io does not know', 'OK (not found)', /does not know this address; check/],
    ['too many of them for healthchecks.io', 'OK (rate limited)', /called too often/],
    ['a monitor that Uptime Kuma does not have', '{"ok":false,"msg":"Monitor not found."}', /did not accept/],
    ['a page that does not say what it is', '<html><body>Sign in</body></html>', /with a web page/],
  ])('is not heard with %s, whatever the status', async (_, body, problem) => {
    expect(await saying(body)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });

  it.each(FOREIGN_ANSWERS)('is not heard by %s, which is told once and without what is in it', async (_, reply) => {
    const somebody = await startFaultyServer(() => reply);
    const url = `${somebody.url}/ping/${FOREIGN_CANARY}`;
    const outcome = await createHeartbeat(url, { clock: instantClock(), random: () => 0.5 }).beat();
    await somebody.close();
    expect(outcome).toEqual({
      ok: false,
      problem: expect.stringMatching(/answered HTTP \d{3}.*; check heartbeat\.url$/),
    });
    expect(JSON.stringify(outcome)).not.toContain(FOREIGN_CANARY);
    expect(somebody.requests()).toHaveLength(1);
  });
});
