import { h } from 'preact';
import { describe, expect, it } from 'vitest';
import type { ChannelView, LapView, LastSweep, MonitorHealth, MonitorProblem } from '../../lib/status/document.ts';
import { Health } from '../../web/health.tsx';
import { htmlOf, surroundingsIn, textOf } from './a-page.ts';
import { aStatus } from './parts.ts';

const { monitor } = aStatus();
const health = (parts: Partial<MonitorHealth> = {}) => h(Health, { monitor: { ...monitor, ...parts } });
const afterSweep = (parts: Partial<LastSweep>) =>
  health({ lastSweep: { ...(monitor.lastSweep as LastSweep), ...parts } });
const zh = surroundingsIn('zh');

describe('the health of the monitor', () => {
  it('is said to be well, with the last sweep, in both languages', () => {
    expect(textOf(health())).toBe(
      'relaywatch is well Last sweep 30 s ago 07:59:30 UTC Coverage complete, exact Pages a second 1.2 of 10 Delivery no channel is configured',
    );
    expect(textOf(health(), zh)).toBe(
      'relaywatch 运行正常 上次巡检 30 秒前 07:59:30 UTC 覆盖情况 完整，无遗漏 每秒读取页数 1.2，上限 10 消息投递 未配置告警渠道',
    );
    expect(htmlOf(health())).toContain('class="health well"');
  });

  it.each<[MonitorProblem, string, string]>([
    ['never-swept', 'No sweep has come to its end yet', '尚未完成过一次巡检'],
    ['late', 'Sweeps have stopped coming', '巡检已中断'],
    ['blind', 'relaywatch cannot see all relays.', 'relaywatch 看不到全部任务。'],
    ['state-broken', 'The state could not be saved', '状态无法保存'],
    ['channel-broken', 'An alert channel is broken', '有告警渠道不可用'],
    ['undelivered', 'Messages wait', '有消息积压'],
    ['incomplete', 'The last sweep did not see every relay.', '上一次巡检未能读到全部任务。'],
  ])('tells what is wrong with it: %s', (problem, english, chinese) => {
    const ill = health({ problems: [problem] });
    expect(textOf(ill)).toContain(`The monitor itself ${english}`);
    expect(textOf(ill, zh)).toContain(`监控自身 ${chinese}`);
    expect(htmlOf(ill)).toContain('class="health ill"');
  });

  it('says why it is blind and since when, and only then', () => {
    const blind = [{ name: 'x', region: 'cn-shanghai', reason: 'Throttling.<User>', since: '2026-03-01T07:40:00Z' }];
    expect(textOf(health({ problems: ['blind', 'late'], blind }))).toContain('Throttling.<User> 07:40:00 UTC');
    expect(textOf(health({ problems: ['late'], blind }))).not.toContain('Throttling');
  });

  it('has not swept yet, or sweeps right now', () => {
    expect(textOf(health({ lastSweep: null }))).toContain('Last sweep never Delivery');
    expect(textOf(health({ lastSweep: null, sweepingNow: true }))).toContain('Last sweep never · sweeping now');
    expect(textOf(health({ sweepingNow: true }), zh)).toContain('07:59:30 UTC · 正在巡检');
  });

  it.each<[Partial<LastSweep>, string]>([
    [{ exact: true, overlooked: 0 }, 'complete, exact'],
    [{ exact: false, overlooked: 12 }, 'complete; up to 12 overlooked'],
    [{ exact: false, overlooked: 0 }, 'complete; up to 0 overlooked'],
    [{ exact: false, complete: false, overlooked: 3_000 }, 'incomplete'],
    [{ exact: true, complete: false }, 'incomplete'],
    [{ throttled: 1_200 }, 'Pages a second 1.2 of 10, 1,200 throttled'],
    [{ throttled: 0 }, 'Pages a second 1.2 of 10 Delivery'],
    [{ ageSeconds: 7_260 }, '2 h 1 min ago'],
    [{ at: '2026-02-28T07:59:30Z' }, '2026-02-28 07:59:30 UTC'],
  ])('tells of the last sweep: %j', (parts, text) => {
    expect(textOf(afterSweep(parts))).toContain(text);
  });
});

describe('laps', () => {
  const lap: LapView = {
    beganAt: '2026-03-01T07:57:55Z',
    ageSeconds: 125,
    sweeps: 3,
    pagesRead: 1_040,
    pagesToRead: 2_000,
    seenWithinSeconds: 240,
    last: {
      endedAt: '2026-03-01T07:57:55Z',
      ageSeconds: 125,
      seconds: 240,
      sweeps: 4,
      pages: 2_000,
      complete: true,
      overlooked: 0,
    },
  };
  const first = { ...lap, last: null, seenWithinSeconds: null };
  const sweep = { ...(monitor.lastSweep as LastSweep), complete: false };

  it('are shown where each sweep reads a part, in both languages', () => {
    expect(textOf(health({ lap }))).toContain(
      'Lap 1,040 of about 2,000 pages · for 2 min 5 s Last full lap 2 min 5 s ago 07:57:55 UTC · took 4 min Any stop is seen within 4 min Delivery',
    );
    expect(textOf(health({ lap }), zh)).toContain(
      '本轮进度 已读 1,040 页，共约 2,000 页 · 已进行 2 分 5 秒 上一轮结束 2 分 5 秒前 07:57:55 UTC · 用时 4 分 停止发现时限 4 分 消息投递',
    );
  });

  it.each<[string, Partial<MonitorHealth>, string, string]>([
    ['the first', { lap: first, lastSweep: sweep }, 'The first lap is under way', 'Coverage first lap under way'],
    ['a later one', { lap, lastSweep: sweep }, 'The last lap did not read every relay', 'Coverage incomplete'],
    [
      'the first',
      { lap: first },
      'The first lap',
      'Last full lap never Any stop is seen within known after the first lap',
    ],
  ])('say why not every relay was seen: %s', (_, parts, problem, fact) => {
    const text = textOf(health({ problems: ['incomplete'], ...parts }));
    expect(text).toContain(problem);
    expect(text).toContain(fact);
    expect(text).not.toContain('The last sweep did not');
  });
});

describe('a channel', () => {
  const shown = (parts: Partial<ChannelView>, language: 'en' | 'zh' = 'en') => {
    const channel: ChannelView = {
      name: 'pager',
      state: 'works',
      waiting: 0,
      brokenSince: null,
      problem: null,
      ...parts,
    };
    return textOf(health({ channels: [channel] }), surroundingsIn(language)).split(/Delivery |消息投递 /)[1];
  };

  it.each<[Partial<ChannelView>, string]>([
    [{}, 'pager works'],
    [{ state: 'waiting', waiting: 2 }, 'pager 2 waiting'],
    [
      { state: 'broken', waiting: 2, brokenSince: '2026-03-01T07:00:00Z', problem: 'it answered HTTP 401' },
      'pager broken, 2 waiting 07:00:00 UTC it answered HTTP 401',
    ],
    [{ state: 'works', problem: '<b>half</b>' }, 'pager works <b>half</b>'],
    [{ name: '值班 🚀' }, '值班 🚀 works'],
  ])('is shown with what is wrong with it: %j', (parts, text) => {
    expect(shown(parts)).toBe(text);
  });

  it('is shown in Chinese', () => {
    expect(shown({ state: 'waiting', waiting: 2 }, 'zh')).toBe('pager 2 条待发');
  });

  it('replaces the words that there is none', () => {
    expect(shown({})).not.toContain('no channel');
  });
});
