import { describe, expect, it } from 'vitest';
import { aStandIn, aStandInOnFakeClock, call, list } from './live-call.ts';

async function allPages(standIn: Parameters<typeof list>[0], region: string, pageSize = 100) {
  const tasks: { TaskId: string; TaskStatus: number }[] = [];
  for (let page = 1; ; page++) {
    const { body } = await list(standIn, { Region: region, PageSize: pageSize, PageNumber: page });
    tasks.push(...body.TaskList);
    if (body.TaskList.length < pageSize) return tasks;
  }
}

describe('the list of tasks', () => {
  it('shows every task of every region once, as the tally counts them', async () => {
    const standIn = await aStandIn({ tasks: 450, regions: ['cn-shanghai', 'cn-beijing'] });
    const tally = standIn.tally();
    for (const region of ['cn-shanghai', 'cn-beijing']) {
      const tasks = await allPages(standIn, region);
      expect(tasks.length).toBe(tally.byRegion[region]);
      expect(new Set(tasks.map((task) => task.TaskId)).size).toBe(tasks.length);
    }
    expect(tally.total).toBe(450);
    expect(tally.byRegion['cn-shanghai']).toBeGreaterThan(tally.byRegion['cn-beijing'] ?? 0);
  });

  it('gives ten tasks from the first page when nothing is said, and tells the total of matches', async () => {
    const standIn = await aStandIn();
    const { body } = await list(standIn);
    const { RequestId, TaskList, ...rest } = body;
    expect(rest).toEqual({ Total: standIn.tally().byRegion['cn-shanghai'], PageNumber: 1, PageSize: 10 });
    expect(TaskList).toHaveLength(10);
    expect(RequestId).toMatch(/^[0-9A-F-]{36}$/);
  });

  it('is empty past its end, with the same total', async () => {
    const standIn = await aStandIn();
    const { status, body } = await list(standIn, { PageNumber: 2147483647, PageSize: 100 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ Total: standIn.tally().byRegion['cn-shanghai'], TaskList: [] });
  });

  it('takes RegionId without a word and treats empty filters as none', async () => {
    const standIn = await aStandIn();
    const { body } = await list(standIn, { RegionId: 'cn-hangzhou', TaskId: '', TaskName: '', DstUrl: '' });
    expect(body.Total).toBe(standIn.tally().byRegion['cn-shanghai']);
  });

  it.each([
    ['a part of the id', 'TaskId', (task: Shown) => task.TaskId.slice(3, 20)],
    ['a part of the id in capitals', 'TaskId', (task: Shown) => task.TaskId.slice(3, 20).toUpperCase()],
    ['a part of the name', 'TaskName', (task: Shown) => task.TaskInfo.TaskName.slice(1).toUpperCase()],
    ['a part of the destination', 'DstUrl', (task: Shown) => task.TaskInfo.DstUrl.slice(8)],
  ])('finds a task by %s', async (_name, parameter, partOf) => {
    // what a task shows goes on with the time: two answers are equal at one instant only
    const { standIn } = await aStandInOnFakeClock();
    const task: Shown = (await list(standIn)).body.TaskList[4];
    const { body } = await list(standIn, { [parameter]: partOf(task) });
    expect(body.Total).toBe(1);
    expect(body.TaskList).toEqual([task]);
  });

  it('wants all filters to match, and forgets a search when a task goes', async () => {
    const standIn = await aStandIn();
    const task: Shown = (await list(standIn)).body.TaskList[0];
    const query = { TaskName: task.TaskInfo.TaskName, TaskId: task.TaskId };
    expect((await list(standIn, { ...query, DstUrl: 'no-such-host' })).body.Total).toBe(0);
    expect((await list(standIn, query)).body.Total).toBe(1);
    await call(standIn, 'DeleteLivePullToPush', { Region: 'cn-shanghai', TaskId: task.TaskId });
    expect((await list(standIn, query)).body.Total).toBe(0);
  });

  it('moves older tasks across a page border when a newer one is deleted', async () => {
    const standIn = await aStandIn();
    const first = (await list(standIn, { PageSize: 20 })).body.TaskList;
    const second = (await list(standIn, { PageSize: 20, PageNumber: 2 })).body.TaskList;
    await call(standIn, 'DeleteLivePullToPush', { Region: 'cn-shanghai', TaskId: first[3].TaskId });
    const moved = (await list(standIn, { PageSize: 20, PageNumber: 2 })).body.TaskList;
    expect(moved[0]).toEqual(second[1]);
  });

  it.each([
    ['newest', (ids: string[], created: string) => [created, ...ids]],
    ['oldest', (ids: string[], created: string) => [...ids, created]],
    ['id', (ids: string[], created: string) => [...ids, created].toSorted()],
  ] as const)('is in the order that was asked for (%s), and stays so when tasks come and go', async (order, after) => {
    const standIn = await aStandIn({ order, tasks: 300, regions: ['cn-shanghai'] });
    const idsOf = async () => (await allPages(standIn, 'cn-shanghai', 7)).map(({ TaskId }) => TaskId);
    const ids = await idsOf();
    const byAge = [...standIn.fleet.tasks()].map(({ taskId }) => taskId);
    expect(ids).toEqual({ newest: byAge.toReversed(), oldest: byAge, id: byAge.toSorted() }[order]);
    await call(standIn, 'DeleteLivePullToPush', { Region: 'cn-shanghai', TaskId: ids[100] ?? '' });
    const { taskId } = standIn.fleet.createSeeded();
    expect(await idsOf()).toEqual(after(ids.toSpliced(100, 1), taskId));
    expect((await list(standIn, { TaskId: taskId })).body.TaskList).toMatchObject([{ TaskId: taskId }]);
  });

  it('keeps its order in a search', async () => {
    const standIn = await aStandIn({ order: 'id', tasks: 300, regions: ['cn-shanghai'] });
    const { body } = await list(standIn, { TaskName: 'relay-0000', PageSize: 100 });
    const ids = body.TaskList.map(({ TaskId }: Shown) => TaskId);
    expect(ids.length).toBeGreaterThan(50);
    expect(ids).toEqual(ids.toSorted());
  });

  it.each<[string, Record<string, string | number>, string]>([
    ['no Region', { Region: '' }, 'MissingRegion'],
    ['a Region that is not served', { Region: 'mars-1' }, 'InvalidParameter'],
    ['PageSize 0', { PageSize: 0 }, 'InvalidParameter'],
    ['PageSize 101', { PageSize: 101 }, 'InvalidParameter'],
    ['a PageSize that is no number', { PageSize: 'ten' }, 'InvalidParameter'],
    ['PageNumber 0', { PageNumber: 0 }, 'InvalidParameter'],
    ['PageNumber past 32 bits', { PageNumber: 2147483648 }, 'InvalidParameter'],
    ['a fractional PageNumber', { PageNumber: '1.5' }, 'InvalidParameter'],
    ['a TaskId of 56 characters', { TaskId: 'a'.repeat(56) }, 'InvalidParameter'],
    ['a TaskId with other characters', { TaskId: 'a b' }, 'InvalidParameter'],
  ])('refuses %s', async (_name, query, code) => {
    const answer = await list(await aStandIn({ tasks: 10 }), query);
    expect({ status: answer.status, code: answer.body.Code }).toEqual({ status: 400, code });
  });

  it.each([
    ['unopened', { unopened: true }, 'LiveServiceNotFound'],
    ['without a domain', { noDomain: true }, 'CodeInvalidAliUid'],
  ])('is refused to an account that is %s', async (_name, options, code) => {
    const answer = await list(await aStandIn(options));
    expect({ status: answer.status, code: answer.body.Code }).toEqual({ status: 400, code });
  });

  it('tells reasons and exits only where they apply', async () => {
    const { standIn } = await aStandInOnFakeClock({ tasks: 1000, regions: ['cn-shanghai'] });
    const tasks = (await allPages(standIn, 'cn-shanghai')) as unknown as Record<string, unknown>[];
    for (const task of tasks) {
      expect('TaskInvalidReason' in task && task.TaskStatus !== 3).toBe(false);
      expect('TaskExitReason' in task).toBe(task.TaskStatus === -1);
      expect('TaskExitTime' in task).toBe(task.TaskStatus === -1);
    }
    const stopped = tasks.filter((task) => task.TaskStatus === 3);
    expect(stopped.some((task) => !('TaskInvalidReason' in task))).toBe(true);
  });

  it('accepts a POST with the parameters in a form', async () => {
    const standIn = await aStandIn();
    const body = new URLSearchParams({ Region: 'cn-shanghai', PageSize: '3' });
    const url = `${standIn.url}/?Action=DescribeLivePullToPushList&Version=2016-11-01`;
    const answer = (await (await fetch(url, { method: 'POST', body })).json()) as { TaskList: unknown[] };
    expect(answer.TaskList).toHaveLength(3);
  });

  it('carries the canary wherever a secret may stand', async () => {
    const standIn = await aStandIn({ canary: 'CANARY-1', tasks: 20, regions: ['cn-shanghai'] });
    const live = (await list(standIn, { PageSize: 20 })).body.TaskList.find(
      (task: Shown) => task.TaskInfo.SourceType === 'live',
    );
    for (const field of ['DstUrl', 'CallbackURL', 'AuthKey', 'ReqAuth']) {
      expect(live.TaskInfo[field]).toContain('CANARY-1');
    }
    expect(live.TaskInfo.SourceUrls[0]).toMatch(/user:CANARY-1@.*\/CANARY-1-\d+\?.*token=CANARY-1/);
  });
});

interface Shown {
  TaskId: string;
  TaskInfo: { TaskName: string; DstUrl: string; SourceType: string };
}
