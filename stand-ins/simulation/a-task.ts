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
    exitMs: null,
    startMs: Date.UTC(2026, 2, 1),
    endMs: Date.UTC(2026, 3, 1),
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
