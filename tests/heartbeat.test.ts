import { describe, expect, it } from 'vitest';
import { createHeartbeat } from '../lib/heartbeat.ts';
import { fakeClock } from './support/virtual-clock.ts';

const URL_WITH_SECRET = 'https://hc.example.com/ping/5e3c7e1d-secret';

/** A heartbeat to a service that answers with these statuses, one after another; an error is thrown. */
function beating(answers: readonly (number | Error)[]) {
  const calls: { url: string; init: RequestInit | undefined }[] = [];
  const left = [...answers];
  const clock = fakeClock();
  const heartbeat = createHeartbeat(URL_WITH_SECRET, {
    clock,
    random: () => 0.5,
    fetch: async (url, init) => {
      calls.push({ url: String(url), init });
      const answer = left.shift() ?? new Error('no answer left');
      if (answer instanceof Error) throw answer;
      return new Response(answer === 204 ? null : 'OK', { status: answer });
    },
  });
  return { heartbeat, calls, clock };
}

const refused = Object.assign(new TypeError(`fetch failed ${URL_WITH_SECRET}`), {
  cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
});

describe('a heartbeat', () => {
  it.each([200, 204])('is heard with HTTP %i, asked once and never sent on by a redirect', async (status) => {
    const { heartbeat, calls } = beating([status]);
    expect(await heartbeat.beat()).toEqual({ ok: true });
    expect(calls).toMatchObject([{ url: URL_WITH_SECRET, init: { redirect: 'manual' } }]);
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
});
