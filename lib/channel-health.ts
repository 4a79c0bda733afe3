import type { ChannelState, Outbox } from './alerts/outbox.ts';
import { secondsFrom } from './monitor/incidents.ts';
import { nameKey } from './monitor/name-key.ts';
import type { Notification } from './monitor/notification.ts';
import type { UtcDateTime } from './time.ts';

/**
 * A broken pager is an incident: what is said, through the other channels, of channels that need a human, and of those that
 * work again. `outbox` is as the last sweep left it, so that a channel is told broken in the sweep after it broke, once.
 */
export function brokenChannels(outbox: Outbox, now: UtcDateTime): Notification[] {
  const told = (key: string) =>
    outbox.receipts.some((one) => one.dedupKey === key) ||
    outbox.pending.some((one) => one.notification.dedupKey === key);
  return outbox.channels.flatMap((state) => {
    const key = keyOf(state.channel);
    if (state.brokenSince !== null) return told(key) ? [] : [aboutChannel('channel-broken', state, key, now)];
    const toldAt = toldSince(outbox, key);
    return toldAt === null ? [] : [aboutChannel('resolved', { ...state, brokenSince: toldAt }, key, now)];
  });
}

/** Since when a channel that works again was told as broken; null when nobody was told. */
function toldSince({ receipts, pending }: Outbox, key: string): string | null {
  const times = [
    ...receipts.filter(({ dedupKey }) => dedupKey === key).map(({ at }) => at),
    ...pending.filter((one) => one.notification.dedupKey === key).map((one) => one.notification.since),
  ];
  return times.sort()[0] ?? null;
}

function keyOf(channel: string): string {
  return nameKey('channel-', channel);
}

function aboutChannel(
  kind: 'channel-broken' | 'resolved',
  state: ChannelState,
  dedupKey: string,
  now: UtcDateTime,
): Notification {
  const since = state.brokenSince ?? now.toISO();
  return {
    id: `${dedupKey}-${kind}-${now.toMillis()}`,
    dedupKey,
    kind,
    why: kind === 'resolved' ? 'channel-works' : 'channel-broken',
    severity: 'critical',
    at: now.toISO(),
    since,
    verdict: 'unknown',
    reason: 'none',
    scope: { by: 'channel', value: state.channel },
    regions: [],
    affected: 1,
    total: null,
    examples: [],
    timeline: [],
    endings: null,
    durationSeconds: kind === 'resolved' ? Math.max(0, Math.round(secondsFrom(since, now))) : null,
    note:
      kind === 'resolved'
        ? null
        : `${state.failuresInARow} tries in a row were refused; its messages wait until it works`,
    degraded: false,
    test: false,
  };
}
