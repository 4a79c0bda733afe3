import { describe, expect, it } from 'vitest';
import type { CallbackOptions } from '../../../stand-ins/live/callback-options.ts';
import type { Scenario } from '../../../stand-ins/live/scenario.ts';
import type { LiveStandInOptions } from '../../../stand-ins/live/server.ts';
import { aReceiver, clockThatPasses, type Told } from './callback-receiver.ts';
import { aStandInOnFakeClock, call, START_MS } from './live-call.ts';

const RETRY_WAIT_MS = 1_000;
const TIMEOUT_MS = 5_000;
const OVERTAKEN_MS = 2_000;
const LOOK_EVERY_MS = 250;

const at = (seconds: number) => new Date(START_MS + seconds * 1_000).toISOString().replace('.000', '');

/** A task that runs from ten seconds after the start for an hour. */
async function withTask(url: string, options: CallbackOptions = {}, more: LiveStandInOptions = {}) {
  const callbacks = { clock: clockThatPasses(RETRY_WAIT_MS), ...options };
  const { standIn, clock } = await aStandInOnFakeClock({ tasks: 0, callbacks, ...more });
  const created = await call(standIn, 'CreateLivePullToPush', {
    Region: 'cn-shanghai',
    TaskName: 'studio',
    StartTime: at(10),
    EndTime: at(3_600),
    SourceType: 'live',
    SourceProtocol: 'rtmp',
    SourceUrls: '["rtmp://source-1.example.com/live/a?auth_key=secret"]',
    DstUrl: 'rtmp://push-1.example.com/live/a?auth_key=secret',
    CallbackUrl: url,
  });
  const TaskId: string = created.body.TaskId;
  return {
    standIn,
    TaskId,
    /** Lets time pass until so many seconds after the start. */
    async until(seconds: number) {
      clock.seconds = seconds;
      await standIn.fleet;
      await standIn.callbacksSettled();
    },
    async act(operation: string, query: Readonly<Record<string, string>> = {}) {
      const answer = await call(standIn, `${operation}LivePullToPush`, { Region: 'cn-shanghai', TaskId, ...query });
      await standIn.callbacksSettled();
      return answer;
    },
  };
}

const brief = (told: readonly Told[]) =>
  told.map(({ EventTime, TaskStatus, TaskInvalidReason, TaskExitReason }) =>
    [Number(EventTime) - START_MS / 1_000, TaskStatus, TaskInvalidReason, TaskExitReason].filter(
      (part) => part !== undefined,
    ),
  );

describe('callbacks', () => {
  it('tell the life of a task by itself, each change at its own time although all are found at once', async () => {
    const { url, told, requests } = await aReceiver();
    const { standIn, TaskId, until } = await withTask(url, { atOnce: 1 });
    await until(20);
    standIn.fleet.failSource('source-1.example.com');
    await until(4_000);
    expect(brief(told)).toEqual([
      [10, 1],
      [20, 2],
      [200, 3, 'PullStreamFailed'],
      [3_600, -1, 'OverEndTime'],
    ]);
    expect(told.map(({ Event }) => Event)).toEqual([...Array(3).fill('LivePullToPushRuning'), 'LivePullToPushExit']);
    expect(told[2]).toEqual({
      Event: 'LivePullToPushRuning',
      EventTime: String(START_MS / 1_000 + 200),
      TaskId,
      TaskStatus: 3,
      TaskInvalidReason: 'PullStreamFailed',
      TaskInfo: {
        TaskId,
        TaskName: 'studio',
        StartTime: at(10),
        EndTime: at(3_600),
        SourceType: 'live',
        SourceProtocol: 'rtmp',
        SourceUrls: ['rtmp://source-1.example.com/live/a?auth_key=secret'],
        DstUrl: 'rtmp://push-1.example.com/live/a?auth_key=secret',
        CallbackURL: url,
        RetryCount: 3,
        RetryInterval: 60,
        RepeatNumber: 0,
        FileIndex: 0,
        Offset: 0,
      },
    });
    expect(told[3]?.TaskExitTime).toBe(START_MS / 1_000 + 3_600);
    expect(new Set(requests.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ method: 'POST', path: '/relays/a-token', type: 'application/json' })]),
    );
    expect(standIn.stats().callbacks).toMatchObject({ sent: 4, retried: 0, givenUp: 0, waiting: 0 });
  });

  it('say TriggerByUser of an operator, also where the list gives no reason', async () => {
    const { url, told } = await aReceiver();
    const { standIn } = await aStandInOnFakeClock({ tasks: 100, callbacks: { url } });
    const stopped = standIn.fleet.userStop({ count: 40 });
    await standIn.callbacksSettled();
    expect(told.map(({ TaskStatus, TaskInvalidReason }) => [TaskStatus, TaskInvalidReason])).toEqual(
      Array(stopped).fill([3, 'TriggerByUser']),
    );
    const listed = told.map(({ TaskId }) => standIn.fleet.find(TaskId)?.state);
    expect(listed).toContainEqual({ kind: 'stopped', reason: undefined });
  });

  it('tell a restart, of a running task too, a stop and a deletion', async () => {
    const { url, told } = await aReceiver();
    const { act, until } = await withTask(url);
    await until(20);
    for (const operation of ['Restart', 'Stop', 'Restart', 'Delete']) await act(operation);
    expect(brief(told)).toEqual([
      [10, 1],
      [20, 1],
      [20, 3, 'TriggerByUser'],
      [20, 1],
      [20, -1, 'TriggerByUser'],
    ]);
  });

  it('tell a task that begins during an outage that it retries, and that the outage is over', async () => {
    const { url, told } = await aReceiver();
    const { standIn, until } = await withTask(url);
    standIn.fleet.failDestination('push-1.example.com');
    await until(30);
    standIn.fleet.healDestination('push-1.example.com');
    await standIn.callbacksSettled();
    expect(brief(told)).toEqual([
      [10, 2],
      [30, 1],
    ]);
  });

  it('follow a CallbackUrl that is changed, and end where it is taken away', async () => {
    const [first, second] = [await aReceiver(), await aReceiver()];
    const { act, until } = await withTask(first.url);
    await until(20);
    await act('Update', { CallbackUrl: second.url });
    await act('Stop');
    await act('Update', { CallbackUrl: '' });
    await act('Restart');
    expect([brief(first.told), brief(second.told)]).toEqual([[[10, 1]], [[20, 3, 'TriggerByUser']]]);
  });

  it('are one for each task of a host that dies', async () => {
    const { url, told } = await aReceiver();
    const scenario: Scenario = [{ at: 60, do: 'fail-source', host: 'source-3.example.com', immediate: true }];
    const { standIn, clock } = await aStandInOnFakeClock({ tasks: 400, scenario, callbacks: { url } });
    const running = [...standIn.fleet.tasks()].filter(
      ({ state, definition }) =>
        state.kind === 'running' && definition.sourceUrls[0]?.includes('//source-3.example.com'),
    );
    clock.seconds = 61;
    expect(standIn.fleet.size).toBe(400);
    await standIn.callbacksSettled();
    expect(told.map(({ TaskId }) => TaskId).toSorted()).toEqual(running.map(({ taskId }) => taskId).toSorted());
    expect(told.length).toBeGreaterThan(10);
    expect(new Set(brief(told).map((one) => one.join()))).toEqual(new Set(['60,3,PullStreamFailed']));
  });

  it('are at most so many at once', async () => {
    const { url, told } = await aReceiver(Array(40).fill('never'));
    const clock = clockThatPasses(RETRY_WAIT_MS);
    const { standIn } = await aStandInOnFakeClock({ tasks: 100, callbacks: { url, atOnce: 3, clock } });
    standIn.fleet.userStop({ count: 9 });
    while (told.length < 3) await new Promise(setImmediate);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect([told.length, standIn.stats().callbacks?.waiting]).toEqual([3, 9]);
  });

  it('look for what happens by itself, without a call', async () => {
    const { url, told } = await aReceiver();
    const clockOfCallbacks = clockThatPasses();
    const { standIn, clock } = await aStandInOnFakeClock({
      tasks: 50,
      scenario: [{ at: 5, do: 'storm', count: 1, reason: 'UnknownError' }],
      callbacks: { url, clock: clockOfCallbacks },
    });
    clock.seconds = 6;
    clockOfCallbacks.wake(LOOK_EVERY_MS);
    await new Promise(setImmediate);
    await standIn.callbacksSettled();
    expect(brief(told)).toEqual([[5, 3, 'UnknownError']]);
  });

  it.each<[string, CallbackOptions, Pick<Told, 'Event' | 'EventTime'>]>([
    ['as the sample', {}, { Event: 'LivePullToPushRuning', EventTime: String(START_MS / 1_000 + 10) }],
    [
      'as the table, with a number for the time',
      { spelling: 'table', eventTime: 'number' },
      { Event: 'LivePullToPushRunning', EventTime: START_MS / 1_000 + 10 },
    ],
  ])('are spelt %s', async (_, options, expected) => {
    const { url, told } = await aReceiver();
    const { until } = await withTask(url, options);
    await until(11);
    expect(told).toMatchObject([expected]);
  });
});

describe('a callback that is not taken', () => {
  it('is tried again a second later, until it is answered with 200', async () => {
    const { url, told } = await aReceiver([500, 204, 302]);
    const clock = clockThatPasses(RETRY_WAIT_MS);
    const { standIn, until } = await withTask(url, { clock });
    await until(11);
    expect(told).toHaveLength(4);
    expect(clock.slept).toEqual([1_000, 1_000, 1_000]);
    expect(standIn.stats().callbacks).toMatchObject({ sent: 1, retried: 3, givenUp: 0 });
  });

  it('is given up after five more tries', async () => {
    const { url, told } = await aReceiver(Array(9).fill(503));
    const { standIn, until } = await withTask(url);
    await until(11);
    expect(told).toHaveLength(6);
    expect(standIn.stats().callbacks).toMatchObject({ sent: 0, retried: 5, givenUp: 1, waiting: 0 });
  });

  it('is waited for five seconds', async () => {
    const { url, told } = await aReceiver(['never']);
    const clock = clockThatPasses(RETRY_WAIT_MS);
    const { standIn, TaskId } = await withTask(url, { clock });
    standIn.fleet.remove(standIn.fleet.find(TaskId)?.slot ?? -1);
    while (told.length === 0) await new Promise(setImmediate);
    expect(standIn.stats().callbacks).toMatchObject({ sent: 0, retried: 0, waiting: 1 });
    clock.wake(TIMEOUT_MS);
    await standIn.callbacksSettled();
    expect(told).toHaveLength(2);
    expect(standIn.stats().callbacks).toMatchObject({ sent: 1, retried: 1 });
  });

  it('does not keep the stand-in from closing', async () => {
    const { url, told } = await aReceiver(['never']);
    const { standIn, TaskId } = await withTask(url);
    standIn.fleet.remove(standIn.fleet.find(TaskId)?.slot ?? -1);
    while (told.length === 0) await new Promise(setImmediate);
    await standIn.close();
    expect(standIn.stats().callbacks).toMatchObject({ sent: 0, waiting: 0 });
  });
});

describe('callbacks on their way', () => {
  /** Forty tasks are stopped at once. */
  async function stopForty(options: CallbackOptions) {
    const { url, told } = await aReceiver();
    const { standIn } = await aStandInOnFakeClock({ tasks: 100, callbacks: { url, atOnce: 1, ...options } });
    standIn.fleet.userStop({ count: 40 });
    return { standIn, told, ids: () => told.map(({ TaskId }) => TaskId) };
  }
  const settled = async (options: CallbackOptions) => {
    const run = await stopForty(options);
    await run.standIn.callbacksSettled();
    return { ids: run.ids(), stats: run.standIn.stats().callbacks };
  };

  it('are lost as often as asked for, the same ones for the same seed', async () => {
    const all = await settled({});
    const some = await settled({ lost: 0.3 });
    expect(all.ids).toHaveLength(40);
    const lost = some.stats?.lost ?? 0;
    expect([some.ids.length, some.stats?.sent]).toEqual([40 - lost, 40 - lost]);
    expect(lost).toBeGreaterThan(4);
    expect(lost).toBeLessThan(22);
    expect((await settled({ lost: 0.3 })).ids).toEqual(some.ids);
  });

  it('come twice as often as asked for', async () => {
    const { ids, stats } = await settled({ doubled: 1 });
    expect([ids.length, new Set(ids).size, stats?.doubled]).toEqual([80, 40, 40]);
  });

  it('are overtaken by later ones', async () => {
    const inOrder = (await settled({})).ids;
    const clock = clockThatPasses();
    const draws = [0.9, 0.9, 0.1, 0];
    let drawn = 0;
    // the first alone is overtaken
    const random = () => (drawn < draws.length ? (draws[drawn++] ?? 0) : 0.9);
    const { standIn, told, ids } = await stopForty({ overtaken: 0.2, clock, random });
    while (told.length < 39) await new Promise(setImmediate);
    clock.wake(OVERTAKEN_MS);
    await standIn.callbacksSettled();
    expect(ids()).toEqual([...inOrder.slice(1), inOrder[0]]);
  });

  it('are late by a part of the delay that is asked for', async () => {
    const clock = clockThatPasses(500);
    const { stats } = await settled({ delayMs: 1_000, random: () => 0.5, clock });
    expect([stats?.sent, clock.slept]).toEqual([40, Array(40).fill(500)]);
  });
});

describe('the stream keys of a task', () => {
  it('are in its callbacks, as at the service, so that whoever takes those has them to cut', async () => {
    const { url, told } = await aReceiver();
    const { standIn } = await aStandInOnFakeClock({ tasks: 60, canary: 'CANARY7f3e9b', callbacks: { url } });
    standIn.fleet.storm(3, 'PushStreamFailed');
    await standIn.callbacksSettled();
    expect(told).toHaveLength(3);
    for (const { TaskInfo } of told)
      for (const field of ['SourceUrls', 'DstUrl', 'AuthKey', 'ReqAuth'])
        expect(JSON.stringify(TaskInfo[field])).toContain('CANARY7f3e9b');
  });
});

describe('what callbacks do not do', () => {
  it('call what seeded tasks make up, or a host that was not named at the start', async () => {
    const { standIn } = await aStandInOnFakeClock({ tasks: 60, callbacks: {} });
    expect(standIn.stats()).toEqual({ operations: {} });
    const { standIn: other, until } = await withTask('https://hooks.example.com/x');
    await until(11);
    expect(other.stats().callbacks).toMatchObject({ sent: 0, elsewhere: 1, waiting: 0 });
  });

  it('tell what changed before anybody had asked for callbacks', async () => {
    const { url, told } = await aReceiver();
    const { standIn, clock } = await aStandInOnFakeClock({ tasks: 50 });
    standIn.fleet.storm(5, 'UnknownError');
    const [task] = standIn.fleet.tasks();
    clock.seconds = 1;
    const { taskId: TaskId = '', region: Region = '' } = task ?? {};
    await call(standIn, 'UpdateLivePullToPush', { Region, TaskId, CallbackUrl: url });
    await standIn.callbacksSettled();
    expect(told).toEqual([]);
  });
});
