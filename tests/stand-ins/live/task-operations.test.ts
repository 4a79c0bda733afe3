import { describe, expect, it } from 'vitest';
import { aStandInOnFakeClock, call } from './live-call.ts';

const REGION = { Region: 'cn-shanghai' };
const LIVE = {
  ...REGION,
  TaskName: 'final',
  StartTime: '2026-03-01T07:00:00Z',
  EndTime: '2026-03-02T08:00:00Z',
  SourceType: 'live',
  SourceProtocol: 'rtmp',
  SourceUrls: '["rtmp://source-1.example.com/live/final"]',
  DstUrl: 'rtmp://push-1.example.com/ingest/final',
};

/** An empty stand-in with one task made by Create, an hour before now or as changed. */
async function withTask(changed: Record<string, string | number> = {}) {
  const { standIn, clock } = await aStandInOnFakeClock({ tasks: 0, regions: ['cn-shanghai', 'cn-beijing'] });
  const created = await call(standIn, 'CreateLivePullToPush', { ...LIVE, ...changed });
  const named = { ...REGION, TaskId: String(created.body.TaskId) };
  return {
    standIn,
    clock,
    created,
    act: (action: string, query: Record<string, string | number> = {}) =>
      call(standIn, `${action}LivePullToPush`, { ...named, ...query }),
    status: async () => (await call(standIn, 'DescribeLivePullToPush', named)).body.TaskStatus,
  };
}

describe('creating a task', () => {
  it('gives an id under which the task is described with what was asked for', async () => {
    const { created, act } = await withTask({ CallbackUrl: 'https://hooks.example.com/x', RetryInterval: 300 });
    expect(created.body).toEqual({
      RequestId: expect.any(String),
      RetCode: 0,
      Description: 'OK',
      TaskId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
    });
    const { TaskId } = created.body;
    expect((await act('Describe')).body).toEqual({
      RequestId: expect.any(String),
      RetCode: 0,
      Description: 'OK',
      TaskId,
      TaskStatus: 1,
      TaskInfo: {
        TaskId,
        TaskName: 'final',
        StartTime: '2026-03-01T07:00:00Z',
        EndTime: '2026-03-02T08:00:00Z',
        SourceType: 'live',
        SourceProtocol: 'rtmp',
        SourceUrls: ['rtmp://source-1.example.com/live/final'],
        DstUrl: 'rtmp://push-1.example.com/ingest/final',
        CallbackURL: 'https://hooks.example.com/x',
        Offset: 0,
        FileIndex: 0,
        RetryCount: 3,
        RetryInterval: 300,
        RepeatNumber: 0,
      },
    });
  });

  it('takes media ids as sources of a vod task, and shows how far it has played', async () => {
    const vod = { SourceType: 'vod', SourceProtocol: '', SourceUrls: '["media-1","media-2"]', RepeatNumber: -1 };
    const { act } = await withTask({ ...vod, StartTime: '2026-03-01T06:58:20Z' });
    const { body } = await act('Describe');
    expect(body).toMatchObject({ CurrentOffset: 100, CurrentFileIndex: 1 });
    expect(body.TaskInfo).toMatchObject({ SourceUrls: ['media-1', 'media-2'], RepeatNumber: -1 });
    expect(body.TaskInfo).not.toHaveProperty('SourceProtocol');
  });

  it.each<[string, Record<string, string | number>, string]>([
    ['no Region', { Region: '' }, 'MissingRegion'],
    ['no StartTime', { StartTime: '' }, 'MissingStartTime'],
    ['no EndTime', { EndTime: '' }, 'MissingEndTime'],
    ['no SourceType', { SourceType: '' }, 'MissingSourceType'],
    ['no SourceUrls', { SourceUrls: '' }, 'MissingSourceUrls'],
    ['no DstUrl', { DstUrl: '' }, 'MissingDstUrl'],
    ['a live source without protocol', { SourceProtocol: '' }, 'MissingSourceProtocol'],
    ['an unknown protocol', { SourceProtocol: 'carrier-pigeon' }, 'InvalidParameter'],
    ['an unknown kind of source', { SourceType: 'tape' }, 'InvalidParameter'],
    ['a start that is not UTC', { StartTime: '2026-03-01T08:00:00+08:00' }, 'InvalidParameter'],
    ['an end before its start', { EndTime: '2026-03-01T06:00:00Z' }, 'InvalidParam.CodeIllegalDuration'],
    ['an end in the past', { EndTime: '2026-03-01T07:30:00Z' }, 'InvalidParam.CodeIllegalDuration'],
    ['two sources of a live task', { SourceUrls: '["rtmp://a/b","rtmp://a/c"]' }, 'InvalidParameter'],
    ['31 files', { SourceType: 'vod', SourceUrls: JSON.stringify(Array(31).fill('m')) }, 'InvalidParameter'],
    ['sources that are no JSON list', { SourceUrls: 'rtmp://a/b' }, 'InvalidParameter'],
    ['a destination that is not rtmp', { DstUrl: 'https://push.example.com/x' }, 'InvalidParameter'],
    ['a destination of 2,001 characters', { DstUrl: `rtmp://${'a'.repeat(1994)}` }, 'InvalidParameter'],
    ['a retry interval below a minute', { RetryInterval: 59 }, 'InvalidParameter'],
    ['a retry interval above five minutes', { RetryInterval: 301 }, 'InvalidParameter'],
  ])('is refused with %s', async (_name, changed, code) => {
    const { created } = await withTask(changed);
    expect({ status: created.status, code: created.body.Code }).toEqual({ status: 400, code });
  });
});

describe('the life of a task', () => {
  it('starts at its time, exits at its end and then leaves the list', async () => {
    const { clock, status, act } = await withTask({
      StartTime: '2026-03-01T09:00:00Z',
      EndTime: '2026-03-01T10:00:00Z',
    });
    expect(await status()).toBe(0);
    clock.seconds = 3600;
    expect(await status()).toBe(1);
    clock.seconds = 7200;
    expect((await act('Describe')).body).toMatchObject({
      TaskStatus: -1,
      TaskExitReason: 'OverEndTime',
      TaskExitTime: Date.parse('2026-03-01T10:00:00Z') / 1000,
    });
    clock.seconds = 7200 + 6 * 3600;
    expect((await act('Describe')).body.Code).toBe('CodeTaskNotExist');
  });

  it('is stopped once by a user, and runs again after a restart', async () => {
    const { act, status, created } = await withTask();
    expect((await act('Stop')).body).toEqual({ RequestId: expect.any(String), TaskId: created.body.TaskId });
    expect(await status()).toBe(3);
    expect((await act('Stop')).body.Code).toBe('CodeTaskHasStopped');
    expect((await act('Restart')).body).toEqual({ RequestId: expect.any(String), TaskId: created.body.TaskId });
    expect(await status()).toBe(1);
  });

  it('cannot be stopped before its start, and a restart then changes nothing', async () => {
    const { act, status } = await withTask({ StartTime: '2026-03-01T09:00:00Z' });
    expect((await act('Stop')).body.Code).toBe('InvalidParameter');
    expect((await act('Restart')).status).toBe(200);
    expect(await status()).toBe(0);
  });

  it('ends at once when it is deleted', async () => {
    const { act, standIn } = await withTask();
    expect((await act('Delete')).body).toEqual({ RequestId: expect.any(String), RetCode: 0, Description: 'OK' });
    expect(standIn.tally().total).toBe(0);
    expect((await act('Delete')).body.Code).toBe('CodeTaskNotExist');
  });

  it.each(['Stop', 'Restart', 'Update'])('takes no %s after its end', async (action) => {
    const { clock, act } = await withTask({ EndTime: '2026-03-01T09:00:00Z' });
    clock.seconds = 3601;
    expect((await act(action)).body.Code).toBe('CodeTaskNotExist');
  });
});

describe('updating a task', () => {
  it('changes the callback of a running task at once, and empties it', async () => {
    const { act } = await withTask();
    expect((await act('Update', { CallbackUrl: 'https://hooks.example.com/y', RepeatNumber: 2 })).status).toBe(200);
    expect((await act('Describe')).body.TaskInfo).toMatchObject({
      CallbackURL: 'https://hooks.example.com/y',
      RepeatNumber: 2,
    });
    await act('Update', { CallbackUrl: '' });
    expect((await act('Describe')).body.TaskInfo).not.toHaveProperty('CallbackURL');
  });

  it('wants the task stopped before its source changes', async () => {
    const { act } = await withTask();
    const source = { SourceUrls: '["rtmp://source-2.example.com/live/final"]' };
    expect((await act('Update', source)).body.Code).toBe('InvalidParameter');
    await act('Stop');
    expect((await act('Update', source)).status).toBe(200);
    const { body } = await act('Describe');
    expect(body.TaskInfo.SourceUrls).toEqual(['rtmp://source-2.example.com/live/final']);
    expect(body.TaskStatus).toBe(3);
  });

  it('is refused an end before the start', async () => {
    const { act } = await withTask();
    await act('Stop');
    expect((await act('Update', { EndTime: '2026-03-01T06:00:00Z' })).body.Code).toBe(
      'InvalidParam.CodeIllegalDuration',
    );
  });
});

describe.each(['Describe', 'Update', 'Restart', 'Stop', 'Delete'])('%s', (action) => {
  it.each([
    ['a task that is not there', { TaskId: 'no-such-task' }, 'CodeTaskNotExist'],
    ['a task of another region', { Region: 'cn-beijing' }, 'CodeTaskNotExist'],
    ['no task', { TaskId: '' }, 'MissingTaskId'],
    ['no region', { Region: '' }, 'MissingRegion'],
    ['an id that cannot be one', { TaskId: 'a/b' }, 'InvalidParameter'],
  ])('is refused for %s', async (_name, query, code) => {
    const { act } = await withTask();
    const answer = await act(action, query);
    expect({ status: answer.status, code: answer.body.Code }).toEqual({ status: 400, code });
  });
});
