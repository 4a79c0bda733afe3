import { describe, expect, it } from 'vitest';
import { type CallEnd, Pacer } from '../../lib/live/pacer.ts';
import { NOBODY_BEFORE } from '../../lib/live/pacer-memory.ts';
import type { PacerMemory } from '../../lib/monitor/reading-memory.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';

const answered = (): CallEnd => ({ answered: true, throttled: false });

/** What a sweep remembers that called three times, 200 ms apart, and ended `sinceMs` ago. */
async function afterThreeCalls(clock: VirtualClock, sinceMs = 0): Promise<PacerMemory> {
  const pacer = new Pacer({ qps: 3 }, clock, NOBODY_BEFORE);
  await clock.run(Promise.all([1, 2, 3].map(() => pacer.run(() => clock.sleep(40), answered))));
  const { memory } = pacer;
  clock.pass(sinceMs);
  return memory;
}

/** How long after its start each of so many calls of the next sweep leaves. */
async function departures(count: number, clock: VirtualClock, qps: number, memory?: PacerMemory): Promise<number[]> {
  const startedMs = clock.monotonicMs();
  const pacer = new Pacer({ qps }, clock, memory);
  const leftMs: number[] = [];
  const call = async () => {
    leftMs.push(Math.round(clock.monotonicMs() - startedMs));
  };
  await clock.run(Promise.all(Array.from({ length: count }, () => pacer.run(call, answered))));
  return leftMs;
}

describe('a sweep right after another', () => {
  it('begins as the slots of the last calls become free, a tenth of a second later for clocks that differ', async () => {
    const clock = new VirtualClock();
    const memory = await afterThreeCalls(clock);
    expect(memory.held).toEqual({ at: '2026-03-01T08:00:00.440Z', freeInMs: [602, 802, 1_002] });
    expect(await departures(3, clock, 3, memory)).toEqual([702, 902, 1_102]);
  });

  it('begins at once when the other one left room', async () => {
    const clock = new VirtualClock();
    expect(await departures(3, clock, 4, await afterThreeCalls(clock))).toEqual([0, 702, 902]);
  });

  it.each<[string, number]>([
    ['begins at once when that was over a second ago', 1_200],
    ['begins at once when that was long ago', 60_000],
  ])('%s', async (_name, sinceMs) => {
    const clock = new VirtualClock();
    expect(await departures(1, clock, 3, await afterThreeCalls(clock, sinceMs))).toEqual([0]);
  });

  it.each<[string, number]>([
    ['was set back an hour', -3_600_000],
    ['is behind the one of the machine before', -200],
  ])('does not wait for longer because the clock %s', async (_name, stepMs) => {
    const clock = new VirtualClock();
    const memory = await afterThreeCalls(clock);
    clock.stepWallClock(stepMs);
    expect(await departures(1, clock, 3, memory)).toEqual([702]);
  });

  it('waits for calls that were given up on their way', async () => {
    const clock = new VirtualClock();
    const first = new Pacer({ qps: 1 }, clock, NOBODY_BEFORE);
    const givenUp = () => Promise.reject(new Error('time is up'));
    await clock.run(first.run(givenUp, () => ({ answered: false, connectionLost: false })).catch(() => undefined));
    expect(await departures(1, clock, 1, first.memory)).toEqual([2_102]);
  });

  it('waits for calls that are still under way', async () => {
    const clock = new VirtualClock();
    const first = new Pacer({ qps: 1 }, clock, NOBODY_BEFORE);
    void first.run(() => new Promise(() => {}), answered);
    await clock.run(clock.sleep(1));
    expect(await departures(1, clock, 1, first.memory)).toEqual([2_102]);
  });
});

describe('a sweep that does not know who called before', () => {
  it.each<[string, PacerMemory | undefined]>([
    ['because nothing is remembered', undefined],
    ['because an older relaywatch wrote the state', { shortestMs: 70.5, samples: 12 }],
    ['because the time in the state is none', { ...NOBODY_BEFORE, held: { at: 'yesterday', freeInMs: [] } }],
  ])('lets a second pass first, %s', async (_name, memory) => {
    expect(await departures(3, new VirtualClock(), 10, memory)).toEqual([1_002, 1_062, 1_122]);
  });

  it('begins at once when there was none', async () => {
    expect(await departures(1, new VirtualClock(), 10, NOBODY_BEFORE)).toEqual([0]);
  });
});
