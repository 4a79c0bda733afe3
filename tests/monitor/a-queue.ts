import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { deliver } from '../../lib/alerts/deliver.ts';
import { type Log, silentLog } from '../../lib/base/log.ts';
import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import type { Notification, NotificationKind } from '../../lib/monitor/notification.ts';
import { EMPTY_OUTBOX, enqueue, type Outbox } from '../../lib/monitor/outbox.ts';
import { ownMessage } from '../../lib/monitor/own-message.ts';
import type { SendResult } from '../../lib/monitor/send-result.ts';
import { fakeClock } from '../../stand-ins/simulation/virtual-clock.ts';

export const AT = parseUtc('2026-03-01T08:00:00Z') as UtcDateTime;

export const OK: SendResult = { ok: true, receipt: 'r' };
export const DOWN: SendResult = { ok: false, retryable: true, problem: 'no answer' };
export const BROKEN: SendResult = { ok: false, retryable: false, broken: true, problem: 'gone' };
export const REFUSED: SendResult = { ok: false, retryable: false, problem: 'too odd' };

/** Answers so to these messages, and takes all others. */
export const only =
  (bad: readonly string[], result: SendResult) =>
  ([id = '']: readonly string[]) =>
    bad.includes(id) ? result : OK;

export function message(kind: NotificationKind, id: string = kind, dedupKey = 'cause-1'): Notification {
  return ownMessage({
    id,
    dedupKey,
    kind,
    why: 'first',
    severity: 'critical',
    at: AT.toISO(),
    since: AT.toISO(),
    scope: { by: 'account', value: '' },
    verdict: 'stopped',
  });
}

const CHANNELS = [
  { name: 'pager', takesUpdates: true },
  { name: 'chat', takesUpdates: false },
];

export function put(
  outbox: Outbox,
  notification: Notification,
  routed: readonly string[] = ['pager', 'chat'],
  channels = CHANNELS,
): Outbox {
  return enqueue(outbox, notification, routed, channels);
}

/** Opens of as many causes, waiting for the pager. */
export function queue(...ids: readonly string[]): Outbox {
  return ids.reduce((outbox, id) => put(outbox, message('open', id, id), ['pager']), EMPTY_OUTBOX);
}

export function waiting({ pending }: Outbox): string[] {
  return pending.map(({ channel, notification }) => `${channel} ${notification.id}`);
}

export function aChannel(name: string, take: (messages: readonly Notification[]) => SendResult): AlertChannel {
  return {
    name,
    type: name,
    budget: { perMinute: 60 },
    takesUpdates: true,
    send: async (one) => take([one]),
    check: async () => ({ ok: true, detail: '' }),
  };
}

/** The outbox after one channel was asked about all that waits for it. */
export async function answered(outbox: Outbox, channel: string, result: SendResult): Promise<Outbox> {
  const clock = fakeClock(AT.toISO());
  const deps = { clock, random: () => 0, log: silentLog };
  return (await deliver(outbox, [aChannel(channel, () => result)], deps)).outbox;
}

/** The pager on a clock of its own, with what it was asked and what was logged of it. */
export function bench(answer: (ids: readonly string[]) => SendResult, parts: Partial<AlertChannel> = {}) {
  const clock = fakeClock(AT.toISO());
  const sent: string[] = [];
  const errors: unknown[] = [];
  const infos: unknown[] = [];
  const log: Log = {
    debug() {},
    info: (event, facts) => infos.push({ event, ...facts }),
    warn() {},
    error: (event, facts) => errors.push({ event, ...facts }),
  };
  const take = (messages: readonly Notification[]) => {
    const ids = messages.map(({ id }) => id);
    sent.push(ids.join('+'));
    return answer(ids);
  };
  const channel: AlertChannel = { ...aChannel('pager', take), ...parts };
  const run = (outbox: Outbox, deadlineMs?: number) =>
    deliver(outbox, [channel], { clock, random: () => 0.5, log, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
  return { clock, sent, errors, infos, take, run };
}
