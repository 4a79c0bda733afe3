import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { systemClock } from '../../lib/base/time.ts';
import { alertsExcept, credentials, deploy, heartbeat, metrics, state, status } from '../../lib/config/partial.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { BAD, GOOD, line } from '../terminal/shown.ts';
import { print } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { configured } from './stored-state.ts';

/**
 * Sends an `open` marked as a test, and its `resolved`, to one channel or all, bypassing routes and mutes. @returns the
 * exit code
 */
export async function testAlertCommand(
  channel: string | undefined,
  flags: { readonly config?: string },
): Promise<number> {
  const others = channel === undefined ? [] : [alertsExcept(channel.normalize('NFC'))];
  const { deps } = await configured(flags.config, [credentials, deploy, heartbeat, metrics, state, status, ...others]);
  const chosen =
    channel === undefined ? deps.channels : deps.channels.filter(({ name }) => name === channel.normalize('NFC'));
  if (deps.channels.length === 0) throw new UsageError('the configuration has no alerts: section');
  if (chosen.length === 0) {
    throw new UsageError(
      `there is no channel ${channel}; there are: ${deps.channels.map(({ name }) => name).join(', ')}`,
    );
  }
  const messages = testMessages();
  const results = await Promise.all(chosen.map((one) => tryChannel(one, messages)));
  return results.every(Boolean) ? 0 : 1;
}

async function tryChannel(channel: AlertChannel, messages: readonly Notification[]): Promise<boolean> {
  for (const message of messages) {
    const result = await channel.send(message);
    print(
      result.ok
        ? line`${GOOD} ${channel.name}: ${message.kind} accepted (${result.receipt})`
        : line`${BAD} ${channel.name}: ${message.kind} not accepted: ${result.problem}`,
    );
    if (!result.ok) return false;
  }
  return true;
}

function testMessages(): Notification[] {
  const now = systemClock.nowUtc();
  const at = now.toISO();
  const open: Notification = {
    id: `relaywatch-test-open-${now.toMillis()}`,
    dedupKey: `relaywatch-test-${now.toMillis()}`,
    kind: 'open',
    why: 'test',
    severity: 'critical',
    at,
    since: at,
    verdict: 'stopped',
    reason: 'PullStreamFailed',
    scope: { by: 'source', value: 'rtmp://source.example.com' },
    regions: ['cn-shanghai'],
    affected: 1,
    total: 1,
    examples: [
      {
        region: 'cn-shanghai',
        taskId: '00000000-0000-0000-0000-000000000000',
        name: 'relaywatch-test',
        reason: 'PullStreamFailed',
        source: 'rtmp://source.example.com',
        destination: 'rtmp://push.example.com',
        since: at,
      },
    ],
    timeline: [{ at, event: 'stopped', affected: 1 }],
    endings: null,
    durationSeconds: null,
    note: null,
    degraded: false,
    test: true,
  };
  const endings = { recovered: 1, removed: 0, stoppedByUser: 0, finished: 0 };
  return [
    open,
    { ...open, id: `relaywatch-test-resolved-${now.toMillis()}`, kind: 'resolved', endings, durationSeconds: 0 },
  ];
}
