import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Language } from '../../../lib/alerts/text/compose.ts';
import type { Notification } from '../../../lib/monitor/notification.ts';
import type { SendResult } from '../../../lib/monitor/send-result.ts';
import type { RobotStandIn, RobotTrouble } from '../../../stand-ins/robots/robot.ts';
import { viaFetch } from '../../support/via-fetch.ts';
import { aCause, anyNotification, CANARY, describeChannel } from '../channel-contract.ts';
import { aLog, keepingCall, type Logged, robotDeps, secondsApart, VENDORS, type Vendor } from './robot-bench.ts';

const opened: RobotStandIn[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((standIn) => standIn.close()));
});

async function open(vendor: Vendor, logged: Logged = aLog(), attemptTimeoutMs = 5_000) {
  const standIn = await vendor.start({ nowMs: secondsApart() });
  opened.push(standIn);
  const settings = { url: standIn.url, ...(vendor.secret === undefined ? {} : { secret: vendor.secret }) };
  return { standIn, channel: vendor.create(settings, robotDeps({ log: logged.log, attemptTimeoutMs })) };
}

for (const vendor of VENDORS) {
  const logged = aLog();
  describeChannel(
    `the channel ${vendor.type}`,
    async () => {
      const { standIn, channel } = await open(vendor, logged, 300);
      return {
        channel,
        delivered: () => standIn.received().filter(({ shown }) => shown).length,
        trouble: {
          hang: () => standIn.misbehave('hang'),
          fail: () => standIn.misbehave('html-502'),
          refuse: () => standIn.misbehave('broken'),
        },
        at: (url) => vendor.create({ url: `${url}/${CANARY}?token=${CANARY}`, secret: vendor.secret }, robotDeps()),
        close: () => standIn.close(),
      };
    },
    () => logged.lines,
  );
}

type Failed = Extract<SendResult, { ok: false }>;
const passes = (retryAfterMs?: number): Partial<Failed> => ({
  retryable: true,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const stays: Partial<Failed> = { retryable: false, broken: true };
const unclear: Partial<Failed> = { retryable: true, broken: true };

const TROUBLES: readonly (readonly [RobotTrouble, Partial<Failed>, RegExp])[] = [
  ['html', unclear, /HTTP 200 with a web page/],
  ['html-502', passes(), /HTTP 502/],
  ['empty', passes(), /HTTP 200 without .+'s reply/],
  ['http-500', passes(), /HTTP 500/],
  ['http-429', passes(60_000), /too many messages|more than one message/],
  ['http-429-retry-after-7', passes(7_000), /too many messages|more than one message/],
  ['redirect', stays, /redirect/],
  ['broken', stays, /answered/],
  ['throttled', passes(), /more than/],
  ['reset', passes(), /closed the connection/],
  ['accepted-but-half', passes(), /closed the connection|request failed/],
  ['hang', passes(), /did not answer in time/],
  ['accepted-but-hang', passes(), /did not answer in time/],
];

type WrongSettings = readonly [name: string, url: string, secret: string | undefined, sentence: RegExp];

describe.each(VENDORS.map((vendor) => [vendor.type, vendor] as const))('the channel %s', (_, vendor) => {
  it.each(TROUBLES)('tells %s for what it is, after one try', async (trouble, expected, problem) => {
    const logged = aLog();
    const slow = trouble.endsWith('hang');
    const { standIn, channel } = await open(vendor, logged, slow ? 200 : 5_000);
    standIn.misbehave(trouble);
    const result = await channel.send(aCause());
    expect(result).toMatchObject({ ok: false, ...expected, problem: expect.stringMatching(problem) });
    expect('broken' in result).toBe(expected.broken === true);
    expect(standIn.received()).toHaveLength(1);
    expect(JSON.stringify([result, logged.lines])).not.toContain(CANARY);
  });

  it('gets through once the trouble is over', async () => {
    const { standIn, channel } = await open(vendor);
    standIn.misbehave(['throttled', 'html', 'none']);
    const results = [await channel.send(aCause()), await channel.send(aCause()), await channel.send(aCause())];
    expect(results.map(({ ok }) => ok)).toEqual([false, false, true]);
  });

  it('finds a robot that cannot be reached', async () => {
    const { standIn, channel } = await open(vendor);
    await standIn.close();
    const problem = expect.stringMatching(/refused the connection/);
    expect(await channel.send(aCause())).toMatchObject({ ok: false, retryable: true, problem });
    expect(await channel.check()).toMatchObject({ ok: false, problem });
  });

  const secretless: WrongSettings[] =
    vendor.secret === undefined ? [] : [['an empty secret', `https://h/${CANARY}`, ' ', /secret is empty/]];
  it.each<WrongSettings>([
    ['no URL', `${CANARY}`, undefined, /is not a URL/],
    ['another scheme', `ftp://h.example.com/${CANARY}`, undefined, /https/],
    ['a password', `https://u:${CANARY}@h.example.com/`, undefined, /user name/],
    ...secretless,
  ])('says what is wrong with %s, and sends nothing', async (_name, url, secret, sentence) => {
    const { sent, call } = keepingCall(vendor.type);
    const channel = vendor.create({ url, secret, name: 'ops' }, robotDeps({ call }));
    const result = await channel.send(aCause());
    expect(result).toMatchObject({ ok: false, ...stays, problem: expect.stringMatching(sentence) });
    expect(await channel.check()).toMatchObject({ ok: false, problem: expect.stringMatching(sentence) });
    expect(JSON.stringify(result)).not.toContain(CANARY);
    expect(sent).toEqual([]);
  });

  it('shows its name and host in problems, and nothing else of its address', async () => {
    const failing = robotDeps({ call: async ({ url }) => Promise.reject(new TypeError(`fetch failed: ${url}`)) });
    const url = `https://robot.example.com/${CANARY}?k=${CANARY}`;
    const channel = vendor.create({ name: 'ops', url }, failing);
    expect(channel.name).toBe('ops');
    const result = await channel.send(aCause());
    expect(result).toMatchObject({
      problem: expect.stringMatching(/^\w+ "ops" at robot\.example\.com could not be told/),
    });
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });

  it('shows nothing secret, whatever the robot answers', async () => {
    const url = `https://robot.example.com/a/${CANARY}-path?access_token=${CANARY}%2Bquery&key=${CANARY}`;
    const secret = `SEC${CANARY}/+=`;
    const quotes = [url, secret, `${CANARY}-path`, `${CANARY}+query`, encodeURIComponent(url), JSON.stringify(secret)];
    const answer = fc.record({
      status: fc.constantFrom(200, 204, 302, 400, 401, 403, 404, 410, 413, 429, 500, 503),
      code: fc.oneof(fc.integer(), fc.constantFrom(0, -1, 310000, 9499, 45009, 424242), fc.string()),
      words: fc.constantFrom(...quotes),
      plain: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(answer, async ({ status, code, words, plain }) => {
        const error = `bad: ${words} (${words})`;
        const text = plain ? error : JSON.stringify({ errcode: code, code, errmsg: error, msg: error, error });
        const call = viaFetch(async () => new Response(status === 204 ? null : text, { status }));
        const logged = aLog();
        const settings = vendor.secret === undefined ? { url } : { url, secret };
        const result = await vendor.create(settings, robotDeps({ call, log: logged.log })).send(aCause());
        expect(JSON.stringify([result, logged.lines])).not.toContain(CANARY);
      }),
      { seed: 5, numRuns: 300, endOnFailure: true },
    );
  });

  it('does not throw when the clock or the network throws something odd', async () => {
    const call = async () => Promise.reject('a string');
    expect(await vendor.create({ url: 'https://h.example.com/x' }, robotDeps({ call })).send(aCause())).toMatchObject({
      ok: false,
      retryable: true,
    });
  });

  it('reads no more of an answer than a robot would give', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(16_384).fill(120));
      },
    });
    const call = viaFetch(async () => new Response(endless));
    const result = await vendor.create({ url: 'https://h.example.com/x' }, robotDeps({ call })).send(aCause());
    expect(result).toMatchObject({ ok: false, retryable: true });
    expect(pulled).toBeLessThan(20);
  });
});

/** The vendors' limits, counted here anew from what was sent. */
const LIMITS: Readonly<Record<string, (body: string) => void>> = {
  slack(body) {
    const { blocks, text } = JSON.parse(body);
    const own = (block: { text?: { text: string }; elements?: { text: string }[] }) =>
      block.text?.text ?? (block.elements ?? []).map((element) => element.text).join('');
    expect(text).not.toBe('');
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(blocks[0].text.text.length).toBeLessThanOrEqual(150);
    for (const block of blocks) expect(own(block).length).toBeLessThanOrEqual(3_000);
    expect(blocks.map(own).join('').length).toBeLessThanOrEqual(13_000);
    expect(JSON.stringify(blocks.slice(1))).not.toMatch(/<[!@#]/);
  },
  dingtalk(body) {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000);
    expect(JSON.parse(body).markdown.text).not.toMatch(/!\[[^\]]*\]\(/);
  },
  feishu(body) {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000);
    expect(JSON.parse(body).card.body.elements[0].content).not.toMatch(/<at/);
  },
  wecom(body) {
    const { content } = JSON.parse(body).markdown;
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(4_096);
    expect(content).not.toMatch(/<@/);
    expect(content).toMatch(/^\*\*<font color="\w+">.*<\/font>\*\*/);
  },
};

const HALF_CHARACTER = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const sendThrough = async (vendor: Vendor, language: Language, notifications: readonly Notification[]) => {
  const { sent, call } = keepingCall(vendor.type);
  const settings = {
    url: 'https://h.example.com/x',
    ...(vendor.secret === undefined ? {} : { secret: vendor.secret }),
  };
  const channel = vendor.create(settings, robotDeps({ call, language }));
  const [first] = notifications;
  const result =
    notifications.length === 1 && first ? await channel.send(first) : await channel.sendDigest?.(notifications);
  expect(result).toMatchObject({ ok: true });
  expect(sent).toHaveLength(1);
  return sent[0]?.body ?? '';
};

describe.each(VENDORS.map((vendor) => [vendor.type, vendor] as const))('a message to %s', (type, vendor) => {
  const hostile = fc
    .record({
      name: fc.constantFrom(
        '<!channel>',
        '<@all>',
        '<at id=all></at>',
        '![x](http://e)',
        '`'.repeat(3),
        '&'.repeat(200),
      ),
      note: fc.constantFrom(
        '<!here> *b* _i_',
        '![p](http://evil.example.com/p.png)',
        '<at id=all></at>',
        '直播'.repeat(400),
      ),
    })
    .map(({ name, note }) =>
      aCause({ note, reason: name, examples: aCause().examples.map((one) => ({ ...one, name, source: name })) }),
    );
  const language = fc.constantFrom<Language>('en', 'zh');

  it('keeps the limits and says something, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyNotification, hostile), language, async (notification, words) => {
        const body = await sendThrough(vendor, words, [notification]);
        LIMITS[type]?.(body);
        expect(body).not.toMatch(HALF_CHARACTER);
      }),
      { seed: 6, numRuns: Number(process.env.RELAYWATCH_RUNS ?? 60), endOnFailure: true },
    );
  });

  it('keeps the limits as a digest of many too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyNotification, { minLength: 2, maxLength: 60 }), language, async (many, words) => {
        const body = await sendThrough(vendor, words, many);
        LIMITS[type]?.(body);
        expect(body).not.toMatch(HALF_CHARACTER);
      }),
      { seed: 7, numRuns: 15, endOnFailure: true },
    );
  });

  it('uses the room that there is, up to the limit and not beyond', async () => {
    const { sent, call } = keepingCall(type);
    const templates = { body: Array.from({ length: 200 }, () => 'x'.repeat(120)).join('\n') };
    await vendor.create({ url: 'https://h.example.com/x' }, robotDeps({ call, templates })).send(aCause());
    const body = sent[0]?.body ?? '';
    LIMITS[type]?.(body);
    const most = type === 'wecom' ? 4_096 : type === 'slack' ? 12_000 : 20_000;
    expect(body.length).toBeGreaterThan(most * 0.95);
    expect(body).toContain('shortened to fit this channel');
  });

  it('says in a digest how many were left out, least severe first', async () => {
    const info = Array.from({ length: 400 }, () => aCause({ severity: 'info' }));
    const body = await sendThrough(vendor, 'en', [
      ...info,
      aCause({ scope: { by: 'source', value: 'rtmp://the-worst' } }),
    ]);
    expect(body).toMatch(/relaywatch: 401 messages in one/);
    const leftOut = Number(/(\d+) more left out \(\1 info\)/.exec(body)?.[1]);
    const told = body.match(/relays (to|from) /g)?.length ?? 0;
    expect(told + leftOut).toBe(401);
    expect(body).toContain('from the-worst');
  });

  it('tells all of a small digest with their details, in the order given', async () => {
    const body = await sendThrough(vendor, 'en', [aCause(), aCause({ kind: 'resolved', test: true })]);
    expect(body).toMatch(/2 messages in one.*62 of 62 relays to push-3.*Since 2026.*\[TEST\] Resolved after/s);
    expect(body).not.toContain('left out');
  });

  it('follows a template, and escapes what the template puts in', async () => {
    const { sent, call } = keepingCall(type);
    const templates = {
      title: '{{kind}}: {{affected}}',
      body: 'Who: {{#notification.examples}}{{name}};{{/notification.examples}}',
    };
    const channel = vendor.create({ url: 'https://h.example.com/x' }, robotDeps({ call, templates }));
    const examples = aCause()
      .examples.slice(0, 1)
      .map((one) => ({ ...one, name: '<!channel>' }));
    await channel.send(aCause({ examples }));
    expect(sent[0]?.body).toContain('open: 62');
    expect(sent[0]?.body).toMatch(/Who: (&lt;|＜|&#60;)!channel/);
  });

  it('loses nothing to a broken template', async () => {
    const { sent, call } = keepingCall(type);
    const templates = { title: '{{#open', body: '{{/x}}' };
    const channel = vendor.create({ url: 'https://h.example.com/x' }, robotDeps({ call, templates }));
    expect(await channel.send(aCause())).toMatchObject({ ok: true });
    expect(sent[0]?.body).toMatch(/62 of 62 relays.*body template was not used.*title template was not used/s);
  });
});
