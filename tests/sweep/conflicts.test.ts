import { describe, expect, it } from 'vitest';
import { Census } from '../../lib/live/census.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import type { WalkResult } from '../../lib/live/walk.ts';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';
import type { Rivals } from '../../lib/monitor/rivals.ts';
import { ConflictWatch } from '../../lib/sweep/conflict-watch.ts';
import { conflictFindings } from '../../lib/sweep/conflicts.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';
import { aWalkResult } from '../support/a-walk-result.ts';

const WALK = aWalkResult().walk;
const to = (taskId: string, destinationKey: string | null, parts: Partial<RelayTask> = {}) =>
  aTask({ taskId, destinationKey, ...parts });

interface Account {
  /** What the pages showed, in their order. */
  readonly pages: readonly (readonly RelayTask[])[];
  /** What is there when it is looked at again; the same when absent. */
  readonly now?: readonly RelayTask[];
  readonly known?: readonly string[];
  readonly rivals?: Rivals;
  readonly walk?: Partial<WalkResult>;
  readonly down?: boolean;
}

/** What is found out of an account, and what it cost. */
async function found({ pages, now = pages.flat(), known = [], rivals = {}, walk = {}, down = false }: Account) {
  const watch = new ConflictWatch(new Set(known));
  const census = new Census();
  for (const [index, tasks] of pages.entries()) {
    for (const task of tasks) {
      watch.note(task, WALK, { page: index + 1, first: census.observe(task.taskId, 0), of: now.length });
    }
  }
  const asked: string[] = [];
  const live: LiveApi = {
    async listRelayTasks({ pageNumber = 1 }) {
      asked.push(`page ${pageNumber}`);
      if (down) throw new Error('down');
      const there = (pages[pageNumber - 1] ?? []).flatMap(
        ({ taskId }) => now.find((one) => one.taskId === taskId) ?? [],
      );
      return { tasks: there, total: now.length, pageNumber, requestId: null };
    },
    async describeRelayTask({ taskId }) {
      asked.push(taskId);
      if (down) throw new Error('down');
      return now.find((one) => one.taskId === taskId) ?? null;
    },
  };
  const result = await conflictFindings(
    watch,
    { walks: [aWalkResult({ ...walk, census })], cursor: null },
    { live, pageSize: 100, rivals },
  );
  return {
    verdicts: result.sightings.map(({ key, verdict }) => `${key} ${verdict.kind}`),
    rivals: result.rivals,
    asked,
  };
}

describe('a destination conflict', () => {
  it('is two running relays with one URL, which are remembered', async () => {
    const { verdicts, rivals, asked } = await found({ pages: [[to('1', 'x'), to('3', 'y')], [to('2', 'x')]] });
    expect(verdicts).toEqual(['destination/x destination-conflict']);
    expect(rivals.x?.map(([, taskId]) => taskId).sort()).toEqual(['1', '2']);
    expect(asked).toEqual(['page 1']);
  });

  it.each<[string, readonly RelayTask[]]>([
    ['one relay seen twice', [to('1', 'x'), to('1', 'x')]],
    ['a running and a stopped one', [to('1', 'x'), to('2', 'x', { status: 'stopped' })]],
    ['relays without a known URL', [to('1', null), to('2', null)]],
    ['relays without an id', [to('', 'x'), to('', 'x')]],
  ])('is not %s', async (_name, tasks) => {
    expect(await found({ pages: [tasks] })).toEqual({ verdicts: [], rivals: {}, asked: [] });
  });

  it.each<[string, readonly RelayTask[]]>([
    ['was deleted', [to('2', 'x')]],
    ['stopped', [to('1', 'x', { status: 'stopped' }), to('2', 'x')]],
    ['pushes elsewhere', [to('1', 'z'), to('2', 'x')]],
  ])('is not a relay that took over from one that %s under way', async (_name, now) => {
    const { verdicts } = await found({ pages: [[to('1', 'x')], [to('2', 'x')]], now });
    expect(verdicts).toEqual([]);
  });

  it('is not concluded when it cannot be looked at', async () => {
    expect((await found({ pages: [[to('1', 'x'), to('2', 'x')]], down: true })).verdicts).toEqual([]);
  });

  it('costs a call a page, and ten at the most; more are believed as they were seen', async () => {
    const pages = Array.from({ length: 12 }, (_, n) => [to(`a-${n}`, `k-${n}`), to(`b-${n}`, `k-${n}`)]);
    const { verdicts, asked } = await found({ pages, now: [] });
    expect(asked).toHaveLength(10);
    expect(verdicts).toEqual(['destination/k-10 destination-conflict', 'destination/k-11 destination-conflict']);
  });
});

describe('a conflict that is known', () => {
  const known = ['destination/x'];
  const rivals: Rivals = {
    x: [
      ['cn-shanghai', '1'],
      ['cn-shanghai', '2'],
    ],
  };

  it('goes on while both are seen, at no cost', async () => {
    const pages = [[to('1', 'x'), to('2', 'x')]];
    expect(await found({ known, rivals, pages })).toEqual({
      verdicts: ['destination/x destination-conflict'],
      rivals,
      asked: [],
    });
  });

  it.each<[string, readonly RelayTask[]]>([
    ['pushes elsewhere', [to('1', 'x'), to('2', 'y')]],
    ['stopped', [to('1', 'x'), to('2', 'x', { status: 'stopped' })]],
  ])('is over when one of them %s, also in a sweep that may have overlooked some', async (_name, tasks) => {
    const { verdicts, asked } = await found({ known, rivals, pages: [tasks], walk: { overlooked: 5 } });
    expect([verdicts, asked]).toEqual([['destination/x healthy'], []]);
  });

  it('is not over because one of them was overlooked: it is asked for', async () => {
    const { verdicts, asked } = await found({
      known,
      rivals,
      pages: [[to('1', 'x')]],
      now: [to('1', 'x'), to('2', 'x')],
    });
    expect([verdicts, asked]).toEqual([['destination/x destination-conflict'], ['2']]);
  });

  it('is over when one of them is gone', async () => {
    const { verdicts } = await found({ known, rivals, pages: [[to('1', 'x')]] });
    expect(verdicts).toEqual(['destination/x healthy']);
  });

  it('is not concluded when one of them was neither seen nor could be asked for', async () => {
    const result = await found({ known, rivals, pages: [[to('1', 'x')]], down: true });
    expect([result.verdicts, result.rivals]).toEqual([[], rivals]);
  });

  it.each([
    [true, ['destination/x healthy']],
    [false, []],
  ])('of unknown relays is over once a whole list shows none (complete: %s)', async (complete, verdicts) => {
    expect((await found({ known, pages: [[to('1', 'x')]], walk: { complete } })).verdicts).toEqual(verdicts);
  });
});
