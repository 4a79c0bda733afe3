import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelDeps } from '../../../lib/alerts/http-channel.ts';
import { pagerDutyEvent } from '../../../lib/alerts/pagerduty/event.ts';
import { createPagerDutyChannel, type PagerDutySettings } from '../../../lib/alerts/pagerduty/pagerduty.ts';
import { wordsOf } from '../../../lib/alerts/words.ts';
import type { LogFacts } from '../../../lib/base/log.ts';
import {
  type PagerDutyMode,
  type PagerDutyStandIn,
  startPagerDutyStandIn,
} from '../../../stand-ins/pagerduty/server.ts';
import { instantClock } from '../../support/instant-clock.ts';
import { type FakeService, viaFetch } from '../../support/via-fetch.ts';
import { aCause, anyNotification, CANARY, describeChannel, START } from '../channel-contract.ts';

const KEY = `${CANARY}${'0'.repeat(32 - CANARY.length)}`;

let standIn: PagerDutyStandIn;
let logged: { event: string; facts: LogFacts | undefined }[];

beforeEach(async () => {
  standIn = await startPagerDutyStandIn({ routingKeys: [KEY] });
  logged = [];
});
afterEach(async () => {
  await standIn.close();
});

function aChannel(settings: Partial<PagerDutySettings> = {}, deps: Partial<ChannelDeps> = {}) {
  const note = (event: string, facts?: LogFacts) => void logged.push({ event, facts });
  return createPagerDutyChannel(
    { routingKey: KEY, endpoint: standIn.url, ...settings },
    {
      clock: instantClock(START),
      language: 'en',
      log: { debug: note, info: note, warn: note, error: note },
      attemptTimeoutMs: 5_000,
      ...deps,
    },
  );
}

const lastEvent = () => JSON.parse(standIn.received().at(-1)?.body ?? '{}');

describeChannel(
  'the PagerDuty channel',
  async () => ({
    channel: aChannel({}, { attemptTimeoutMs: 2_000 }),
    // an end without an alert is accepted too, and a check is no message
    delivered: () =>
      standIn.received().filter(({ status, body }) => status === 202 && !body.includes('relaywatch-check')).length,
    trouble: {
      hang: () => standIn.answerWith('hang'),
      fail: () => standIn.answerWith('failing'),
      refuse: () => standIn.answerWith('wrong-key'),
    },
    at: (endpoint) => aChannel({ endpoint }),
    close: async () => undefined,
  }),
  () => logged,
);

describe('a cause at PagerDuty', () => {
  it('is one alert and one page from its open to its end, whatever comes between', async () => {
    const channel = aChannel();
    for (const kind of ['open', 'update', 'growth', 'reminder', 'flapping'] as const)
      await channel.send(aCause({ kind }));
    expect(standIn.alerts()).toMatchObject([{ dedupKey: 'cause-push-3', status: 'triggered', triggers: 5, pages: 1 }]);
    await channel.send(aCause({ kind: 'resolved' }));
    expect(standIn.alerts()).toMatchObject([{ dedupKey: 'cause-push-3', status: 'resolved' }]);
    expect(standIn.alerts()[0]?.log.at(-1)).toMatch(/^resolve: ./);
  });

  it('pages again when it became worse', async () => {
    const channel = aChannel();
    await channel.send(aCause({ severity: 'warning' }));
    await channel.send(aCause({ kind: 'growth', severity: 'critical' }));
    expect(standIn.alerts()).toMatchObject([{ severity: 'critical', pages: 2 }]);
  });

  it('is one alert when its open is repeated, and an end twice does no harm', async () => {
    const channel = aChannel();
    const results = [];
    for (const kind of ['open', 'open', 'resolved', 'resolved'] as const)
      results.push(await channel.send(aCause({ kind })));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect([standIn.alerts().length, standIn.dropped()]).toEqual([1, 1]);
  });

  it('is another alert when it comes back', async () => {
    const channel = aChannel();
    for (const kind of ['open', 'resolved', 'open'] as const) await channel.send(aCause({ kind }));
    expect(standIn.alerts().map(({ status }) => status)).toEqual(['resolved', 'triggered']);
  });

  it('says where, since when, how many and what to do', async () => {
    await aChannel().send(aCause({ test: true, degraded: true }));
    expect(lastEvent()).toMatchObject({
      routing_key: KEY,
      event_action: 'trigger',
      dedup_key: 'cause-push-3',
      client: 'relaywatch',
      client_url: expect.stringMatching(/^https:/),
      links: [{ href: expect.stringMatching(/^https:/), text: 'console' }],
      payload: {
        summary: expect.stringMatching(/62 of 62.*push-3/),
        source: 'rtmp://push-3.example.com',
        severity: 'critical',
        timestamp: START,
        group: 'destination',
        class: 'stopped',
        custom_details: {
          relays: [expect.stringContaining('evening news'), expect.stringContaining('task-2')],
          reason: 'PushStreamFailed',
          affected: 62,
          total: 62,
          timeline: ['2026-03-01T07:58:30.000Z stopped (62)'],
          test: true,
          degraded: true,
          shortened: false,
        },
      },
    });
  });

  it("carries the operator's own body", async () => {
    await aChannel({}, { templates: { title: 'down: {{affected}}', body: 'mine: {{affected}}' } }).send(aCause());
    const { payload } = lastEvent();
    expect(payload.summary).toBe('down: 62');
    expect(payload.custom_details.what).toEqual([expect.stringContaining('mine: 62')]);
    expect(payload.custom_details).not.toHaveProperty('steps');
  });

  it('has a source also when it belongs to no place', async () => {
    await aChannel().send(aCause({ scope: { by: 'account', value: '' }, regions: [] }));
    expect(lastEvent().payload.source).toBe('ApsaraVideo Live');
  });
});

describe('an event for PagerDuty', () => {
  it('keeps the documented limits, whatever a message holds', () => {
    fc.assert(
      fc.property(anyNotification, (notification) => {
        const words = wordsOf(notification, { language: 'zh' });
        for (const title of [words.title, '', '🎬'.repeat(2_000)]) {
          const json = pagerDutyEvent(KEY, notification, { ...words, title });
          const event = JSON.parse(json);
          expect(Buffer.byteLength(json)).toBeLessThan(512_000);
          expect(event.payload.summary).toMatch(/\S/);
          expect(event.payload.summary.length).toBeLessThanOrEqual(1_024);
          expect(event.payload.source).toMatch(/\S/);
          expect(event.dedup_key).toBe(notification.dedupKey);
        }
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('is cut before it is too large', () => {
    const timeline = Array.from({ length: 20_000 }, () => ({ at: START, event: 'grew' as const, affected: 1 }));
    const json = pagerDutyEvent(KEY, aCause({ timeline }), wordsOf(aCause(), { language: 'en' }));
    expect(Buffer.byteLength(json)).toBeLessThan(512_000);
    expect(JSON.parse(json).payload.custom_details.shortened).toBe(true);
  });
});

describe('when PagerDuty does not accept', () => {
  it.each<[PagerDutyMode, object]>([
    ['throttled', { retryable: true, retryAfterMs: 30_000 }],
    [{ throttledForSeconds: 90 }, { retryable: true, retryAfterMs: 90_000 }],
    ['failing', { retryable: true }],
    ['reset', { retryable: true }],
    ['invalid', { retryable: false, problem: expect.stringMatching(/summary/) }],
  ])('judges %j', async (mode, expected) => {
    standIn.answerWith(mode);
    const result = await aChannel().send(aCause());
    expect(result).toMatchObject({ ok: false, ...expected });
    expect(result).not.toHaveProperty('broken');
    expect(standIn.received()).toHaveLength(1);
  });

  it('takes a web page for something that stands before it', async () => {
    standIn.answerWith('web-page');
    const problem = expect.stringMatching(/HTTP 200 with a web page/);
    expect(await aChannel().send(aCause())).toEqual({ ok: false, retryable: true, broken: true, problem });
  });

  it.each<[string, number, string, RegExp]>([
    ['nothing with 202', 202, '', /202 without PagerDuty's reply/],
    ['something else with 202', 202, '{"ok":true}', /202 without PagerDuty's reply/],
    ['another word with 202', 202, '{"status":"queued"}', /202 without PagerDuty's reply/],
    ['text with 202', 202, 'success', /202 without PagerDuty's reply/],
    ['its words with 200', 200, '{"status":"success"}', /200 and not 202/],
  ])('tries again after %s', async (_, status, body, sentence) => {
    const fake = async () => new Response(body, { status });
    const problem = expect.stringMatching(sentence);
    expect(await aChannel({}, { call: viaFetch(fake) }).send(aCause())).toEqual({
      ok: false,
      retryable: true,
      problem,
    });
  });

  it('takes nothing for its yes that breaks off', async () => {
    const half = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"status":"succ'));
        controller.error(new Error('reset'));
      },
    });
    const fake = async () => new Response(half, { status: 202 });
    expect(await aChannel({}, { call: viaFetch(fake) }).send(aCause())).toMatchObject({ ok: false, retryable: true });
  });

  it.each([
    ['of another length', `${CANARY}-short`],
    ['of no service', `${CANARY}${'9'.repeat(32 - CANARY.length)}`],
    ['empty', ''],
  ])('says that a routing key %s needs a human, without showing it', async (_, routingKey) => {
    const channel = aChannel({ routingKey, name: 'night shift' });
    const result = await channel.send(aCause());
    expect(result).toMatchObject({ ok: false, retryable: false, broken: true, problem: expect.stringMatching(/key/) });
    const check = await channel.check();
    expect(check).toMatchObject({ ok: false, problem: expect.stringMatching(/"night shift".*key/) });
    expect(JSON.stringify([result, check])).not.toContain(CANARY);
  });

  it('shows neither key nor URL when an answer repeats them', async () => {
    const errors = [`key ${KEY} is bad`, `see https://example.com/${CANARY}`, 7];
    const fake = async () => Response.json({ message: 'no', errors }, { status: 400 });
    const result = await aChannel({}, { call: viaFetch(fake) }).send(aCause());
    expect(result).toMatchObject({
      ok: false,
      retryable: false,
      problem: expect.stringMatching(/\(no; key \*\*\* is bad/),
    });
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });

  it.each([301, 403, 404])('takes HTTP %i for a wrong endpoint', async (status) => {
    const fake = async () => new Response('<html>', { status });
    expect(await aChannel({}, { call: viaFetch(fake) }).send(aCause())).toMatchObject({ ok: false, broken: true });
  });

  it.each(['events.pagerduty.com', 'ftp://events.pagerduty.com', 'https://u:p@events.pagerduty.com'])(
    'refuses the endpoint %s',
    async (endpoint) => {
      const channel = aChannel({ endpoint });
      expect(await channel.send(aCause())).toMatchObject({
        ok: false,
        broken: true,
        problem: expect.stringMatching(/endpoint/),
      });
      expect(await channel.check()).toMatchObject({ ok: false, problem: expect.stringMatching(/endpoint/) });
    },
  );
});

it('asks PagerDuty itself when no endpoint is configured', async () => {
  const asked: string[] = [];
  const fake: FakeService = async (url) => {
    asked.push(url);
    return new Response(null, { status: 202 });
  };
  const deps = {
    clock: instantClock(START),
    language: 'en',
    log: { debug() {}, info() {}, warn() {}, error() {} },
    call: viaFetch(fake),
  } as const;
  await createPagerDutyChannel({ routingKey: KEY }, deps).send(aCause());
  expect(asked).toEqual(['https://events.pagerduty.com/v2/enqueue']);
});
