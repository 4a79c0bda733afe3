import { describe, expect, it } from 'vitest';
import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import { Census } from '../../lib/live/census.ts';
import type { PagesResult, Walk } from '../../lib/live/walk.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import { isRelayKey } from '../../lib/monitor/sightings.ts';
import { countedIn } from '../../lib/sweep/counted.ts';
import { type ObservationSettings, Observations } from '../../lib/sweep/observations.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';
import { aWalkResult } from '../support/a-walk-result.ts';

const NOW = parseUtc('2026-03-02T12:00:00Z') as UtcDateTime;

interface WalkParts {
  readonly key: string;
  readonly region?: string;
  readonly complete?: boolean;
  /** Sightings in their order, page by page. */
  readonly pages: readonly (readonly Partial<RelayTask>[])[];
}

const stopped = (taskId: string): Partial<RelayTask> => ({
  taskId,
  status: 'stopped',
  invalidReason: 'PullStreamFailed',
});
const running = (taskId: string): Partial<RelayTask> => ({ taskId, destinationKey: taskId });

/** Takes walks as a sweep would, and gives what the pages came to. */
function observedWith(settings: Partial<ObservationSettings>, ...parts: readonly WalkParts[]) {
  const observations = new Observations(NOW, {
    policy: DEFAULT_POLICY,
    known: new Set(),
    expected: [],
    positions: {},
    ...settings,
  });
  const walks = parts.map(({ key, region = 'cn-shanghai', complete = true, pages }) => {
    const walk: Walk = { region, filter: {}, key };
    const census = new Census();
    for (const [index, sightings] of pages.entries()) {
      for (const sighting of sightings) {
        const task = aTask({ region, ...sighting });
        const first = !census.has(task.taskId);
        const place = { page: index + 1, first, of: pages.length };
        census.observe(task.taskId, observations.take(task, walk, task.taskId, place));
      }
    }
    return aWalkResult({ walk, complete, census });
  });
  const result: PagesResult = { walks, cursor: null };
  return {
    observations,
    ...countedIn(observations, result),
    sightings: observations.faults.release(),
  };
}
const observed = (...parts: readonly WalkParts[]) => observedWith({}, ...parts);
const idsOf = (sightings: readonly { readonly taskId: string }[]) => sightings.map(({ taskId }) => taskId);

describe('what a sweep observed', () => {
  it('counts each task once, however often it was seen', () => {
    const { tally } = observed({
      key: 'a',
      pages: [[stopped('1'), running('2'), stopped('1'), running('2'), running('3')]],
    });
    expect(tally).toMatchObject({ total: 3, byStatus: { stopped: 1, running: 2 } });
  });

  it('counts a task by its latest state', () => {
    const { tally } = observed({
      key: 'a',
      pages: [
        [running('1'), stopped('2')],
        [stopped('1'), running('2')],
      ],
    });
    expect(tally).toMatchObject({ total: 2, byStatus: { stopped: 1, running: 1 } });
  });

  it('counts a task once that two scopes of a region show', () => {
    const { tally } = observed(
      { key: 'scope-1', pages: [[stopped('1'), running('2')]] },
      { key: 'scope-2', pages: [[running('2'), running('3'), stopped('4')]] },
      { key: 'scope-3', pages: [[running('2'), stopped('4'), running('5')]] },
    );
    expect(tally).toMatchObject({ total: 5, byStatus: { stopped: 2, running: 3 } });
    expect(tally.classes).toHaveLength(2);
  });

  it('counts tasks of two regions apart, also under one id', () => {
    const { tally } = observed(
      { key: 'a', region: 'cn-shanghai', pages: [[stopped('1')]] },
      { key: 'b', region: 'cn-beijing', pages: [[stopped('1')]] },
    );
    expect(tally.total).toBe(2);
    expect(tally.classes.map(({ region }) => region)).toEqual(['cn-shanghai', 'cn-beijing']);
  });

  it('counts a task that several scopes show as the last of them saw it', () => {
    const { tally, totals } = observed(
      { key: 'scope-1', pages: [[running('1'), running('2')]] },
      { key: 'scope-2', pages: [[stopped('1')]] },
    );
    expect(tally).toMatchObject({ total: 2, byStatus: { running: 1, stopped: 1 } });
    expect(totals.relays).toBe(2);
  });

  it('of nothing is an empty tally', () => {
    expect(observed().tally.total).toBe(0);
    expect(observed({ key: 'a', complete: false, pages: [] }).tally.total).toBe(0);
  });

  it('counts what was not as documented, by kind', () => {
    const problems = [
      { field: 'TaskStatus', kind: 'new-value' },
      { field: 'A', kind: 'new-field' },
      { field: 'B', kind: 'new-field' },
    ] as const;
    const { observations } = observed({ key: 'a', pages: [[{ problems }, { taskId: '2', problems }, running('3')]] });
    expect(observations.unexpectedFields).toEqual(
      new Map([
        ['new-value', 2],
        ['new-field', 4],
      ]),
    );
  });
});

describe('sightings', () => {
  it('say which task, why, and from where to where, by host alone, and how long its own retries go on', () => {
    const { sightings } = observed({ key: 'a', pages: [[stopped('1')]] });
    const { startMs, endMs } = aTask();
    expect(sightings).toEqual([
      {
        key: 'cn-shanghai/1',
        region: 'cn-shanghai',
        taskId: '1',
        name: 'demo',
        source: 'rtmp://source-1.example.com',
        destination: 'rtmp://push-1.example.com',
        verdict: { kind: 'stopped', severity: 'critical', reason: 'PullStreamFailed' },
        status: 'stopped',
        retryBudgetSeconds: 180,
        startMs,
        endMs,
      },
    ]);
  });

  it('leave hosts and the retry budget empty that are not known', () => {
    const parts = { ...stopped('1'), sources: [], destination: null, retryCount: null };
    expect(observed({ key: 'a', pages: [[parts]] }).sightings[0]).toMatchObject({
      source: '',
      destination: '',
      retryBudgetSeconds: null,
    });
  });

  it('are of the faulty, and of a healthy task only when it has an incident', () => {
    const { sightings } = observedWith(
      { known: new Set(['cn-shanghai/2']) },
      { key: 'a', pages: [[stopped('1'), running('2'), running('3')]] },
    );
    expect(sightings.map(({ taskId, verdict }) => [taskId, verdict.kind])).toEqual([
      ['1', 'stopped'],
      ['2', 'healthy'],
    ]);
  });

  it.each<[string, Partial<RelayTask>]>([
    ['stopped by a user', { status: 'stopped', invalidReason: 'TriggerByUser' }],
    ['finished', { status: 'exited', exitReason: 'OverEndTime' }],
    ['scheduled', { status: 'idle', startMs: Date.parse('2026-03-03T00:00:00Z') }],
  ])('of a task that is %s are none', (_name, parts) => {
    expect(observed({ key: 'a', pages: [[parts]] }).sightings).toEqual([]);
  });

  it('are the latest of each task', () => {
    const push: Partial<RelayTask> = { taskId: '2', status: 'stopped', invalidReason: 'PushStreamFailed' };
    const { sightings } = observed({
      key: 'a',
      pages: [
        [stopped('1'), stopped('2'), running('3'), stopped('4')],
        [running('1'), push, stopped('3'), running('4')],
        [running('1'), push, stopped('3'), stopped('4')],
      ],
    });
    expect(new Map(sightings.map(({ taskId, verdict }) => [taskId, verdict.reason]))).toEqual(
      new Map([
        ['2', 'PushStreamFailed'],
        ['3', 'PullStreamFailed'],
        ['4', 'PullStreamFailed'],
      ]),
    );
  });

  it('have a task once that two scopes show, and two with one id in two regions', () => {
    const twice = observed(
      { key: 's-1', pages: [[stopped('1')]] },
      { key: 's-2', pages: [[stopped('1'), stopped('2')]] },
    );
    expect(idsOf(twice.sightings)).toEqual(['1', '2']);
    const regions = observed(
      { key: 'a', pages: [[stopped('1')]] },
      { key: 'b', region: 'cn-beijing', pages: [[stopped('1')]] },
    );
    expect(regions.sightings.map(({ key }) => key)).toEqual(['cn-shanghai/1', 'cn-beijing/1']);
  });

  it('are as many as there are faults', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => stopped(`t-${n}`));
    expect(observed({ key: 'a', pages: [many] }).sightings).toHaveLength(5_000);
    const healed = Array.from({ length: 10 }, (_, n) => running(`t-${n}`));
    expect(observed({ key: 'a', pages: [many, healed] }).sightings).toHaveLength(4_990);
  });
});

describe('totals', () => {
  it('count each task of a walk once, by host, without those that are over or not begun', () => {
    const other = { sources: [{ origin: 'rtmp://source-2.example.com' }] };
    const { totals } = observed({
      key: 'a',
      pages: [
        [
          running('1'),
          stopped('2'),
          stopped('2'),
          { ...running('3'), ...other },
          { taskId: '4', status: 'stopped', invalidReason: 'TriggerByUser' },
          { taskId: '5', status: 'exited', exitReason: 'OverEndTime' },
          { taskId: '6', status: 'idle', startMs: Date.parse('2026-03-03T00:00:00Z') },
        ],
        [running('1'), stopped('2')],
      ],
    });
    expect(totals.relays).toBe(3);
    expect(totals.bySource).toEqual(
      new Map([
        ['source-1.example.com', 2],
        ['source-2.example.com', 1],
      ]),
    );
    expect(totals.byDestination).toEqual(new Map([['push-1.example.com', 3]]));
  });

  it('know no host that a task does not have, and at most 10,000', () => {
    expect(observed({ key: 'a', pages: [[{ sources: [], destination: null }]] }).totals).toMatchObject({
      relays: 1,
      bySource: new Map(),
      byDestination: new Map(),
    });
    const many = Array.from({ length: 10_050 }, (_, n) => ({ taskId: `${n}`, sources: [{ origin: `rtmp://s-${n}` }] }));
    const { totals } = observed({
      key: 'a',
      pages: [[...many, { ...running('last'), sources: [{ origin: 'rtmp://s-3' }] }]],
    });
    expect(totals.bySource.size).toBe(10_000);
    expect(totals.bySource.get('s-3')).toBe(2);
  });
});

describe('what must run', () => {
  const expected = [
    { name: 'news', match: { name: 'news-*' }, atLeast: 2 },
    { name: 'all', match: {}, atLeast: 1 },
  ];
  const news = (taskId: string, parts: Partial<RelayTask> = {}) => ({ taskId, name: `news-${taskId}`, ...parts });
  const runningOf = (...parts: readonly WalkParts[]) => observedWith({ expected }, ...parts).running;

  it('is met by running relays that match, each once, however often it was seen', () => {
    expect(runningOf({ key: 'a', pages: [[news('1'), news('1'), running('2')], [news('1')]] })).toEqual([1, 2]);
    expect(runningOf({ key: 'a', pages: [[news('1'), news('2', { status: 'recovering' })]] })).toEqual([1, 1]);
    expect(runningOf({ key: 'a', pages: [] })).toEqual([0, 0]);
  });

  it('is met by a relay once that two scopes show', () => {
    expect(runningOf({ key: 's-1', pages: [[news('1')]] }, { key: 's-2', pages: [[news('1')]] })).toEqual([1, 1]);
  });

  it('is not met by a relay that stopped when its page was read again', () => {
    expect(runningOf({ key: 'a', pages: [[news('1')], [news('1', { status: 'stopped' })]] })).toEqual([0, 0]);
  });
});

describe('keys', () => {
  it.each([
    ['cn-shanghai/1', true],
    ['cn-shanghai/', true],
    ['destination/x', false],
    ['expect/news', false],
    ['monitor', false],
  ])('%s is of a relay: %s', (key, is) => {
    expect(isRelayKey(key)).toBe(is);
  });
});
