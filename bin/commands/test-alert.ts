import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { systemClock } from '../../lib/base/time.ts';
import { alertsExcept, allBut } from '../../lib/config/partial.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import type { SendResult } from '../../lib/monitor/send-result.ts';
import { BAD, block, GOOD, line, type Shown } from '../terminal/shown.ts';
import { print, printJson, telling } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { configured } from './stored-state.ts';

/**
 * Sends an `open` marked as a test, and its `resolved`, to one channel or all, bypassing routes and mutes. @returns the
 * exit code
 */
export async function testAlertCommand(
  channel: string | undefined,
  flags: { readonly config?: string; readonly json?: boolean },
): Promise<number> {
  const others = channel === undefined ? [] : [alertsExcept(channel.normalize('NFC'))];
  const unused = [...allBut('alerts'), ...others];
  // the console channel's output must not mix with the one JSON array
  const { deps } = await configured(flags, unused, (text) => telling(flags.json)(block(text)));
  const chosen =
    channel === undefined ? deps.channels : deps.channels.filter(({ name }) => name === channel.normalize('NFC'));
  if (deps.channels.length === 0) throw new UsageError('the configuration has no alerts: section');
  if (chosen.length === 0) {
    throw new UsageError(
      `there is no channel ${channel}; there are: ${deps.channels.map(({ name }) => name).join(', ')}`,
    );
  }
  const messages = testMessages();
  const tell = (receipt: Receipt) => {
    if (!flags.json) print(receiptLine(receipt));
  };
  const receipts = (await Promise.all(chosen.map((one) => tryChannel(one, messages, tell)))).flat();
  if (flags.json) printJson(receipts);
  return receipts.every(({ ok }) => ok) ? 0 : 1;
}

type Receipt = SendResult & { readonly channel: string; readonly kind: Notification['kind'] };

/** An end is told only where the beginning was taken. */
async function tryChannel(
  channel: AlertChannel,
  messages: readonly Notification[],
  tell: (receipt: Receipt) => void,
): Promise<Receipt[]> {
  const receipts: Receipt[] = [];
  for (const message of messages) {
    const receipt = { channel: channel.name, kind: message.kind, ...(await channel.send(message)) };
    receipts.push(receipt);
    tell(receipt);
    if (!receipt.ok) break;
  }
  return receipts;
}

function receiptLine(told: Receipt): Shown {
  return told.ok
    ? line`${GOOD} ${told.channel}: ${told.kind} accepted (${told.receipt})`
    : line`${BAD} ${told.channel}: ${told.kind} not accepted: ${told.problem}`;
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
