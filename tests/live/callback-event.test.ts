import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callbackBody } from '../../lib/live/callback-event.ts';

const ID = '11111111-2222-3333-4444-555555555555';
const SECRET = 'auth_key=1767323045-0-0-canary';
const STOPPED = {
  Event: 'LivePullToPushRuning',
  EventTime: '1767323045',
  TaskId: ID,
  TaskStatus: 3,
  TaskInvalidReason: 'PullStreamFailed',
  TaskInfo: {
    TaskId: ID,
    SourceUrls: [`rtmp://a.example.com/x/y?${SECRET}`],
    DstUrl: `rtmp://b.example.com/x/y?${SECRET}`,
  },
};
const HINT = { taskId: ID, region: null, status: 'stopped', eventSeconds: 1_767_323_045, byUser: false };

const hintsIn = (value: unknown, region: string | null = null) => callbackBody(JSON.stringify(value), region)?.hints;

describe('the body of a callback', () => {
  it.each([
    ["the sample's spelling", STOPPED],
    ["the table's spelling", { ...STOPPED, Event: 'LivePullToPushRunning' }],
    ['an event of tomorrow', { ...STOPPED, Event: 'LivePullToPushSomething' }],
    ['a number as the time', { ...STOPPED, EventTime: 1_767_323_045 }],
    ['milliseconds', { ...STOPPED, EventTime: 1_767_323_045_678 }],
    ['a fraction of a second', { ...STOPPED, EventTime: '1767323045.25' }],
    ['a text as the status', { ...STOPPED, TaskStatus: '3' }],
    ['the id only inside', { ...STOPPED, TaskId: undefined }],
    ['an unusable id outside', { ...STOPPED, TaskId: 'a b' }],
    ['fields of tomorrow', { ...STOPPED, Tomorrow: { deep: [1, 2, 3] }, constructor: 1 }],
    ['an array of one', [STOPPED]],
  ])('is read with %s', (_, value) => {
    expect(hintsIn(value)).toEqual([HINT]);
  });

  it.each([
    ['1', 'running'],
    [2, 'recovering'],
    [0, 'idle'],
    [-1, 'exited'],
    ['-1', 'exited'],
    [17, 'unknown'],
    [null, 'unknown'],
    ['constructor', 'unknown'],
    [{}, 'unknown'],
  ])('with the status %j is about a relay that is %s', (TaskStatus, status) => {
    expect(hintsIn({ ...STOPPED, TaskStatus })).toEqual([{ ...HINT, status }]);
  });

  it.each([[undefined], [null], [''], ['soon'], [-5], [0], [1e300], [[1]], ['9'.repeat(400)]])(
    'with the time %j has none',
    (EventTime) => {
      expect(hintsIn({ ...STOPPED, EventTime })).toEqual([{ ...HINT, eventSeconds: null }]);
    },
  );

  it('says that a user stopped the relay, by either reason', () => {
    expect(hintsIn({ ...STOPPED, TaskInvalidReason: 'TriggerByUser' })).toEqual([{ ...HINT, byUser: true }]);
    expect(hintsIn({ ...STOPPED, TaskStatus: -1, TaskExitReason: 'TriggerByUser' })).toEqual([
      { ...HINT, status: 'exited', byUser: true },
    ]);
  });

  it('has the region of the address, unless it says one itself', () => {
    expect(hintsIn(STOPPED, 'cn-beijing')).toEqual([{ ...HINT, region: 'cn-beijing' }]);
    const inside = { ...STOPPED, TaskInfo: { Region: 'cn-shanghai' } };
    expect(hintsIn(inside, 'cn-beijing')).toEqual([{ ...HINT, region: 'cn-shanghai' }]);
    expect(hintsIn({ ...STOPPED, TaskInfo: { Region: '../../x' } })).toEqual([HINT]);
  });

  it('leaves out what is about no relay, and counts it', () => {
    const others = [
      { ...STOPPED, Event: 'LiveStreamStart' },
      { ...STOPPED, TaskId: 7, TaskInfo: null },
      'x',
      null,
      7,
      [],
    ];
    expect(callbackBody(JSON.stringify([...others, STOPPED]), null)).toEqual({ hints: [HINT], ignored: 6 });
  });

  it.each(['', 'no json', '7', '"x"', 'null', '{"Event":'])('that is %j is refused', (text) => {
    expect(callbackBody(text, null)).toBeNull();
  });

  it('keeps nothing of its URLs', () => {
    expect(JSON.stringify(callbackBody(JSON.stringify(STOPPED), null))).not.toContain('canary');
  });

  it('never throws, and names only ids that can be asked for', () => {
    const event = fc.record(
      {
        Event: fc.oneof(fc.constant('LivePullToPushExit'), fc.anything()),
        TaskId: fc.anything(),
        TaskStatus: fc.anything(),
        EventTime: fc.anything(),
        TaskInfo: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(event, fc.array(event), fc.jsonValue()), (value) => {
        for (const { taskId } of callbackBody(JSON.stringify(value) ?? '', null)?.hints ?? [])
          expect(taskId).toMatch(/^[A-Za-z0-9_-]{1,55}$/);
      }),
    );
  });
});
