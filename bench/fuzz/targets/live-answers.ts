import { SECRET } from '../hostile.ts';

/** A relay as Live writes it, with a secret wherever Live may have one. */
export function wireTask(n: number, more: object = {}): Readonly<Record<string, unknown>> {
  return {
    TaskId: `11111111-2222-3333-4444-00000000000${n}`,
    TaskStatus: 3,
    TaskInvalidReason: 'PullStreamFailed',
    TaskInfo: {
      TaskId: `11111111-2222-3333-4444-00000000000${n}`,
      TaskName: `studio ${n}`,
      StartTime: '2026-03-01T00:00:00Z',
      EndTime: '2026-03-05T00:00:00Z',
      SourceType: 'live',
      SourceProtocol: 'RTMP',
      SourceUrls: [`rtmp://source-1.example.com/app/${SECRET}?auth_key=${SECRET}`],
      DstUrl: `rtmp://user:${SECRET}@push-1.example.com:1936/app/${SECRET}?token=${SECRET}`,
      CallbackURL: `https://hooks.example.com/relay/callback/token-${SECRET}/cn-shanghai`,
      RetryCount: 3,
      RetryInterval: 60,
      RepeatNumber: 0,
      AuthKey: SECRET,
      ReqAuth: SECRET,
    },
    ...more,
  };
}

export const LIST_ANSWER = {
  RequestId: '5C6A2A0D-0000-4AAA-9000-ABCDEF012345',
  Total: 4,
  PageNumber: 1,
  PageSize: 100,
  TaskList: [
    wireTask(1),
    wireTask(2, { TaskStatus: 2, TaskInvalidReason: 'RetryTimesOffline', CurrentFileIndex: 1, CurrentOffset: 30 }),
    wireTask(3, {
      TaskStatus: -1,
      TaskInvalidReason: undefined,
      TaskExitReason: 'OverEndTime',
      TaskExitTime: 1772323200,
    }),
    wireTask(4, { TaskStatus: 1, TaskInvalidReason: undefined }),
  ],
};

export const ANSWER_WITH_ONE = { RequestId: 'r-1', RetCode: 0, Description: 'OK', ...wireTask(1) };
