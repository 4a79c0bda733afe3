import type { AlertChannel } from '../alerts/channel.ts';
import type { Clock } from '../base/time.ts';
import type { SendResult } from '../monitor/send-result.ts';
import type { StateStore } from '../state/store.ts';
import type { SweepBudget } from './budget.ts';

/** Work that listens to the signal gets this long to report its outcome. */
const GRACE_MS = 50;

/**
 * The work's outcome, or the signal's reason if the signal fires and the work does not end by itself right away. For
 * work that may ignore signals: folders on a network drive, DNS lookups, a faulty library.
 */
export async function inTime<T>(
  work: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  clock: Clock,
): Promise<T> {
  signal.throwIfAborted();
  const done = new AbortController();
  let giveUp = () => {};
  const late = new Promise<never>((_, reject) => {
    giveUp = () =>
      void clock.sleep(GRACE_MS, done.signal).then(
        () => reject(signal.reason),
        () => undefined,
      );
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work(signal), late]);
  } finally {
    signal.removeEventListener('abort', giveUp);
    done.abort('done');
  }
}

/** The store, limited to the time of the current phase. */
export function storeInTime(store: StateStore, budget: SweepBudget, clock: Clock): StateStore {
  return {
    ...store,
    load: (_, taken) => inTime((signal) => store.load(signal, taken), budget.signal, clock),
    create: (number, snapshot) => inTime((signal) => store.create(number, snapshot, signal), budget.signal, clock),
    withdraw: (number) => inTime(() => store.withdraw(number), budget.signal, clock),
  };
}

/** The channel, aborted when the signal fires. */
export function channelInTime(channel: AlertChannel, signal: AbortSignal, clock: Clock): AlertChannel {
  const late: SendResult = {
    ok: false,
    retryable: true,
    problem: `${channel.name} did not take the message in the time that the sweep had left`,
  };
  const sent = (work: (signal: AbortSignal) => Promise<SendResult>) =>
    inTime(work, signal, clock).catch((error: unknown) => {
      if (signal.aborted) return late;
      throw error;
    });
  const { sendDigest } = channel;
  return {
    ...channel,
    send: (notification) => sent((over) => channel.send(notification, over)),
    ...(sendDigest ? { sendDigest: (notifications) => sent((over) => sendDigest(notifications, over)) } : {}),
  };
}

/** A clock whose sleeps end at the latest when the signal fires. */
export function clockUntil(signal: AbortSignal, clock: Clock): Clock {
  return {
    nowUtc: () => clock.nowUtc(),
    monotonicMs: () => clock.monotonicMs(),
    sleep: (ms, own) =>
      clock.sleep(ms, own ?? signal).catch((error: unknown) => {
        if (own !== undefined || !signal.aborted) throw error;
      }),
  };
}
