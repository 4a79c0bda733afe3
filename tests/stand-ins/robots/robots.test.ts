import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { startDingTalkStandIn } from '../../../stand-ins/robots/dingtalk.ts';
import { startFeishuStandIn } from '../../../stand-ins/robots/feishu.ts';
import type { RobotStandIn } from '../../../stand-ins/robots/robot.ts';
import { startSlackStandIn } from '../../../stand-ins/robots/slack.ts';
import { startWeComStandIn } from '../../../stand-ins/robots/wecom.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
let nowMs = START;
const clock = () => nowMs;

const opened: RobotStandIn[] = [];
const keep = async <T extends RobotStandIn>(standIn: Promise<T>): Promise<T> => {
  opened.push(await standIn);
  return standIn;
};
afterEach(async () => {
  nowMs = START;
  await Promise.all(opened.splice(0).map((standIn) => standIn.close()));
});

async function post(url: string, body: unknown, type = 'application/json') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method: 'POST',
    body: text,
    headers: { 'content-type': type },
    redirect: 'manual',
  });
  const reply = await response.text();
  return { status: response.status, reply, retryAfter: response.headers.get('retry-after') };
}
const codes = async (count: number, send: () => Promise<{ reply: string }>) => {
  const seen: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const { errcode, code } = JSON.parse((await send()).reply);
    seen.push(errcode ?? code);
  }
  return seen;
};
const times = (count: number, value: number) => Array.from({ length: count }, () => value);

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('the stand-in for Slack', () => {
  it('answers ok, and 429 with Retry-After to a second message in a second', async () => {
    const { url } = await keep(startSlackStandIn({ nowMs: clock }));
    expect(await post(url, { text: 'a' })).toMatchObject({ status: 200, reply: 'ok' });
    nowMs += 999;
    expect(await post(url, { text: 'a' })).toMatchObject({
      status: 429,
      retryAfter: '1',
      reply: expect.stringContaining('rate_limited'),
    });
    nowMs += 1;
    expect(await post(url, { text: 'a' })).toMatchObject({ status: 200 });
  });

  it.each([
    ['no JSON', 'x', 'invalid_payload'],
    ['no text', {}, 'no_text'],
    ['a section of 3,001 characters', { text: 'a', blocks: [section('x'.repeat(3_001))] }, 'invalid_blocks'],
    ['a blank section', { text: 'a', blocks: [section(' ')] }, 'invalid_blocks'],
    ['51 blocks', { text: 'a', blocks: Array.from({ length: 51 }, () => section('x')) }, 'invalid_blocks'],
    [
      '13,001 characters in all',
      { text: 'a', blocks: Array.from({ length: 5 }, () => section('x'.repeat(2_700))) },
      'msg_blocks_too_long',
    ],
    ['a section with fields', { text: 'a', blocks: [{ ...section('x'), fields: [] }] }, 'invalid_blocks'],
    ['a section with a button', { text: 'a', blocks: [{ ...section('x'), accessory: {} }] }, 'invalid_blocks'],
    ['attachments', { text: 'a', attachments: [{ text: 'b' }] }, 'invalid_payload'],
    ['an answer in a thread', { text: 'a', thread_ts: '1' }, 'invalid_payload'],
    [
      'a header of 151',
      { text: 'a', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }] },
      'invalid_blocks',
    ],
  ])('refuses %s', async (_, body, reply) => {
    const standIn = await keep(startSlackStandIn({ nowMs: clock }));
    expect(await post(standIn.url, body)).toMatchObject({ status: 400, reply });
    expect(standIn.received()).toMatchObject([{ shown: false, status: 400 }]);
  });

  it('does not know another path', async () => {
    const { url } = await keep(startSlackStandIn({ nowMs: clock }));
    expect(await post(`${url}x`, { text: 'a' })).toMatchObject({ status: 404, reply: 'no_service' });
  });
});

describe('the stand-in for DingTalk', () => {
  const message = { msgtype: 'markdown', markdown: { title: 't', text: 'hello' } };

  it('takes 20 messages a minute and blocks the robot for ten minutes after one more', async () => {
    const { url } = await keep(startDingTalkStandIn({ nowMs: clock }));
    expect(await codes(21, () => post(url, message))).toEqual([...times(20, 0), 130101]);
    nowMs += 599_999;
    expect(await codes(1, () => post(url, message))).toEqual([130101]);
    nowMs += 1;
    expect(await codes(1, () => post(url, message))).toEqual([0]);
  });

  it('verifies the signature as documented, an hour either way', async () => {
    const { url } = await keep(startDingTalkStandIn({ secret: 'S', nowMs: clock }));
    const signed = (atMs: number, key = 'S') => {
      const sign = createHmac('sha256', key).update(`${atMs}\n${key}`).digest('base64');
      return `${url}&timestamp=${atMs}&sign=${encodeURIComponent(sign)}`;
    };
    expect(await codes(1, () => post(signed(START), message))).toEqual([0]);
    expect(await codes(1, () => post(signed(START - 3_600_000), message))).toEqual([0]);
    expect(await codes(1, () => post(signed(START - 3_600_001), message))).toEqual([310000]);
    expect(await codes(1, () => post(signed(START, 'T'), message))).toEqual([310000]);
    expect(await codes(1, () => post(url, message))).toEqual([310000]);
  });

  it('refuses what is too long in bytes, of another type, without a keyword, or for another token', async () => {
    const { url } = await keep(startDingTalkStandIn({ keyword: 'hello', nowMs: clock }));
    const long = { msgtype: 'markdown', markdown: { title: 't', text: '直'.repeat(6_700) } };
    expect(await codes(1, () => post(url, long))).toEqual([460101]);
    expect(await codes(1, () => post(url, message, 'text/plain'))).toEqual([43004]);
    expect(await codes(1, () => post(url, { msgtype: 'markdown', markdown: { title: 't', text: 'x' } }))).toEqual([
      310000,
    ]);
    expect(await codes(1, () => post(url, { msgtype: 'text' }))).toEqual([40035]);
    expect(await codes(1, () => post(`${url}x`, message))).toEqual([300005]);
  });

  it('answers a throttled call like its firewall on request, without an errcode', async () => {
    const standIn = await keep(startDingTalkStandIn({ throttleStyle: 'firewall', nowMs: clock }));
    standIn.misbehave('throttled');
    expect(JSON.parse((await post(standIn.url, message)).reply)).toMatchObject({ status: 1111, punish: 'deny' });
  });
});

describe('the stand-in for Feishu', () => {
  const card = (content = 'hello', more: object = {}) => ({
    msg_type: 'interactive',
    card: {
      schema: '2.0',
      header: { title: { tag: 'plain_text', content: 't' } },
      body: { elements: [{ tag: 'markdown', content }] },
    },
    ...more,
  });

  it('takes 5 messages a second and 100 a minute', async () => {
    const { url } = await keep(startFeishuStandIn({ nowMs: clock }));
    expect(await codes(6, () => post(url, card()))).toEqual([...times(5, 0), 11232]);
    for (let second = 1; second < 20; second += 1) {
      nowMs += 1_000;
      expect(await codes(5, () => post(url, card()))).toEqual(times(5, 0));
    }
    nowMs += 1_000;
    expect(await codes(1, () => post(url, card()))).toEqual([11232]);
  });

  it('verifies the signature as documented, in the body', async () => {
    const { url } = await keep(startFeishuStandIn({ secret: 'S', nowMs: clock }));
    const signed = (seconds: number) => {
      const sign = createHmac('sha256', `${seconds}\nS`).update('').digest('base64');
      return { timestamp: `${seconds}`, sign };
    };
    expect(await codes(1, () => post(url, card('x', signed(START / 1_000))))).toEqual([0]);
    expect(await codes(1, () => post(url, card('x', signed(START / 1_000 - 3_601))))).toEqual([19021]);
    expect(await codes(1, () => post(url, card('x', { timestamp: START / 1_000, sign: 's' })))).toEqual([19021]);
    expect(await codes(1, () => post(url, card()))).toEqual([19021]);
  });

  it('refuses what is too long, no card of schema 2.0, without a keyword, or for another hook', async () => {
    const { url } = await keep(startFeishuStandIn({ keyword: 'hello', nowMs: clock }));
    expect(await post(url, card('直'.repeat(6_900)))).toMatchObject({
      status: 400,
      reply: expect.stringContaining('9499'),
    });
    nowMs += 1_000;
    expect(await codes(1, () => post(url, { ...card(), card: { elements: [] } }))).toEqual([9499]);
    expect(await codes(1, () => post(url, card('x')))).toEqual([19024]);
    expect(await codes(1, () => post(`${url}x`, card()))).toEqual([19001]);
  });
});

describe('the stand-in for WeCom', () => {
  const message = (content = 'hello') => ({ msgtype: 'markdown', markdown: { content } });

  it('drops what is above 20 messages a minute, and recovers by itself', async () => {
    const standIn = await keep(startWeComStandIn({ nowMs: clock }));
    expect(await codes(22, () => post(standIn.url, message()))).toEqual([...times(20, 0), 45009, 45009]);
    expect(standIn.received().filter(({ shown }) => shown)).toHaveLength(20);
    nowMs += 60_000;
    expect(await codes(1, () => post(standIn.url, message()))).toEqual([0]);
  });

  it('counts bytes, not characters', async () => {
    const { url } = await keep(startWeComStandIn({ nowMs: clock }));
    expect(await codes(1, () => post(url, message(`${'直'.repeat(1_365)}x`)))).toEqual([0]);
    expect(await codes(1, () => post(url, message(`${'直'.repeat(1_365)}xx`)))).toEqual([40058]);
    expect(await codes(1, () => post(`${url}x`, message()))).toEqual([93000]);
  });
});

describe('every stand-in', () => {
  it('misbehaves in the order asked for, then stays with the last', async () => {
    const standIn = await keep(startWeComStandIn({ nowMs: clock }));
    standIn.misbehave(['http-500', 'html', 'empty', 'http-429-retry-after-7', 'redirect', 'http-429']);
    const seen = [];
    for (let i = 0; i < 7; i += 1) seen.push((await post(standIn.url, {})).status);
    expect(seen).toEqual([500, 200, 200, 429, 302, 429, 429]);
    expect(standIn.received()).toHaveLength(7);
  });

  it('shows a message whose answer gets lost', async () => {
    const standIn = await keep(startWeComStandIn({ nowMs: clock }));
    standIn.misbehave('accepted-but-half');
    const message = { msgtype: 'markdown', markdown: { content: 'x' } };
    await expect(post(standIn.url, message)).rejects.toThrow();
    expect(standIn.received()).toMatchObject([{ shown: true, body: message }]);
  });

  it('is reachable without a message, and tells what it has seen', async () => {
    const standIn = await keep(startSlackStandIn({ nowMs: clock }));
    const origin = new URL(standIn.url).origin;
    expect((await fetch(origin, { method: 'HEAD' })).status).toBe(404);
    expect((await fetch(standIn.url)).status).toBe(405);
    expect(standIn.received()).toEqual([]);
    expect(await (await fetch(`${origin}/_stats`)).json()).toMatchObject({ received: 0, shown: 0, latest: [] });
  });
});
