import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDingTalkChannel, signedUrl } from '../../../lib/alerts/robots/dingtalk.ts';
import { type DingTalkSettings, judgeDingTalk } from '../../../lib/alerts/robots/dingtalk-answer.ts';
import { startDingTalkStandIn } from '../../../stand-ins/robots/dingtalk.ts';
import { instantClock } from '../../support/instant-clock.ts';
import { aCause, aRelay } from '../channel-contract.ts';
import { keepingCall, robotAnswer, robotDeps } from './robot-bench.ts';

const SETTINGS: DingTalkSettings = { url: 'https://oapi.dingtalk.com/robot/send?access_token=t', secret: 'SEC1' };

const answer = (body: object, status = 200, headers = {}) =>
  judgeDingTalk(robotAnswer(status, body, headers), SETTINGS);

async function payloadOf(settings: Partial<DingTalkSettings>, ...overrides: Parameters<typeof aCause>) {
  const { sent, call } = keepingCall('dingtalk');
  await createDingTalkChannel({ ...SETTINGS, ...settings }, robotDeps({ call })).send(aCause(...overrides));
  return JSON.parse(sent[0]?.body ?? '');
}

describe("DingTalk's signature", () => {
  it('is that of an independent implementation', () => {
    // python3: base64.b64encode(hmac.new(b'SECtest', b'1700000000000\nSECtest', 'sha256').digest())
    const url = new URL(signedUrl('https://h.example.com/robot/send?access_token=t', 'SECtest', 1_700_000_000_000));
    expect(url.searchParams.get('timestamp')).toBe('1700000000000');
    expect(url.searchParams.get('sign')).toBe('aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g=');
    expect(url.searchParams.get('access_token')).toBe('t');
  });

  it('is percent-encoded, plus signs too', () => {
    for (let ms = 1_700_000_000_000; ms < 1_700_000_000_100; ms += 1) {
      const right = createHmac('sha256', 's').update(`${ms}\ns`).digest('base64');
      expect(signedUrl('https://h/', 's', ms)).toBe(`https://h/?timestamp=${ms}&sign=${encodeURIComponent(right)}`);
    }
  });

  it('replaces one that was copied along with the address', () => {
    const url = new URL(signedUrl('https://h/?access_token=t&timestamp=1&sign=old', 's', 1_700_000_000_000));
    expect(url.searchParams.getAll('sign')).toHaveLength(1);
    expect(url.searchParams.getAll('timestamp')).toEqual(['1700000000000']);
  });
});

describe("DingTalk's answers", () => {
  it('are success only with errcode 0 and a good status', () => {
    expect(answer({ errcode: 0, errmsg: 'ok' })).toEqual({ kind: 'accepted' });
    expect(answer({ errcode: 0 }, 502).kind).toBe('try-later');
    for (const body of [{}, { errcode: '0' }, { errcode: null }, { errmsg: 'ok' }])
      expect(answer(body).kind).toBe('try-later');
  });

  it.each([
    [{ errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' }, 60_000],
    [{ errcode: 410100 }, 60_000],
    [{ status: 1111, wait: 5, punish: 'deny' }, 60_000],
    [{ status: 1111, wait: 90, punish: 'deny' }, 90_000],
  ])('of %j wait at least a minute', (body, afterMs) => {
    expect(answer(body)).toMatchObject({ kind: 'try-later', afterMs });
  });

  it.each([300001, 300005, 400101, 400102, 400013, 400106, 40035, 43004])('of errcode %i need a human', (errcode) => {
    expect(answer({ errcode, errmsg: 'x' })).toMatchObject({
      kind: 'broken',
      problem: expect.stringContaining(`${errcode}`),
    });
  });

  it.each([460101, 101002])('of errcode %i refuse this message alone', (errcode) => {
    expect(answer({ errcode, errmsg: 'x' })).toMatchObject({
      kind: 'refused',
      problem: expect.stringMatching(/too long/),
    });
  });

  it.each([
    ['keywords not in content, more: [https://ding-doc]', /keyword/],
    ['sign not match', /secret, and the clock/],
    ['invalid timestamp', /secret, and the clock/],
    ['ip 203.0.113.9 not in whitelist', /IP address/],
    ['描述:关键词不匹配', /keyword/],
    ['', /keyword, secret and IP list/],
  ])('of errcode 310000 are told apart by "%s"', (errmsg, hint) => {
    expect(answer({ errcode: 310000, errmsg })).toMatchObject({ kind: 'broken', problem: expect.stringMatching(hint) });
  });

  it('of errcode -1 may pass, and of one that nobody knows are shown with its words', () => {
    expect(answer({ errcode: -1, errmsg: 'system busy' }).kind).toBe('try-later');
    const unknown = answer({ errcode: 987654, errmsg: 'moved to https://x.example.com/secret?token=abcdefgh\nnow' });
    expect(unknown).toMatchObject({ kind: 'doubtful', problem: expect.stringMatching(/987654.*moved to https:\/\/x/) });
    expect(JSON.stringify(unknown)).not.toMatch(/abcdefgh|\/secret/);
  });
});

describe('a message to DingTalk', () => {
  it('is Markdown with a title for the notification', async () => {
    const { msgtype, markdown, at } = await payloadOf({});
    expect(msgtype).toBe('markdown');
    expect(markdown.title).toMatch(/^62 of 62 relays to push-3\.example\.com stopped/);
    expect(markdown.text).toMatch(/^### 🔴 62 of 62 relays .+\n\n- Since .+\n\n\*\*Relays\*\*\n\n- evening news/s);
    expect(markdown.text).toContain('`aliyun live RestartLivePullToPush --Region cn-shanghai --TaskId task-1`');
    expect(at).toEqual({ atMobiles: [], isAtAll: false });
  });

  it('calls people by number when it pages, in the text too, and not when it is resolved or a test', async () => {
    const mobiles = ['13800000000', '13900000000'];
    const open = await payloadOf({ mobiles });
    expect(open.at.atMobiles).toEqual(mobiles);
    expect(open.markdown.text).toContain('@13800000000 @13900000000');
    for (const quiet of [{ kind: 'resolved' as const }, { kind: 'update' as const }, { test: true }]) {
      const { at, markdown } = await payloadOf({ mobiles }, quiet);
      expect([at.atMobiles, markdown.text.includes('@138')]).toEqual([[], false]);
    }
  });

  it('holds its keyword, once', async () => {
    expect((await payloadOf({ keyword: 'relaywatch-prod' })).markdown.text).toMatch(/\n\nrelaywatch-prod$/);
    expect((await payloadOf({ keyword: 'PushStreamFailed' })).markdown.text).not.toMatch(/PushStreamFailed$/);
  });

  it('lets no name of a relay make a link, a picture or code', async () => {
    const examples = [aRelay({ name: '![x](http://evil.example.com) `a` <font>' })];
    const { text } = (await payloadOf({}, { examples })).markdown;
    expect(text).toContain("![x] (http://evil.example.com) 'a' ＜font>");
  });

  it('leaves out relays before it is refused for its size', async () => {
    const templates = { body: '{{#notification.timeline}}{{at}} 直播 {{affected}}\n{{/notification.timeline}}' };
    const { sent, call } = keepingCall('dingtalk');
    const timeline = Array.from({ length: 3_000 }, () => ({
      at: '2026-03-01T08:00:00Z',
      event: 'grew' as const,
      affected: 9,
    }));
    await createDingTalkChannel(SETTINGS, robotDeps({ call, templates })).send(aCause({ timeline }));
    expect(sent[0]?.body).toContain('shortened to fit this channel');
    expect(Buffer.byteLength(sent[0]?.body ?? '')).toBeLessThanOrEqual(20_000);
  });
});

describe('sending to DingTalk', () => {
  const start = Date.parse('2026-03-01T08:00:00Z');

  it('is accepted with signature and keyword, and refused with another secret or a clock that is far off', async () => {
    const standIn = await startDingTalkStandIn({ secret: 'SEC1', keyword: 'relaywatch', nowMs: () => start });
    const send = (settings: Partial<DingTalkSettings>, at = '2026-03-01T08:00:00Z') =>
      createDingTalkChannel(
        { url: standIn.url, secret: 'SEC1', keyword: 'relaywatch', ...settings },
        robotDeps({ clock: instantClock(at) }),
      ).send(aCause());
    expect(await send({})).toMatchObject({ ok: true });
    expect(await send({ secret: 'SEC2' })).toMatchObject({ broken: true, problem: expect.stringMatching(/secret/) });
    expect(await send({ secret: undefined })).toMatchObject({ broken: true });
    expect(await send({}, '2026-03-01T09:00:01Z')).toMatchObject({
      broken: true,
      problem: expect.stringMatching(/clock/),
    });
    expect(await send({ keyword: undefined })).toMatchObject({
      broken: true,
      problem: expect.stringMatching(/keyword/),
    });
    await standIn.close();
  });
});
