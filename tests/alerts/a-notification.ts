import { DateTime } from 'luxon';
import type { Notification, StoppedGroup, StoppedRelay } from '../../lib/monitor/notification.ts';
import type { UtcDateTime } from '../../lib/time.ts';

export function aStoppedRelay(overrides: Partial<StoppedRelay> = {}): StoppedRelay {
  return {
    region: 'cn-shanghai',
    taskId: 'task-1',
    name: 'evening news',
    reason: 'PullStreamFailed',
    source: 'rtmp://source-3.example.com',
    destination: 'rtmp://out.example.net',
    ...overrides,
  };
}

export function aStoppedGroup(overrides: Partial<StoppedGroup> = {}): StoppedGroup {
  return { region: 'cn-shanghai', reason: 'PullStreamFailed', count: 1, examples: [aStoppedRelay()], ...overrides };
}

export function aNotification(overrides: Partial<Notification> = {}): Notification {
  return {
    dedupKey: 'relays-stopped:cn-shanghai:2026-03-01T08.00',
    kind: 'relays-stopped',
    at: DateTime.fromISO('2026-03-01T08:00:00Z', { zone: 'utc' }) as UtcDateTime,
    title: '1 of 1200 relays stopped: 1 PullStreamFailed',
    groups: [aStoppedGroup()],
    tasksSeen: 1_200,
    sweepComplete: true,
    ...overrides,
  };
}
