import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startWebhookStandIn, type WebhookStandIn } from '../../../stand-ins/webhook/server.ts';

const NOW_MS = Date.parse('2026-03-01T08:00:00Z');
const SECRET = `whsec_${Buffer.from('a-secret-of-more-than-24-bytes').toString('base64')}`;

let standIn: WebhookStandIn;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW_MS }); // the library that verifies reads Date by itself
  standIn = await startWebhookStandIn({ secret: SECRET });
});
afterEach(async () => {
  vi.useRealTimers();
  await standIn.close();
});

function post(body: string, overrides: Record<string, string> = {}, atMs = NOW_MS) {
  const headers = {
    'webhook-id': 'id-1',
    'webhook-timestamp': String(atMs / 1_000),
    'webhook-signature': new Webhook(SECRET).sign('id-1', new Date(atMs), body),
    ...overrides,
  };
  return fetch(`${standIn.url}/hook`, { method: 'POST', headers, body, redirect: 'manual' });
}

describe('the webhook stand-in', () => {
  it('accepts a message that is signed as it should be', async () => {
    expect((await post('{"type":"relays.stopped"}')).status).toBe(204);
    expect(standIn.received()).toMatchObject([{ path: '/hook', verified: true, body: '{"type":"relays.stopped"}' }]);
  });

  it.each<[string, () => Promise<Response>]>([
    ['signed with something else', () => post('{}', { 'webhook-signature': 'v1,AAAA' })],
    ['without a signature', () => post('{}', { 'webhook-signature': '' })],
    ['under another id than was signed', () => post('{}', { 'webhook-id': 'id-2' })],
    ['signed more than five minutes ago', () => post('{}', {}, NOW_MS - 301_000)],
  ])('refuses a message %s', async (_, send) => {
    expect((await send()).status).toBe(401);
    expect(standIn.received()).toMatchObject([{ verified: false }]);
  });

  it('answers as told, one after another, then keeps to the last', async () => {
    standIn.answerWith([
      { status: 429, headers: { 'retry-after': '3' } },
      { status: 307, headers: { location: '/' } },
      410,
    ]);
    const answers = [await post('{}'), await post('{}'), await post('{}'), await post('{}')];
    expect(answers.map(({ status }) => status)).toEqual([429, 307, 410, 410]);
    expect(answers[0]?.headers.get('retry-after')).toBe('3');
  });

  it('takes neither HEAD nor GET for a message', async () => {
    expect((await fetch(standIn.url, { method: 'HEAD' })).status).toBe(204);
    expect((await fetch(standIn.url)).status).toBe(405);
    expect(standIn.received()).toEqual([]);
  });

  it('tells in its statistics what came', async () => {
    await post('{}');
    const stats = await (await fetch(`${standIn.url}/_stats`)).json();
    expect(stats).toEqual({ received: 1, latest: [{ id: 'id-1', verified: true, body: '{}' }] });
  });
});
