import { h } from 'preact';
import { describe, expect, it } from 'vitest';
import type { FleetView } from '../../lib/status/document.ts';
import { Fleet } from '../../web/fleet.tsx';
import { htmlOf, surroundingsIn, textOf } from './a-page.ts';

const FLEET: FleetView = {
  at: '2026-03-01T07:59:30Z',
  total: 12_345,
  byStatus: { running: 12_300, stopped: 40, unknown: 5 },
  regions: [
    {
      region: 'cn-shanghai',
      total: 12_340,
      byStatus: { running: 12_300, stopped: 40 },
      stoppedByReason: { PullStreamFailed: 39, '<odd>': 1 },
    },
    { region: 'cn-beijing', total: 5, byStatus: { unknown: 5 }, stoppedByReason: {} },
  ],
  byVerdict: { healthy: 12_300, 'stopped-unexplained': 40, 'of-a-later-version': 5 },
};
const fleet = (view: FleetView | null) => h(Fleet, { fleet: view });
/** The cells of each row. */
const rowsOf = (html: string) =>
  [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, '').trim()),
  );

describe('the fleet', () => {
  it('is not known before a sweep has counted it', () => {
    expect(textOf(fleet(null))).toBe('No sweep has counted the fleet yet.');
    expect(textOf(fleet(null), surroundingsIn('zh'))).toBe('尚无巡检统计过任务。');
  });

  it('is counted by region and status, with all of it below', () => {
    expect(rowsOf(htmlOf(fleet(FLEET)))).toEqual([
      ['Region', 'Running', 'Retrying', 'Stopped', 'Not started', 'Exited', 'Unknown', 'Total', 'Stopped, by reason'],
      ['cn-shanghai', '12,300', '0', '40', '0', '0', '0', '12,340', 'PullStreamFailed 39&lt;odd> 1'],
      ['cn-beijing', '0', '0', '0', '0', '0', '5', '5', ''],
      ['All regions', '12,300', '0', '40', '0', '0', '5', '12,345', ''],
    ]);
  });

  it('has its columns in Chinese', () => {
    expect(rowsOf(htmlOf(fleet(FLEET), surroundingsIn('zh')))[0]).toEqual(
      '地域 运行中 重试中 已停止 未开始 已退出 未知 合计 停止原因'.split(' '),
    );
  });

  it('shows a count of none as less than a count of some', () => {
    const html = htmlOf(fleet(FLEET));
    expect(html).toContain('<td class="count zero">0</td>');
    expect(html).toContain('<td class="count stopped">40</td>');
    expect(html).toContain('<td class="count unknown">5</td>');
  });

  it('is counted by verdict, one of a later version by its name', () => {
    expect(textOf(fleet(FLEET))).toMatch(/By verdict healthy 12,300 stopped, no reason 40 of-a-later-version 5$/);
    expect(textOf(fleet(FLEET), surroundingsIn('zh'))).toMatch(
      /按判定 正常 12,300 停止，原因不明 40 of-a-later-version 5$/,
    );
  });

  it('may be empty', () => {
    const none = { ...FLEET, total: 0, byStatus: {}, regions: [], byVerdict: {} };
    expect(rowsOf(htmlOf(fleet(none)))[1]).toEqual(['All regions', '0', '0', '0', '0', '0', '0', '0', '']);
  });

  it('says as of when it was counted', () => {
    expect(textOf(fleet(FLEET))).toContain('Fleet as of 07:59:30 UTC');
  });
});
