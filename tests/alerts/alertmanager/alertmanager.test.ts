import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alertmanagerAlerts, DEFAULT_RESEND, firingSeconds } from '../../../lib/alerts/alertmanager/alert.ts';
import { type AlertmanagerSettings, createAlertmanagerChannel } from '../../../lib/alerts/alertmanager/alertmanager.ts';
import { wordsOf } from '../../../lib/alerts/words.ts';
import type { LogFacts } from '../../../lib/base/log.ts';
import type { Notification } from '../../../lib/monitor/notification.ts';
import { instantClock } from '../../support/instant-clock.ts';
import { aCause, anyNotification, CANARY, describeChannel, START } from '../channel-contract.ts';

type Reply =
  | number
  | 'hang'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** What an instance is asked, with answers as told. The real one is in tests/components. */
interface Instance {
  readonly url: string;
  readonly host: string;
  readonly posts: { readonly path: string; readonly authorization: string | undefined; readonly body: string }[];
  reply: Reply;
  close(): Promise<void>;
}

async function anInstance(): Promise<Instance> {
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (request.url?.endsWith('/api/v2/status') && instance.reply === 200) {
      return response.end(JSON.stringify({ versionInfo: { version: '0.25.0' } }));
    }
    const reply = instance.reply;
    if (request.method === 'POST' && (reply === 200 || reply === 400)) {
      const { authorization } = request.headers;
      instance.posts.push({ path: request.url ?? '', authorization, body: Buffer.concat(chunks).toString() });
    }
    if (reply === 'hang') return;
    const { status, headers, body } = typeof reply === 'number' ? { status: reply, headers: {}, body: '' } : reply;
    response.writeHead(status, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const instance: Instance = {
    url: `http://${host}`,
    host,
    posts: [],
    reply: 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return instance;
}

let first: Instance;
let second: Instance;
let logged: { event: string; facts: LogFacts | undefined }[];

beforeEach(async () => {
  [first, second] = await Promise.all([anInstance(), anInstance()]);
  logged = [];
});
afterEach(async () => {
  await Promise.all([first.close(), second.close()]);
});

function aChannel(settings: Partial<AlertmanagerSettings> = {}, attemptTimeoutMs = 5_000) {
  const note = (event: string, facts?: LogFacts) => void logged.push({ event, facts });
  return createAlertmanagerChannel(
    { urls: [first.url, second.url], ...settings },
    {
      clock: instantClock(START),
      language: 'en',
      log: { debug: note, info: note, warn: note, error: note },
      attemptTimeoutMs,
    },
  );
}

const alertOf = (notification: Notification, resend = DEFAULT_RESEND, nowIso = START) => {
  const words = wordsOf(notification, { language: 'en' });
  return JSON.parse(alertmanagerAlerts(notification, words, instantClock(nowIso).nowUtc(), firingSeconds(resend)))[0];
};

const answering = (reply: Reply) => () => {
  first.reply = reply;
  second.reply = reply;
};

describeChannel(
  'the Alertmanager channel',
  async () => ({
    channel: aChannel({ urls: [`http://user:${CANARY}@${first.host}/${CANARY}/?${CANARY}`, second.url] }, 2_000),
    delivered: () => {
      expect(first.posts.length).toBe(second.posts.length);
      return first.posts.length;
    },
    trouble: { hang: answering('hang'), fail: answering(503), refuse: answering(401) },
    at: (url) => aChannel({ urls: [`${url.replace('://', `://user:${CANARY}@`)}/${CANARY}`] }),
    close: async () => undefined,
  }),
  () => logged,
);

describe('an alert', () => {
  it('has the same labels for the life of a cause, whatever changes', () => {
    const labels = {
      alertname: 'RelaywatchCause',
      cause: 'cause-push-3',
      scope: 'destination',
      scope_value: 'rtmp://push-3.example.com',
    };
    const life: Partial<Notification>[] = [
      {},
      { kind: 'growth', severity: 'warning', affected: 124, verdict: 'recovering', reason: 'several', regions: ['eu'] },
      { kind: 'resolved', since: '2026-03-01T07:00:00.000Z', note: 'x', degraded: true },
    ];
    expect(life.map((change) => alertOf(aCause(change)).labels)).toEqual([labels, labels, labels]);
  });

  it('leaves out labels without a value, and marks tests', () => {
    const { labels } = alertOf(aCause({ scope: { by: 'account', value: '' }, test: true }));
    expect(labels).toEqual({ alertname: 'RelaywatchCause', cause: 'cause-push-3', scope: 'account', test: 'true' });
  });

  it('tells the rest in annotations, all of them texts', () => {
    const { annotations, generatorURL } = alertOf(aCause());
    expect(annotations).toMatchObject({
      summary: expect.stringMatching(/62 of 62/),
      description: expect.stringContaining('evening news'),
      severity: 'critical',
      regions: 'cn-beijing, cn-shanghai',
      affected: '62',
    });
    expect(Object.values(annotations).every((value) => typeof value === 'string')).toBe(true);
    expect(generatorURL).toMatch(/^https:/);
  });

  it.each([
    [10, 120, '2026-03-01T08:05:00.000Z'],
    [60, 120, '2026-03-01T08:05:00.000Z'],
    [60, 300, '2026-03-01T08:08:00.000Z'],
    [100, 120, '2026-03-01T08:07:00.000Z'],
    [600, 120, '2026-03-01T08:32:00.000Z'],
    [3_600, 900, '2026-03-01T11:15:00.000Z'],
  ])(
    'that is sent again every %i seconds, by sweeps of %i seconds, fires until %s',
    (intervalSeconds, sweepSeconds, endsAt) => {
      const startsAt = '2026-03-01T07:58:30.000Z';
      expect(alertOf(aCause(), { intervalSeconds, sweepSeconds })).toMatchObject({ startsAt, endsAt });
    },
  );

  it('that waited for long still fires, from its beginning', () => {
    const { startsAt, endsAt } = alertOf(aCause(), DEFAULT_RESEND, '2026-03-01T09:00:00Z');
    expect([startsAt, endsAt]).toEqual(['2026-03-01T07:58:30.000Z', '2026-03-01T09:05:00.000Z']);
  });

  it('that is over ends when it ended, and not in the future', () => {
    const over = aCause({ kind: 'resolved' });
    expect(alertOf(over, DEFAULT_RESEND, '2026-03-01T08:07:00Z').endsAt).toBe('2026-03-01T08:00:00.000Z');
    expect(alertOf(over, DEFAULT_RESEND, '2026-03-01T07:59:00Z').endsAt).toBe('2026-03-01T07:59:00.000Z');
  });

  it('never starts after its end', () => {
    const { startsAt, endsAt } = alertOf(aCause({ kind: 'resolved', since: '2026-03-01T09:00:00Z' }));
    expect(startsAt).toBe(endsAt);
    expect(alertOf(aCause({ since: 'long ago' })).startsAt).toBe(alertOf(aCause()).endsAt);
  });

  it('stays below 64,000 bytes, whatever a message holds', () => {
    fc.assert(
      fc.property(anyNotification, (notification) => {
        const words = wordsOf(notification, { language: 'zh' });
        const body = 'x"\\\n'.repeat(30_000);
        for (const candidate of [words, { ...words, body }]) {
          const json = alertmanagerAlerts(notification, candidate, instantClock(START).nowUtc(), 60);
          expect(Buffer.byteLength(json)).toBeLessThan(64_000);
          expect(JSON.parse(json)[0].labels.cause).toBe(notification.dedupKey);
        }
      }),
      { seed: 6, numRuns: 100 },
    );
  });
});

describe('several instances', () => {
  it('all get the alert, at the path behind their prefix and with their password', async () => {
    const channel = aChannel({ urls: [`http://on%40call:p%25@${first.host}/am/`, second.url, second.url] });
    expect(await channel.send(aCause())).toEqual({ ok: true, receipt: '2 of 2 instances' });
    expect([first.posts.length, second.posts.length]).toEqual([1, 1]);
    expect(first.posts[0]).toMatchObject({
      path: '/am/api/v2/alerts',
      authorization: `Basic ${Buffer.from('on@call:p%').toString('base64')}`,
    });
    expect(second.posts[0]).toMatchObject({ path: '/api/v2/alerts', authorization: undefined });
  });

  it('make one message told when one of them took it, and the others are named', async () => {
    second.reply = 500;
    const result = await aChannel().send(aCause());
    expect(result).toEqual({ ok: true, receipt: `1 of 2 instances; not ${second.host} answered HTTP 500` });
    expect(logged).toMatchObject([{ event: 'alertmanager_instances_missed', facts: { accepted: 1 } }]);
  });

  it('are all named when none took it', async () => {
    first.reply = 503;
    await second.close();
    expect(await aChannel({ name: 'east' }).send(aCause())).toEqual({
      ok: false,
      retryable: true,
      broken: false,
      problem: expect.stringMatching(
        /^Alertmanager "east": \S+ answered HTTP 503, \S+ could not be reached: .*ECONNREFUSED/,
      ),
    });
  });

  it.each<[string, Reply, object]>([
    [
      'throttles',
      { status: 429, headers: { 'retry-after': '5' } },
      { retryable: true, broken: false, retryAfterMs: 5_000 },
    ],
    [
      'refuses the alert',
      { status: 400, body: '"start time must be before end time"' },
      { retryable: false, broken: false, problem: expect.stringMatching(/start time/) },
    ],
    ['wants a login', { status: 401 }, { retryable: false, broken: true }],
    [
      'redirects',
      { status: 302, headers: { location: `https://login.example.com/${CANARY}` } },
      { retryable: false, broken: true },
    ],
    ['is another server', 404, { retryable: false, broken: true }],
    [
      'shows a login page',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
      { retryable: true, broken: true, problem: expect.stringMatching(/with a web page/) },
    ],
    ['says something else', { status: 200, body: 'welcome' }, { retryable: true, broken: true }],
    ['shows a page of refusal', { status: 400, body: `<html>${CANARY}` }, { retryable: false, broken: true }],
    ['takes no such size', 413, { retryable: false, broken: false }],
    ['stands behind a network with a login', 511, { retryable: true, broken: true }],
  ])('are judged when each %s', async (_, reply, expected) => {
    answering(reply)();
    const result = await aChannel().send(aCause());
    expect(result).toMatchObject({ ok: false, ...expected });
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });

  it('are asked again when the first of them wants to be, and at once when one named no time', async () => {
    const busy = (seconds: number): Reply => ({ status: 503, headers: { 'retry-after': String(seconds) } });
    first.reply = busy(9);
    second.reply = busy(5);
    expect(await aChannel().send(aCause())).toMatchObject({ retryable: true, retryAfterMs: 5_000 });
    second.reply = 503;
    expect(await aChannel().send(aCause())).not.toHaveProperty('retryAfterMs');
  });
});

describe('an Alertmanager that is configured wrongly', () => {
  it.each([
    ['no instance', [], /no instance/],
    ['no URL', [CANARY], /not a URL/],
    ['another scheme', [`ftp://${CANARY}`], /not a URL/],
  ])('says so for %s', async (_, urls, sentence) => {
    const channel = aChannel({ urls });
    const results = [await channel.send(aCause()), await channel.check()];
    for (const result of results) expect(result).toMatchObject({ ok: false, problem: expect.stringMatching(sentence) });
    expect(results[0]).toMatchObject({ broken: true });
    expect(JSON.stringify(results)).not.toContain(CANARY);
  });
});

describe('checking Alertmanager', () => {
  it('names the version of each instance', async () => {
    expect(await aChannel().check()).toEqual({
      ok: true,
      detail: `${first.host} is Alertmanager 0.25.0, ${second.host} is Alertmanager 0.25.0; no alert was sent`,
    });
  });

  it.each<[string, Reply, RegExp]>([
    ['does not know the address', 404, /HTTP 404/],
    ['is something else', { status: 200, body: '{"status":"up"}' }, /not as Alertmanager/],
    ['shows a page', { status: 200, body: '<html>' }, /not as Alertmanager/],
    ['fails', 500, /HTTP 500/],
  ])('finds that one %s', async (_, reply, sentence) => {
    second.reply = reply;
    const result = await aChannel().check();
    expect(result).toMatchObject({ ok: false, problem: expect.stringMatching(sentence) });
    expect(JSON.stringify(result)).toContain(second.host);
    expect(JSON.stringify(result)).not.toContain(first.host);
  });
});
