import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PagerDutyStandIn, startPagerDutyStandIn } from '../../../stand-ins/pagerduty/server.ts';

const KEY = 'a'.repeat(32);
const OTHER_KEY = 'b'.repeat(32);
const PAYLOAD = { summary: '62 relays stopped', source: 'push-3.example.com', severity: 'critical' };

let standIn: PagerDutyStandIn;
let nowMs: number;

beforeEach(async () => {
  nowMs = 0;
  standIn = await startPagerDutyStandIn({ routingKeys: [KEY, OTHER_KEY], perMinute: 120, now: () => nowMs });
});
afterEach(() => standIn.close());

async function post(event: unknown, path = '/v2/enqueue') {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const response = await fetch(`${standIn.url}${path}`, { method: 'POST', body });
  const answer = (await response.json()) as { status?: string; dedup_key?: string; errors?: string[] };
  return { status: response.status, answer, headers: response.headers };
}

const trigger = (fields: object = {}) => ({
  routing_key: KEY,
  event_action: 'trigger',
  dedup_key: 'k',
  payload: PAYLOAD,
  ...fields,
});
const end = (fields: object = {}) => ({ routing_key: KEY, event_action: 'resolve', dedup_key: 'k', ...fields });

describe('the stand-in of PagerDuty', () => {
  it('opens one alert a key and adds what comes later to it', async () => {
    expect(await post(trigger())).toMatchObject({ status: 202, answer: { status: 'success', dedup_key: 'k' } });
    await post(trigger({ payload: { ...PAYLOAD, summary: '124 relays stopped' } }));
    expect(standIn.alerts()).toMatchObject([
      { summary: '62 relays stopped', triggers: 2, pages: 1, status: 'triggered' },
    ]);
  });

  it('drops an end that belongs to no open alert, and says yes to it', async () => {
    await post(trigger());
    expect(await post(end({ routing_key: OTHER_KEY }))).toMatchObject({ status: 202 });
    expect(await post(end({ dedup_key: 'other' }))).toMatchObject({ status: 202 });
    expect(standIn.alerts()).toMatchObject([{ status: 'triggered' }]);
    expect(standIn.dropped()).toBe(2);
  });

  it('opens another alert after an end', async () => {
    for (const event of [trigger(), end(), end(), trigger()]) await post(event);
    expect(standIn.alerts().map(({ status }) => status)).toEqual(['resolved', 'triggered']);
  });

  it('pages nobody about what somebody has acknowledged', async () => {
    await post(trigger({ payload: { ...PAYLOAD, severity: 'warning' } }));
    await post(end({ event_action: 'acknowledge' }));
    await post(trigger());
    expect(standIn.alerts()).toMatchObject([{ status: 'acknowledged', severity: 'critical', pages: 1 }]);
  });

  it('makes a key up when there is none', async () => {
    const { answer } = await post(trigger({ dedup_key: undefined }));
    expect(answer.dedup_key).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /JSON/],
    ['a list', [], /JSON/],
    ['no key', trigger({ routing_key: '' }), /'routing_key' is missing/],
    ['a short key', trigger({ routing_key: 'abc' }), /should be 32 characters/],
    ['a key with signs', trigger({ routing_key: '-'.repeat(32) }), /non-alphanumeric/],
    ['a key of nobody', trigger({ routing_key: 'c'.repeat(32) }), /Invalid routing key/],
    ['another action', trigger({ event_action: 'open' }), /event_action/],
    ['an end without a key', end({ dedup_key: undefined }), /dedup_key/],
    ['a long dedup key', trigger({ dedup_key: 'k'.repeat(256) }), /maximum is 255/],
    ['no payload', trigger({ payload: undefined }), /'payload' is missing/],
    ['a blank summary', trigger({ payload: { ...PAYLOAD, summary: ' ' } }), /summary/],
    ['a long summary', trigger({ payload: { ...PAYLOAD, summary: 's'.repeat(1_025) } }), /maximum is 1024/],
    ['no source', trigger({ payload: { ...PAYLOAD, source: undefined } }), /source/],
    ['links without an address', trigger({ links: [{ text: 'console' }] }), /'links'/],
    ['images without a source', trigger({ images: [{ alt: 'chart' }] }), /'images'/],
    ['a client that is no text', trigger({ client: { name: 'relaywatch' } }), /'client' is invalid/],
    ['a class that is no text', trigger({ payload: { ...PAYLOAD, class: 1 } }), /'payload.class' is invalid/],
    ['a severity in capitals', trigger({ payload: { ...PAYLOAD, severity: 'Info' } }), /must be one of/],
    ['a time that is none', trigger({ payload: { ...PAYLOAD, timestamp: 'soon' } }), /timestamp/],
    ['details that are a text', trigger({ payload: { ...PAYLOAD, custom_details: 'x' } }), /custom_details/],
    ['a link without an address', trigger({ links: [{ text: 'x' }] }), /links/],
  ])('refuses %s', async (_, event, sentence) => {
    const { status, answer } = await post(event);
    expect([status, answer.status]).toEqual([400, 'invalid event']);
    expect(answer.errors?.join(' ')).toMatch(sentence);
    expect(standIn.alerts()).toEqual([]);
  });

  it('refuses more than 512 KB', async () => {
    const details = { text: 'x'.repeat(512 * 1_024) };
    expect(await post(trigger({ payload: { ...PAYLOAD, custom_details: details } }))).toMatchObject({ status: 413 });
  });

  it('throttles the 121st event of a key in a minute, and takes it later', async () => {
    for (let i = 0; i < 120; i += 1) expect((await post(trigger())).status).toBe(202);
    expect((await post(trigger())).status).toBe(429);
    expect((await post(trigger({ routing_key: OTHER_KEY }))).status).toBe(202);
    nowMs = 60_000;
    expect((await post(trigger())).status).toBe(202);
  });

  it('fails as asked, in turn, and notes what came', async () => {
    standIn.answerWith(['failing', { throttledForSeconds: 5 }, 'invalid', 'judge']);
    const answers = [];
    for (let i = 0; i < 4; i += 1) answers.push(await post(trigger()));
    expect(answers.map(({ status }) => status)).toEqual([500, 429, 400, 202]);
    expect(answers[1]?.headers.get('retry-after')).toBe('5');
    expect(standIn.received().map(({ status }) => status)).toEqual([500, 429, 400, 202]);
    expect(standIn.alerts()).toMatchObject([{ triggers: 1 }]);
  });

  it('knows no other address, and tells what it has', async () => {
    expect((await post(trigger(), '/v1/enqueue')).status).toBe(404);
    expect((await fetch(`${standIn.url}/v2/enqueue`)).status).toBe(405);
    await post(trigger());
    const stats = await (await fetch(`${standIn.url}/_stats`)).json();
    expect(stats).toMatchObject({ received: 1, dropped: 0, alerts: [{ dedupKey: 'k' }] });
  });
});
