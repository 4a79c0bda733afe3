import { describe, expect, it } from 'vitest';
import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { silentLog } from '../../lib/base/log.ts';
import { EMPTY_OUTBOX } from '../../lib/monitor/outbox.ts';
import type { SendResult } from '../../lib/monitor/send-result.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { SweepBudget } from '../../lib/sweep/budget.ts';
import { channelInTime, clockUntil, inTime, storeInTime } from '../../lib/sweep/in-time.ts';
import { enqueueAll, tell } from '../../lib/sweep/tell.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { aCause } from '../alerts/channel-contract.ts';

const never = () => new Promise<never>(() => undefined);

/** A signal that fires after so long, as that of a phase. */
function until(ms: number) {
  const clock = new VirtualClock();
  const over = new AbortController();
  void clock.sleep(ms).then(() => over.abort(new DOMException('over', 'TimeoutError')));
  const startMs = clock.monotonicMs();
  return { clock, signal: over.signal, tookMs: () => clock.monotonicMs() - startMs };
}

describe('work that has to end in time', () => {
  it('gives its outcome, and leaves nothing behind', async () => {
    const { clock, signal, tookMs } = until(1_000);
    expect(await clock.run(inTime(() => clock.sleep(300).then(() => 7), signal, clock))).toBe(7);
    await clock.run(clock.sleep(2_000));
    expect(tookMs()).toBe(2_300);
  });

  it('may still say what became of it when it hears the signal', async () => {
    const { clock, signal } = until(1_000);
    const listening = (over: AbortSignal) => clock.sleep(60_000, over).catch(() => 'half of it was done');
    expect(await clock.run(inTime(listening, signal, clock))).toBe('half of it was done');
  });

  it('is left behind when it does not listen', async () => {
    const { clock, signal, tookMs } = until(1_000);
    await expect(clock.run(inTime(never, signal, clock))).rejects.toThrow('over');
    expect(tookMs()).toBe(1_050);
  });

  it('does not begin when the time is over', async () => {
    const { clock } = until(1_000);
    let began = false;
    const work = async () => {
      began = true;
    };
    await expect(inTime(work, AbortSignal.abort(), clock)).rejects.toThrow();
    expect(began).toBe(false);
  });

  it('fails as it fails', async () => {
    const { clock, signal } = until(1_000);
    await expect(clock.run(inTime(() => Promise.reject(new Error('own')), signal, clock))).rejects.toThrow('own');
  });
});

const aChannel = (send: () => Promise<SendResult>): AlertChannel => ({
  name: 'pager',
  type: 'pager',
  budget: { perMinute: 60 },
  takesUpdates: false,
  send,
  sendDigest: send,
  check: async () => ({ ok: true, detail: '' }),
});

describe('a channel that has to answer in time', () => {
  it.each<[string, (channel: AlertChannel) => Promise<SendResult> | undefined]>([
    ['a message', (channel) => channel.send(aCause())],
    ['a digest', (channel) => channel.sendDigest?.([aCause(), aCause()])],
  ])('says so of %s that it did not take', async (_, send) => {
    const { clock, signal } = until(1_000);
    const result = send(channelInTime(aChannel(never), signal, clock));
    expect(await clock.run(Promise.resolve(result))).toEqual({
      ok: false,
      retryable: true,
      problem: 'pager did not take the message in the time that the sweep had left',
    });
  });

  it('has faults of its own as ever', async () => {
    const { clock, signal } = until(1_000);
    const broken = channelInTime(
      aChannel(() => Promise.reject(new TypeError('oh'))),
      signal,
      clock,
    );
    await expect(clock.run(broken.send(aCause()))).rejects.toThrow('oh');
  });

  it('without digests has none', () => {
    const { clock, signal } = until(1_000);
    const { sendDigest: _, ...plain } = aChannel(never);
    expect(channelInTime(plain, signal, clock)).not.toHaveProperty('sendDigest');
  });
});

it('nobody sleeps past the end on a clock that has one, and nobody wakes up with an error', async () => {
  const { clock, signal, tookMs } = until(1_000);
  const bounded = clockUntil(signal, clock);
  await clock.run(bounded.sleep(400));
  expect(tookMs()).toBe(400);
  await clock.run(bounded.sleep(60_000));
  await clock.run(bounded.sleep(60_000));
  expect(tookMs()).toBe(1_000);
  const own = AbortSignal.abort(new Error('own'));
  await expect(bounded.sleep(60_000, own)).rejects.toThrow('own');
});

it('telling does not wait past its end between two tries', async () => {
  const { clock, signal, tookMs } = until(100);
  const failing = async (): Promise<SendResult> => ({ ok: false, retryable: true, problem: 'no' });
  const deps = { channels: [aChannel(failing)], clock, random: () => 0.9, log: silentLog };
  const outbox = enqueueAll(
    EMPTY_OUTBOX,
    [{ notification: aCause(), to: [{ channel: 'pager', first: null }] }],
    [],
    deps,
  );
  const told = tell(outbox, async () => true, [], { ...deps, signal, deadlineMs: clock.monotonicMs() + 100 });
  expect((await clock.run(told)).outbox.pending).toHaveLength(1);
  expect(tookMs()).toBe(100);
});

it('a store gives up what the phase under way has no time for, and serves the next', async () => {
  const clock = new VirtualClock();
  const budget = new SweepBudget(clock, { enteredMs: clock.monotonicMs(), givenMs: 10_000 });
  const memory = createMemoryStore();
  let answers = false;
  const store = storeInTime({ ...memory, load: () => (answers ? memory.load() : never()) }, budget, clock);
  await expect(clock.run(budget.run('opening', () => store.load()))).rejects.toThrow('the time for opening is over');
  answers = true;
  expect(await clock.run(budget.run('saving', () => store.load()))).toMatchObject({ newest: 0 });
});
