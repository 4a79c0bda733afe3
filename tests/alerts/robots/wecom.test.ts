import { describe, expect, it } from 'vitest';
import { createWeComChannel } from '../../../lib/alerts/robots/wecom.ts';
import { judgeWeCom } from '../../../lib/alerts/robots/wecom-answer.ts';
import { aCause, aRelay } from '../channel-contract.ts';
import { keepingCall, robotAnswer, robotDeps } from './robot-bench.ts';

const URL = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k';

const answer = (body: object, status = 200, headers = {}) =>
  judgeWeCom(robotAnswer(status, body, headers), { url: URL });

async function contentOf(language: 'en' | 'zh', ...overrides: Parameters<typeof aCause>): Promise<string> {
  const { sent, call } = keepingCall('wecom');
  await createWeComChannel({ url: URL }, robotDeps({ call, language })).send(aCause(...overrides));
  return JSON.parse(sent[0]?.body ?? '').markdown.content;
}

describe("WeCom's answers", () => {
  it('are success only with errcode 0 and a good status', () => {
    expect(answer({ errcode: 0, errmsg: 'ok' })).toEqual({ kind: 'accepted' });
    expect(answer({ errcode: 0 }, 503).kind).toBe('try-later');
    for (const body of [{}, { errcode: '0' }, { errcode: 0.5 }]) expect(answer(body).kind).toBe('try-later');
  });

  it.each([
    [45009, { kind: 'try-later', afterMs: 60_000 }],
    [45033, { kind: 'try-later', afterMs: 5_000 }],
    [-1, { kind: 'try-later' }],
    [93000, { kind: 'broken' }],
    [40058, { kind: 'refused' }],
    [98765, { kind: 'doubtful' }],
  ])('of errcode %i are judged', (errcode, judgement) => {
    expect(answer({ errcode, errmsg: 'x, hint: [1]' })).toMatchObject(judgement);
  });

  it.each([45009, 45033, -1])('of errcode %i wait as told, when they tell', (errcode) => {
    expect(answer({ errcode }, 200, { 'retry-after': '7200' })).toMatchObject({ afterMs: 7_200_000 });
  });
});

describe('a message to WeCom', () => {
  it('is Markdown with a coloured title', async () => {
    const content = await contentOf('en');
    expect(content).toMatch(/^\*\*<font color="warning">62 of 62 relays to push-3.+<\/font>\*\*\n- Since /);
    expect(content).toContain('[Live console](https://live.console.aliyun.com/)');
    expect(await contentOf('en', { kind: 'resolved' })).toMatch(/^\*\*<font color="info">Resolved/);
  });

  it('keeps what matters when it must be cut: the title, when and why, the command', async () => {
    const wide = (i: number) =>
      aRelay({ name: '直播频道'.repeat(20), taskId: `${i}`.repeat(64), source: `rtmp://${'源'.repeat(90)}` });
    const timeline = Array.from({ length: 20 }, () => ({
      at: '2026-03-01T07:59:00Z',
      event: 'grew' as const,
      affected: 5,
    }));
    const content = await contentOf('zh', { examples: [1, 2, 3, 4, 5].map(wide), timeline, note: '注'.repeat(500) });
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(4_096);
    expect(Buffer.byteLength(content)).toBeGreaterThan(2_000);
    expect(content).toMatch(/全部 62 个转推任务已停止.+开始于 2026.+`aliyun live RestartLivePullToPush.+已截断$/s);
    expect(content).toMatch(/另有 \d+ 个/);
  });

  it('lets no name of a relay call everybody', async () => {
    const content = await contentOf('en', { examples: [aRelay({ name: '<@all> [x](http://evil.example.com)' })] });
    expect(content).toContain('＜@all> [x] (http://evil.example.com)');
  });
});
