import { describe, expect, it } from 'vitest';
import type { LiveApi } from '../../lib/live/client.ts';
import type { WalkResult } from '../../lib/live/walk.ts';
import type { Expectation } from '../../lib/monitor/mutes.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import { expectationSightings } from '../../lib/sweep/expectations.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';
import { aWalkResult } from '../support/a-walk-result.ts';

const NEWS: Expectation = { name: 'news', match: { name: 'news-*' }, atLeast: 2 };

interface Account {
  readonly expectation?: Expectation;
  readonly running: number;
  readonly walks?: readonly Partial<WalkResult>[];
  readonly known?: readonly string[];
  /** What Live shows when it is asked by name. */
  readonly there?: readonly RelayTask[];
  readonly down?: boolean;
  readonly late?: boolean;
}

async function found({
  expectation = NEWS,
  running,
  walks = [{}],
  known = [],
  there = [],
  down = false,
  late = false,
}: Account) {
  const asked: string[] = [];
  const live: LiveApi = {
    async listRelayTasks({ region, taskName }) {
      asked.push(`${region} ${taskName}`);
      if (down) throw new Error('down');
      return { tasks: there, total: there.length, pageNumber: 1, requestId: null };
    },
    describeRelayTask: async () => null,
  };
  const expected = { due: [expectation], running: [running], lists: walks.map(aWalkResult) };
  const deps = { live, pageSize: 100, ...(late ? { signal: AbortSignal.abort() } : {}) };
  const sightings = await expectationSightings(expected, new Set(known), deps);
  return {
    verdicts: sightings.map(({ key, verdict: { kind, severity, reason } }) => [key, kind, severity, reason]),
    asked,
  };
}

const healthy = ['expect/news', 'healthy', 'none', 'none'];
const missing = (reason: string) => ['expect/news', 'expected-missing', 'critical', reason];

describe('what must run', () => {
  it('is there with enough relays that match, also when not everything was read', async () => {
    expect((await found({ running: 2 })).verdicts).toEqual([healthy]);
    expect((await found({ running: 2, walks: [{ complete: false }] })).verdicts).toEqual([healthy]);
  });

  it('is missing with too few, and that says how many there are', async () => {
    expect((await found({ running: 1 })).verdicts).toEqual([missing('1 of 2 running')]);
    expect((await found({ running: 0, walks: [] })).verdicts).toEqual([missing('0 of 2 running')]);
  });

  it('is not missing because of what was not read', async () => {
    expect((await found({ running: 1, walks: [{ complete: false }] })).verdicts).toEqual([]);
  });

  it('is missing although a region was not read where it cannot be', async () => {
    const walks = [{}, { walk: { region: 'cn-beijing', filter: {}, key: 'b' }, complete: false }];
    const expectation = { ...NEWS, match: { ...NEWS.match, region: 'cn-shang*' } };
    expect((await found({ expectation, running: 1, walks })).verdicts).toEqual([missing('1 of 2 running')]);
  });
});

describe('what may have been overlooked', () => {
  const walks = [{ overlooked: 3 }];
  const news = (taskId: string, parts: Partial<RelayTask> = {}) => aTask({ taskId, name: `news-${taskId}`, ...parts });

  it('is asked for by name, and is there', async () => {
    const { verdicts, asked } = await found({ running: 1, walks, there: [news('1'), news('2')] });
    expect([verdicts, asked]).toEqual([[healthy], ['cn-shanghai news-']]);
  });

  it('is missing in the same sweep when Live does not show it, or shows others, or does not answer', async () => {
    const there = [news('1'), news('1'), news('2', { status: 'stopped' }), aTask({ taskId: '3', name: 'old-news-3' })];
    expect((await found({ running: 1, walks, there })).verdicts).toEqual([missing('1 of 2 running')]);
    expect((await found({ running: 1, walks, down: true })).verdicts).toEqual([missing('1 of 2 running')]);
  });

  it('is not called missing when there is no time left to ask, unless more is missing', async () => {
    expect((await found({ running: 1, walks, late: true, down: true })).verdicts).toEqual([]);
    expect((await found({ running: 1, late: true, down: true })).verdicts).toEqual([missing('1 of 2 running')]);
  });

  it('is not asked for when more is missing than that', async () => {
    const expectation = { ...NEWS, atLeast: 9 };
    expect(await found({ expectation, running: 1, walks })).toEqual({
      verdicts: [missing('1 of 9 running')],
      asked: [],
    });
  });

  it('is not asked for by a name that says nothing', async () => {
    const expectation = { ...NEWS, match: { name: '*-?' } };
    expect(await found({ expectation, running: 1, walks })).toEqual({
      verdicts: [missing('1 of 2 running')],
      asked: [],
    });
  });
});
