import { describe, expect, it } from 'vitest';
import { Census } from '../lib/live/census.ts';
import type { PagesResult, Walk } from '../lib/live/pages.ts';
import { DEFAULT_POLICY } from '../lib/monitor/policy.ts';
import type { RelayTask } from '../lib/monitor/relay-task.ts';
import type { TaskClass } from '../lib/monitor/tally.ts';
import { Observations } from '../lib/observations.ts';
import { parseUtc, type UtcDateTime } from '../lib/time.ts';
import { aTask } from './support/a-task.ts';

const NOW = parseUtc('2026-03-02T12:00:00Z') as UtcDateTime;
const PULL: TaskClass = { region: 'cn-shanghai', status: 'stopped', verdict: 'stopped', reason: 'PullStreamFailed' };

interface WalkParts {
  readonly key: string;
  readonly region?: string;
  readonly complete?: boolean;
  /** Sightings in their order, epoch by epoch. */
  readonly epochs: readonly (readonly Partial<RelayTask>[])[];
}

const stopped = (taskId: string): Partial<RelayTask> => ({
  taskId,
  status: 'stopped',
  invalidReason: 'PullStreamFailed',
});
const running = (taskId: string): Partial<RelayTask> => ({ taskId });

/** Takes walks as a sweep would, and gives what the pages came to. */
function observed(...parts: readonly WalkParts[]) {
  const observations = new Observations(NOW, DEFAULT_POLICY);
  const walks = parts.map(({ key, region = 'cn-shanghai', complete = true, epochs }) => {
    const walk: Walk = { region, filter: {}, key };
    const census = new Census();
    for (const [index, sightings] of epochs.entries()) {
      for (const sighting of sightings) {
        const task = aTask({ region, ...sighting });
        census.observe(task.taskId, observations.take(task, walk, task.taskId), index + 1);
      }
    }
    return { walk, complete, incompleteness: [], pagesRead: 1, census, epoch: epochs.length };
  });
  const pages: PagesResult = { walks, cursor: null };
  return {
    observations,
    tally: observations.tallyOf(pages),
    examples: (taskClass: TaskClass = PULL) => observations.examplesOf(taskClass, pages),
  };
}

describe('what a sweep observed', () => {
  it('counts each task once, however often it was seen', () => {
    const { tally } = observed({
      key: 'a',
      epochs: [[stopped('1'), running('2'), stopped('1'), running('2'), running('3')]],
    });
    expect(tally).toMatchObject({ total: 3, byStatus: { stopped: 1, running: 2 } });
  });

  it('counts a task by its latest state', () => {
    const { tally } = observed({
      key: 'a',
      epochs: [
        [running('1'), stopped('2')],
        [stopped('1'), running('2')],
      ],
    });
    expect(tally).toMatchObject({ total: 2, byStatus: { stopped: 1, running: 1 } });
  });

  it('counts a task once that two scopes of a region show', () => {
    const { tally } = observed(
      { key: 'scope-1', epochs: [[stopped('1'), running('2')]] },
      { key: 'scope-2', epochs: [[running('2'), running('3'), stopped('4')]] },
      { key: 'scope-3', epochs: [[running('2'), stopped('4'), running('5')]] },
    );
    expect(tally).toMatchObject({ total: 5, byStatus: { stopped: 2, running: 3 } });
    expect(tally.classes).toHaveLength(2);
  });

  it('counts tasks of two regions apart, also under one id', () => {
    const { tally } = observed(
      { key: 'a', region: 'cn-shanghai', epochs: [[stopped('1')]] },
      { key: 'b', region: 'cn-beijing', epochs: [[stopped('1')]] },
    );
    expect(tally.total).toBe(2);
    expect(tally.classes.map(({ region }) => region)).toEqual(['cn-shanghai', 'cn-beijing']);
  });

  it('does not count a task that went away under way, when the sweep saw everything', () => {
    const epochs = [[stopped('1'), running('2')], [running('2')]];
    const { tally, examples } = observed({ key: 'a', complete: true, epochs });
    expect(tally).toMatchObject({ total: 1, byStatus: { stopped: 0 } });
    expect(examples()).toEqual([]);
  });

  it('keeps counting a task that was not seen again, when the sweep did not see everything', () => {
    const epochs = [[stopped('1'), running('2')], [running('2')]];
    const { tally, examples } = observed({ key: 'a', complete: false, epochs });
    expect(tally).toMatchObject({ total: 2, byStatus: { stopped: 1 } });
    expect(examples().map(({ taskId }) => taskId)).toEqual(['1']);
  });

  it('does not bring a deleted task back because another scope saw it earlier', () => {
    const { tally } = observed(
      { key: 'scope-1', epochs: [[stopped('1'), running('2')], [running('2')]] },
      { key: 'scope-2', epochs: [[stopped('1')]] },
    );
    expect(tally.total).toBe(1);
  });

  it('of nothing is an empty tally', () => {
    expect(observed().tally.total).toBe(0);
    expect(observed({ key: 'a', complete: false, epochs: [] }).tally.total).toBe(0);
  });

  it('counts what was not as documented, by kind', () => {
    const problems = [
      { field: 'TaskStatus', kind: 'new-value' },
      { field: 'A', kind: 'new-field' },
      { field: 'B', kind: 'new-field' },
    ] as const;
    const { observations } = observed({ key: 'a', epochs: [[{ problems }, { taskId: '2', problems }, running('3')]] });
    expect(observations.unexpectedFields).toEqual(
      new Map([
        ['new-value', 2],
        ['new-field', 4],
      ]),
    );
  });
});

describe('examples of stopped relays', () => {
  it('say which task, why, and from where to where, by host alone', () => {
    const { examples } = observed({ key: 'a', epochs: [[stopped('1')]] });
    expect(examples()).toEqual([
      {
        region: 'cn-shanghai',
        taskId: '1',
        name: 'demo',
        reason: 'PullStreamFailed',
        source: 'rtmp://source-1.example.com',
        destination: 'rtmp://push-1.example.com',
      },
    ]);
  });

  it('leave hosts empty that are not known', () => {
    const parts = { ...stopped('1'), sources: [], destination: null };
    const { examples } = observed({ key: 'a', epochs: [[parts]] });
    expect(examples()[0]).toMatchObject({ source: '', destination: '' });
  });

  it('are of their class alone', () => {
    const push: Partial<RelayTask> = { taskId: '2', status: 'stopped', invalidReason: 'PushStreamFailed' };
    const { examples } = observed({ key: 'a', epochs: [[stopped('1'), push, running('3')]] });
    expect(examples({ ...PULL, reason: 'PushStreamFailed' }).map(({ taskId }) => taskId)).toEqual(['2']);
    expect(examples({ ...PULL, region: 'cn-beijing' })).toEqual([]);
    expect(examples({ ...PULL, status: 'running', verdict: 'healthy', reason: 'none' })).toEqual([]);
  });

  it('name no task that runs again, or stopped for another reason since', () => {
    const push: Partial<RelayTask> = { taskId: '2', status: 'stopped', invalidReason: 'PushStreamFailed' };
    const { examples } = observed({
      key: 'a',
      epochs: [
        [stopped('1'), stopped('2'), stopped('3')],
        [running('1'), push, stopped('3')],
      ],
    });
    expect(examples().map(({ taskId }) => taskId)).toEqual(['3']);
    expect(examples({ ...PULL, reason: 'PushStreamFailed' }).map(({ taskId }) => taskId)).toEqual(['2']);
  });

  it('name a task again that stopped, ran and stopped', () => {
    const { examples } = observed({ key: 'a', epochs: [[stopped('1')], [running('1')], [stopped('1')]] });
    expect(examples().map(({ taskId }) => taskId)).toEqual(['1']);
  });

  it('name a task once that two scopes show', () => {
    const { examples } = observed(
      { key: 's-1', epochs: [[stopped('1')]] },
      { key: 's-2', epochs: [[stopped('1'), stopped('2')]] },
    );
    expect(examples().map(({ taskId }) => taskId)).toEqual(['1', '2']);
  });

  it('are few, however many stopped, and there are still some when the first ones go away', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => stopped(`t-${n}`));
    const { tally, examples } = observed({ key: 'a', epochs: [many] });
    expect(tally.byStatus.stopped).toBe(5_000);
    expect(examples()).toHaveLength(20);
    const later = observed({ key: 'a', epochs: [many, many.slice(10)] });
    expect(later.examples().length).toBeGreaterThanOrEqual(5);
  });
});
