import { describe, expect, it } from 'vitest';
import { VERDICT_KINDS, type VerdictKind } from '../../lib/monitor/judge.ts';
import type { MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { TaskGauges, upOf, withTaskPoints } from '../../lib/monitor/per-task-points.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';

const verdict = (kind: VerdictKind) => ({ kind, severity: 'none', reason: 'none' }) as const;
const valuesOf = (points: readonly MetricPoint[] | null) =>
  points?.map(({ dimensions, value }) => [dimensions.Region, dimensions.TaskId, value]);
const point = (name: string): MetricPoint => ({ name, unit: 'Count', value: 1, dimensions: {} });
const points = (count: number) => Array.from({ length: count }, (_, index) => point(`p-${index}`));

describe('whether a relay is up', () => {
  it('is 1 while it relays, 0 for each fault, and nothing where nothing is expected of it', () => {
    const kinds = (up: 0 | 1 | null) => VERDICT_KINDS.filter((kind) => upOf(verdict(kind)) === up);
    expect(kinds(1)).toEqual(['healthy', 'ending-soon']);
    expect(kinds(null)).toEqual(['scheduled', 'stopped-by-user', 'finished', 'monitor-blind', 'accounts-behind']);
    expect(kinds(0)).toEqual(expect.arrayContaining(['stopped', 'recovering', 'missed-start', 'stalled', 'unknown']));
  });
});

describe('the gauges of single relays', () => {
  it('hold the latest state of each, by region and id', () => {
    const gauges = new TaskGauges(10);
    gauges.note(aTask({ taskId: '1' }), verdict('healthy'));
    gauges.note(aTask({ taskId: '2' }), verdict('healthy'));
    gauges.note(aTask({ taskId: '1', region: 'cn-beijing' }), verdict('healthy'));
    gauges.note(aTask({ taskId: '2' }), verdict('stopped'));
    expect(valuesOf(gauges.points())).toEqual([
      ['cn-shanghai', '1', 1],
      ['cn-shanghai', '2', 0],
      ['cn-beijing', '1', 1],
    ]);
  });

  it('are gone for a relay that finished, or that has no id', () => {
    const gauges = new TaskGauges(10);
    for (const taskId of ['finished', '', 'here']) gauges.note(aTask({ taskId }), verdict('healthy'));
    gauges.note(aTask({ taskId: 'finished' }), verdict('finished'));
    expect(valuesOf(gauges.points())).toEqual([['cn-shanghai', 'here', 1]]);
  });

  it('are none at all once there are more relays than may be noted', () => {
    const gauges = new TaskGauges(2);
    for (const taskId of ['1', '2', '1']) gauges.note(aTask({ taskId }), verdict('healthy'));
    expect(gauges.points()).toHaveLength(2);
    gauges.note(aTask({ taskId: '3' }), verdict('healthy'));
    gauges.note(aTask({ taskId: '4' }), verdict('healthy'));
    expect(gauges.points()).toBeNull();
  });
});

describe('what a backend gets that takes a point for each relay', () => {
  it.each([
    ['all of them when they are as many as it may have', points(4), 10, false, 10],
    ['none of them when it may have one fewer', points(4), 9, true, 6],
    ['none of them when there were too many to be noted', null, 1_000_000, true, 6],
    ['no more than the mark when nothing runs', [], 10, false, 6],
  ])('is %s', (_name, tasks, most, refused, count) => {
    const given = withTaskPoints(points(5), tasks, most);
    expect(given.refused).toBe(refused);
    expect(given.points).toHaveLength(count);
    expect(given.points.filter(({ name }) => name === 'PerTaskMetricsRefused')).toMatchObject([
      { value: refused ? 1 : 0, unit: 'None', dimensions: {} },
    ]);
  });
});
