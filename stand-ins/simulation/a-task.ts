import { DateTime } from 'luxon';
import type { RelayTask } from '../../lib/monitor/relay-task.ts';

/** A running relay task with nothing odd about it, but for what is given. */
export function aTask(parts: Partial<RelayTask> = {}): RelayTask {
  return {
    region: 'cn-shanghai',
    taskId: '11111111-2222-3333-4444-555555555555',
    name: 'demo',
    status: 'running',
    statusCode: 1,
    invalidReason: null,
    exitReason: null,
    exitTime: null,
    startTime: DateTime.fromISO('2026-03-01T00:00:00Z', { zone: 'utc' }) as DateTime<true>,
    endTime: DateTime.fromISO('2026-04-01T00:00:00Z', { zone: 'utc' }) as DateTime<true>,
    sourceType: 'live',
    sourceProtocol: 'rtmp',
    sources: [{ origin: 'rtmp://source-1.example.com' }],
    mediaIds: [],
    destination: { origin: 'rtmp://push-1.example.com' },
    destinationKey: '0123456789abcdef',
    hasCallback: false,
    retryCount: 3,
    retryIntervalSeconds: 60,
    repeatNumber: null,
    startFileIndex: null,
    startOffsetSeconds: null,
    currentFileIndex: null,
    currentOffsetSeconds: null,
    problems: [],
    ...parts,
  };
}
