import { h } from 'preact';
import { describe, expect, it } from 'vitest';
import type { ChannelView, LastSweep, MonitorHealth, MonitorProblem } from '../../lib/status/document.ts';
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
      'relaywatch is well Last sweep 30 s ago 07:59:30 UTC Coverage complete, exact Calls a second 1.5 of 10 Delivery no channel is configured',
    );
    expect(textOf(health(), zh)).toBe(
      'relaywatch 运行正常 上次巡检 30 秒前 07:59:30 UTC 覆盖情况 完整，无遗漏 每秒调用 1.5，上限 10 消息投递 未配置告警渠道',
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
    [{ throttled: 1_200 }, 'Calls a second 1.5 of 10, 1,200 throttled'],
    [{ throttled: 0 }, 'Calls a second 1.5 of 10 Delivery'],
    [{ ageSeconds: 7_260 }, '2 h 1 min ago'],
    [{ at: '2026-02-28T07:59:30Z' }, '2026-02-28 07:59:30 UTC'],
  ])('tells of the last sweep: %j', (parts, text) => {
    expect(textOf(afterSweep(parts))).toContain(text);
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
