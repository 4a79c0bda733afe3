import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWebhookChannel, type WebhookSettings } from '../../../lib/alerts/webhook/webhook.ts';
import { type LogFacts, silentLog } from '../../../lib/base/log.ts';
import { startWebhookStandIn, type WebhookReply, type WebhookStandIn } from '../../../stand-ins/webhook/server.ts';
import { instantClock } from '../../support/instant-clock.ts';
import { viaFetch } from '../../support/via-fetch.ts';
import { aCause, describeChannel, START } from '../channel-contract.ts';

const SECRET = `whsec_${Buffer.from('CANARY7f3e9b-secret-of-more-than-24-bytes').toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.from('another-secret-of-more-than-24-bytes').toString('base64')}`;

let standIn: WebhookStandIn;
let logged: { event: string; facts: LogFacts | undefined }[];

beforeEach(async () => {
  // The library that verifies in the stand-in reads Date by itself.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(START) });
  standIn = await startWebhookStandIn({ secret: SECRET });
  logged = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await standIn.close();
});

describeChannel(
  'the webhook channel',
  async () => {
    let accepts = true;
    const { channel } = aChannel({ attemptTimeoutMs: 2_000 });
    const answering = (reply: WebhookReply) => () => {
      standIn.answerWith(reply);
      accepts = false;
    };
    return {
      channel,
      delivered: () => (accepts ? standIn.received().length : 0),
      trouble: { hang: answering('hang'), fail: answering(503), refuse: answering(410) },
      at: (url) => aChannel({ url: `${url}/hook/CANARY7f3e9b-path?token=CANARY7f3e9b-query` }).channel,
      close: async () => undefined,
    };
  },
  () => logged,
);

function aChannel(overrides: Partial<WebhookSettings> & { attemptTimeoutMs?: number } = {}) {
  const { attemptTimeoutMs = 5_000, ...settings } = overrides;
  const clock = instantClock(START);
  const note = (event: string, facts?: LogFacts) => void logged.push({ event, facts });
  const channel = createWebhookChannel(
    { url: `${standIn.url}/hook/CANARY7f3e9b-path?token=CANARY7f3e9b-query`, secret: SECRET, ...settings },
    { clock, language: 'en', log: { debug: note, info: note, warn: note, error: note }, attemptTimeoutMs },
  );
  return { channel, clock };
}

describe('sending a webhook', () => {
  it('delivers a message whose signature the receiver verifies', async () => {
    const result = await aChannel().channel.send(aCause());
    const [message] = standIn.received();
    expect(message).toMatchObject({ verified: true, path: '/hook/CANARY7f3e9b-path?token=CANARY7f3e9b-query' });
    expect(result).toEqual({ ok: true, receipt: message?.headers['webhook-id'] });
    expect(message?.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-id': 'm-1-open',
      'webhook-timestamp': String(Date.parse(START) / 1_000),
    });
    expect(JSON.parse(message?.body ?? '')).toMatchObject({ type: 'relaywatch.open', data: { affected: 62 } });
  });

  it('delivers names in any script with a signature that holds', async () => {
    await aChannel().channel.send(aCause({ note: '直播 \ud800 🎬' }));
    expect(standIn.received()[0]?.verified).toBe(true);
  });

  it('signs with every secret while they are being changed', async () => {
    await aChannel({ secret: `${OTHER_SECRET} ${SECRET}` }).channel.send(aCause());
    expect(standIn.received()[0]?.verified).toBe(true);
  });

  it('sends an id but no signature when there is no secret', async () => {
    const open = await startWebhookStandIn();
    const channel = createWebhookChannel(
      { url: open.url },
      { clock: instantClock(START), language: 'en', log: silentLog },
    );
    expect(await channel.send(aCause())).toMatchObject({ ok: true });
    expect(open.received()[0]?.headers).not.toHaveProperty('webhook-signature');
    expect(open.received()[0]?.headers).toHaveProperty('webhook-id');
    await open.close();
  });

  it('reports a receiver that does not accept the signature, and does not insist', async () => {
    const result = await aChannel({ secret: OTHER_SECRET }).channel.send(aCause());
    expect(result).toMatchObject({ ok: false, retryable: false, problem: expect.stringMatching(/401.*the secret/) });
    expect(standIn.received()).toHaveLength(1);
  });
});

describe('when a receiver does not accept', () => {
  it.each([500, 502, 408])('leaves a message that got %i to be sent later, with the same id', async (status) => {
    standIn.answerWith([status, 202]);
    const { channel, clock } = aChannel();
    const first = await channel.send(aCause());
    expect(first).toEqual({ ok: false, retryable: true, problem: expect.stringContaining(`HTTP ${status}`) });
    expect(standIn.received()).toHaveLength(1);
    expect(await channel.send(aCause())).toEqual({ ok: true, receipt: 'm-1-open' });
    expect(new Set(standIn.received().map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(clock.sleeps).toEqual([]);
  });

  const busy = (retryAfter: string): WebhookReply => ({ status: 429, headers: { 'retry-after': retryAfter } });
  it.each([
    ['7', 7_000],
    ['Sun, 01 Mar 2026 08:00:07 GMT', 7_000],
    ['0', 0],
    ['7200', 7_200_000],
    ['1500ms', 1_500],
  ])('passes on how long Retry-After: %s asks to wait, as told', async (retryAfter, retryAfterMs) => {
    standIn.answerWith(busy(retryAfter));
    expect(await aChannel().channel.send(aCause())).toMatchObject({ ok: false, retryable: true, retryAfterMs });
  });

  it.each([401, 403, 404, 410])('takes %i for a channel that needs a human', async (status) => {
    standIn.answerWith(status);
    expect(await aChannel().channel.send(aCause())).toMatchObject({ ok: false, retryable: false, broken: true });
    expect(standIn.received()).toHaveLength(1);
  });

  it('does not follow a redirect', async () => {
    const elsewhere = await startWebhookStandIn();
    standIn.answerWith({ status: 307, headers: { location: elsewhere.url } });
    const result = await aChannel().channel.send(aCause());
    expect(result).toMatchObject({ ok: false, retryable: false, problem: expect.stringMatching(/redirect/) });
    expect(elsewhere.received()).toEqual([]);
    await elsewhere.close();
  });

  it('does not wait for ever on a receiver that never answers', async () => {
    standIn.answerWith('hang');
    const result = await aChannel({ attemptTimeoutMs: 50 }).channel.send(aCause());
    expect(result).toMatchObject({
      ok: false,
      retryable: true,
      problem: expect.stringMatching(/did not answer in time/),
    });
    expect(standIn.received()).toHaveLength(1);
  });

  it('says that nothing listens there', async () => {
    await standIn.close();
    const result = await aChannel().channel.send(aCause());
    expect(result).toMatchObject({ ok: false, retryable: true, problem: expect.stringMatching(/ECONNREFUSED/) });
    standIn = await startWebhookStandIn();
  });
});

describe('a webhook that is configured wrongly', () => {
  it.each<[string, Partial<WebhookSettings>, RegExp]>([
    ['no URL', { url: 'canary' }, /not a URL/],
    ['another scheme', { url: 'ftp://canary.example/canary' }, /must start with https/],
    ['a password in the URL', { url: 'https://user:canary@host.example/' }, /user name or password/],
    ['a secret that is not base64', { secret: 'whsec_canary!' }, /whsec_ and base64/],
    ['an empty secret', { secret: ' ' }, /whsec_ and base64/],
    ['an asymmetric key', { secret: 'whsk_canary' }, /whsec_ and base64/],
  ])('says so for %s, without showing it', async (_, settings, sentence) => {
    const { channel } = aChannel({ ...settings, name: 'night shift' });
    const results = [await channel.send(aCause()), await channel.check()];
    for (const result of results) {
      expect(result).toMatchObject({ ok: false, problem: expect.stringMatching(sentence) });
      expect(JSON.stringify(result)).not.toMatch(/canary/i);
      expect(JSON.stringify(result)).toContain('night shift');
    }
  });
});

describe('checking a webhook', () => {
  it('finds that the host answers and tells the receiver nothing', async () => {
    const result = await aChannel().channel.check();
    expect(result).toEqual({ ok: true, detail: expect.stringMatching(/answers \(HTTP 204 to HEAD/) });
    expect(standIn.received()).toEqual([]);
  });

  it('asks the root of the host, since a receiver may take any request to its address for a message', async () => {
    const asked: unknown[][] = [];
    const channel = createWebhookChannel(
      { url: 'https://host.example/hook/CANARY7f3e9b-path?token=CANARY7f3e9b-query' },
      {
        clock: instantClock(START),
        language: 'en',
        log: silentLog,
        call: viaFetch(async (url, init) => {
          asked.push([url, init.method, init.body]);
          return new Response(null, { status: 404 });
        }),
      },
    );
    expect(await channel.check()).toMatchObject({ ok: true });
    expect(asked).toEqual([['https://host.example', 'HEAD', undefined]]);
  });

  it('finds that it does not', async () => {
    await standIn.close();
    expect(await aChannel().channel.check()).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/ECONNREFUSED/),
    });
    standIn = await startWebhookStandIn();
  });
});

it('lets neither address nor secret into problems or logs, whatever fails', async () => {
  const told: unknown[] = [];
  for (const reply of [204, 302, 404, 410, 429, 500, 'hang'] as const) {
    standIn.answerWith(reply);
    const { channel } = aChannel({ attemptTimeoutMs: 50 });
    told.push(await channel.send(aCause()), await channel.check());
  }
  await standIn.close();
  told.push(await aChannel().channel.send(aCause()), await aChannel().channel.check());
  standIn = await startWebhookStandIn();
  const everything = JSON.stringify([told, logged]);
  expect(everything).not.toMatch(/canary/i);
  expect(everything).not.toContain(SECRET.slice(6, 20));
});
