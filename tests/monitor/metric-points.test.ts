import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERDICT_KINDS } from '../../lib/monitor/judge.ts';
import type { LapFigures } from '../../lib/monitor/lap-facts.ts';
import { inDetail, METRICS, type MetricName, type MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { incidentPoints, metricPoints, type SweepFacts, statePoints } from '../../lib/monitor/metric-points.ts';
import { TASK_STATUSES } from '../../lib/monitor/relay-task.ts';
import { type ClassCount, tally } from '../../lib/monitor/tally.ts';
import { later, NOON } from './a-sighting.ts';
import { anIncident } from './an-incident.ts';

const REASONS = ['PullStreamFailed', 'PushStreamFailed', 'UnknownError', 'none'];

function someFacts(parts: Partial<SweepFacts> = {}): SweepFacts {
  return {
    regionsSeen: ['cn-shanghai'],
    complete: true,
    exact: true,
    overlooked: 0,
    pages: 12,
    calls: 13,
    throttled: 1,
    durationMs: 1_234.6,
    errorsByCode: new Map(),
    unexpectedFields: new Map(),
    ...parts,
  };
}

function stopped(reason: string, count: number, region = 'cn-shanghai'): ClassCount {
  return { region, status: 'stopped', verdict: 'stopped', reason, count };
}

const pointsOf = (counts: readonly ClassCount[], facts: Partial<SweepFacts> = {}) =>
  metricPoints(tally(counts), someFacts(facts));
const named = (points: readonly MetricPoint[], name: MetricName) => points.filter((one) => one.name === name);
const values = (points: readonly MetricPoint[], name: MetricName) =>
  named(points, name).map(({ value, dimensions }) => [...Object.values(dimensions), value]);
const sum = (points: readonly MetricPoint[]) => points.reduce((total, { value }) => total + value, 0);

describe('the metrics of a sweep', () => {
  it('have the fleet as one number, which is not zero but absent when no region was seen', () => {
    const fleet = [stopped('none', 7, 'cn-beijing'), stopped('UnknownError', 3)];
    expect(values(pointsOf(fleet), 'RelaysTotal')).toEqual([[10]]);
    expect(values(pointsOf([], { regionsSeen: [] }), 'RelaysTotal')).toEqual([]);
  });

  it('are zero, not absent, for every status, documented reason and verdict of a region that was seen', () => {
    const points = pointsOf([]);
    expect(values(points, 'RelayTasks')).toEqual(TASK_STATUSES.map((status) => ['cn-shanghai', status, 0]));
    expect(values(points, 'StoppedRelays')).toEqual(REASONS.map((reason) => ['cn-shanghai', reason, 0]));
    expect(values(points, 'RelaysByVerdict')).toEqual(VERDICT_KINDS.map((verdict) => [verdict, 0]));
  });

  it('count tasks by region and status, and stopped ones by reason', () => {
    const running = {
      region: 'cn-shanghai',
      status: 'running',
      verdict: 'healthy',
      reason: 'none',
      count: 90,
    } as const;
    const points = pointsOf(
      [running, stopped('PullStreamFailed', 3), stopped('TriggerByUser', 2), stopped('none', 7, 'cn-beijing')],
      { regionsSeen: ['cn-shanghai', 'cn-beijing'] },
    );
    expect(values(points, 'RelayTasks')).toEqual(
      expect.arrayContaining([
        ['cn-shanghai', 'running', 90],
        ['cn-shanghai', 'stopped', 5],
        ['cn-beijing', 'running', 0],
        ['cn-beijing', 'stopped', 7],
      ]),
    );
    expect(values(points, 'StoppedRelays')).toEqual(
      expect.arrayContaining([
        ['cn-shanghai', 'PullStreamFailed', 3],
        ['cn-shanghai', 'TriggerByUser', 2],
        ['cn-shanghai', 'none', 0],
        ['cn-beijing', 'none', 7],
        ['cn-beijing', 'PullStreamFailed', 0],
      ]),
    );
    expect(values(points, 'RelaysByVerdict')).toEqual(
      expect.arrayContaining([
        ['stopped', 12],
        ['healthy', 90],
      ]),
    );
  });

  it('say nothing of a region that was not seen: a zero would be a lie', () => {
    const points = pointsOf([stopped('none', 7)], { regionsSeen: [] });
    for (const name of ['RelayTasks', 'StoppedRelays', 'RelaysByVerdict'] as const)
      expect(named(points, name)).toEqual([]);
  });

  it.each<[string, Partial<SweepFacts>, MetricName, number]>([
    ['the sweep was whole', { complete: true }, 'SweepComplete', 1],
    ['the sweep was not whole', { complete: false }, 'SweepComplete', 0],
    ['Live was reached', {}, 'Heartbeat', 1],
    ['Live was not reached', { regionsSeen: [] }, 'Heartbeat', 0],
    ['how long it took', {}, 'SweepDuration', 1_235],
    ['how many pages', {}, 'SweepPages', 12],
    ['how many calls', {}, 'ApiCalls', 13],
    ['nothing moved meanwhile', { exact: true }, 'SweepExact', 1],
    ['something moved meanwhile', { exact: false }, 'SweepExact', 0],
    ['how many relays may have been missed', { overlooked: 3 }, 'RelaysOverlooked', 3],
    ['how many were throttled', {}, 'ApiThrottles', 1],
  ])('say whether or %s', (_name, facts, name, value) => {
    expect(values(pointsOf([], facts), name)).toEqual([[value]]);
  });

  it('count failed calls by code and odd fields by kind, and have no such series when there were none', () => {
    const points = pointsOf([], {
      errorsByCode: new Map([
        ['ECONNRESET', 1],
        ['Throttling.User', 4],
      ]),
      unexpectedFields: new Map([['new-field', 9]]),
    });
    expect(values(points, 'ApiErrors')).toEqual([
      ['Throttling.User', 4],
      ['ECONNRESET', 1],
    ]);
    expect(named(points, 'UnexpectedFields')).toMatchObject([{ dimensions: { Kind: 'new-field' }, value: 9 }]);
    expect(values(pointsOf([]), 'ApiErrors')).toEqual([]);
  });

  it.each([
    ['none', new Map(), 0, 0],
    [
      'those of all codes, without the throttled ones',
      new Map([
        ['ECONNRESET', 2],
        ['Throttling.User', 4],
        ['HTTP 503', 1],
      ]),
      4,
      3,
    ],
  ])('tell how many calls failed: %s', (_name, errorsByCode, throttled, total) => {
    expect(values(pointsOf([], { errorsByCode, throttled }), 'ApiErrorsTotal')).toEqual([[total]]);
  });

  it('have how long laps take, as far as that is known', () => {
    const lap = { beganAt: NOON.toISO(), sweeps: 2, pagesRead: 4, pagesToRead: 11, ageSeconds: 100 };
    const last = { seconds: 90, sweeps: 3, pages: 8, complete: true, overlooked: 1 };
    const timesOf = (parts: Pick<LapFigures, 'last' | 'seenWithinSeconds'>) => {
      const points = pointsOf([], { lap: { ...lap, ...parts, priority: { wanted: 0, asked: 0 } } });
      return (['LapAge', 'LapDuration', 'SeenWithin'] as const).map((name) => named(points, name)[0]?.value);
    };
    expect(timesOf({ last, seenWithinSeconds: 110 })).toEqual([100_000, 90_000, 110_000]);
    expect(timesOf({ last: null, seenWithinSeconds: null })).toEqual([100_000, undefined, undefined]);
  });

  it('put what is past fifty reasons or codes under one "other", the smallest ones, and lose none', () => {
    const counts = Array.from({ length: 200 }, (_, n) => stopped(`reason-${n}`, n + 1));
    const errorsByCode = new Map(Array.from({ length: 200 }, (_, n) => [`code-${n}`, n + 1]));
    const points = pointsOf(counts, { errorsByCode });
    const total = (200 * 201) / 2;
    expect(sum(named(points, 'StoppedRelays'))).toBe(total);
    expect(sum(named(points, 'ApiErrors'))).toBe(total);
    expect(named(points, 'StoppedRelays')).toHaveLength(51);
    expect(named(points, 'ApiErrors')).toHaveLength(51);
    expect(values(points, 'ApiErrors')).toContainEqual(['other', (150 * 151) / 2]);
  });

  it('keep the documented reasons, at zero too, among however many others, so that their alarms recover', () => {
    const points = pointsOf(Array.from({ length: 200 }, (_, n) => stopped(`reason-${n}`, 1)));
    expect(values(points, 'StoppedRelays')).toEqual(
      expect.arrayContaining(REASONS.map((reason) => ['cn-shanghai', reason, 0])),
    );
  });

  it('have no series twice, also when Live or a gateway names a code "other", "none" or nothing', () => {
    const counts = [
      ...Array.from({ length: 60 }, (_, n) => stopped(`reason-${n}`, 5)),
      stopped('other', 100),
      stopped('', 3),
      stopped('none', 4),
    ];
    const points = pointsOf(counts);
    expect(values(points, 'StoppedRelays')).toEqual(expect.arrayContaining([['cn-shanghai', 'none', 7]]));
    const series = points.map(({ name, dimensions }) => JSON.stringify([name, dimensions]));
    expect(new Set(series).size).toBe(series.length);
    expect(sum(named(points, 'StoppedRelays'))).toBe(60 * 5 + 107);
  });

  it('are all there are in full, and else those that alarms need', () => {
    const points = pointsOf([stopped('none', 7)]);
    expect(inDetail(points, 'full')).toBe(points);
    expect(inDetail(points, 'essential').map(({ name }) => name)).toEqual([
      ...['RelaysTotal', 'SweepDuration', 'SweepComplete', 'Heartbeat'],
    ]);
  });

  it('are as the table of metrics says: known names, units and dimensions, finite values', () => {
    const reason = fc.oneof(fc.string(), fc.constantFrom('none', 'other', '__proto__', ''));
    const count = fc.record({
      region: fc.constantFrom('cn-shanghai', 'cn-beijing'),
      status: fc.constantFrom(...TASK_STATUSES),
      verdict: fc.constantFrom(...VERDICT_KINDS),
      reason,
      count: fc.nat(100),
    });
    const codes = fc.array(fc.tuple(reason, fc.nat(9)), { maxLength: 80 }).map((entries) => new Map(entries));
    fc.assert(
      fc.property(fc.array(count, { maxLength: 120 }), codes, (counts, errorsByCode) => {
        const points = pointsOf(counts, { regionsSeen: ['cn-shanghai', 'cn-beijing'], errorsByCode });
        for (const { name, unit, value, dimensions } of points) {
          const metric = METRICS[name as MetricName];
          expect(unit).toBe(metric.unit);
          expect(Object.keys(dimensions)).toEqual(metric.dimensions);
          expect(Object.values(dimensions).every((text) => text !== '')).toBe(true);
          expect(Number.isFinite(value) && value >= 0).toBe(true);
        }
        expect(sum(named(points, 'RelayTasks'))).toBe(tally(counts).total);
        expect(sum(named(points, 'StoppedRelays'))).toBe(tally(counts).byStatus.stopped);
        const series = points.map(({ name, dimensions }) => JSON.stringify([name, dimensions]));
        expect(new Set(series).size).toBe(series.length);
      }),
    );
  });
});

describe('points on the state', () => {
  const named = (state: Parameters<typeof statePoints>[0]) =>
    statePoints(state).map(({ name, value }) => [name, value]);

  it('count the old snapshots that are left, and only while some are', () => {
    expect(named({ ok: true, notCleared: { count: 3 } })).toEqual([
      ['StateBroken', 0],
      ['StateNotCleared', 3],
    ]);
    expect(named({ ok: true })).toEqual([['StateBroken', 0]]);
    expect(named({ ok: false, notCleared: { count: null } })).toEqual([['StateBroken', 1]]);
    expect(named(null)).toEqual([]);
  });
});

describe('points on incidents', () => {
  it('count what on-call should know of, and what became of its messages', () => {
    const incidents = [
      ...['a', 'b'].map((id) => anIncident(id)),
      anIncident('c', { phase: 'flapping', verdict: 'recovering', severity: 'warning' }),
      ...(['pending', 'quiet'] as const).map((phase) => anIncident(phase, { phase })),
    ];
    const channels = [
      { channel: 'pager', sent: 3, failed: 2, left: 1, broken: true },
      { channel: 'chat', sent: 0, failed: 0, left: 0, broken: false },
    ];
    const waiting = [later(60).toISO(), later(30).toISO(), later(600).toISO()];
    const state = { incidents } as never;
    const points = incidentPoints({ state, opened: [] }, channels, waiting, later(90));
    expect(points.map(({ name, value, dimensions }) => [name, ...Object.values(dimensions), value])).toEqual([
      ['OpenIncidents', 'stopped', 'critical', 2],
      ['OpenIncidents', 'recovering', 'warning', 1],
      ['OpenIncidentsTotal', 3],
      ['CriticalIncidents', 2],
      ...[
        ['AlertsSent', 'pager', 3],
        ['AlertsFailed', 'pager', 2],
        ['AlertsWaiting', 'pager', 1],
      ],
      ...[
        ['ChannelBroken', 'pager', 1],
        ['AlertsSent', 'chat', 0],
        ['AlertsFailed', 'chat', 0],
      ],
      ...[
        ['AlertsWaiting', 'chat', 0],
        ['ChannelBroken', 'chat', 0],
        ['ChannelsBroken', 1],
      ],
      ['OldestUndelivered', 60_000],
    ]);
    expect(values(incidentPoints({ state, opened: [] }, [], [], NOON), 'OldestUndelivered')).toEqual([[0]]);
  });

  it('say how old the oldest was when it opened, of as many as a large fleet has', () => {
    const [old, young] = [anIncident('old'), anIncident('young', { since: later(60).toISO() })];
    const opened = [...Array.from({ length: 200_000 }, () => young), old];
    for (const inOrder of [opened, [old, young]]) {
      const points = incidentPoints({ state: { incidents: opened } as never, opened: inOrder }, [], [], later(90));
      expect(values(points, 'DetectionDelay')).toEqual([[90_000]]);
    }
    expect(
      named(incidentPoints({ state: { incidents: [] } as never, opened: [] }, [], [], NOON), 'DetectionDelay'),
    ).toEqual([]);
  });
});
