import { describe, expect, it } from 'vitest';
import { betweenSweeps } from '../../../bin/watching/fast-lane.ts';
import { VirtualClock } from '../../../stand-ins/simulation/virtual-clock.ts';

/** The pause between two sweeps, a minute long, in which hints come at these seconds and looks take so long. */
async function pause({
  hints = [],
  outcomes = [],
  takes = 0,
  stopAt,
}: {
  hints?: readonly number[];
  outcomes?: readonly ('quiet' | 'storm')[];
  takes?: number;
  stopAt?: number;
} = {}) {
  const clock = new VirtualClock();
  const zero = clock.monotonicMs();
  const now = () => (clock.monotonicMs() - zero) / 1_000;
  const stopping = new AbortController();
  const looks: number[] = [];
  const waiters = new Set<() => void>();
  const ending = betweenSweeps(
    {
      clock,
      async look() {
        const outcome = outcomes[looks.length] ?? 'quiet';
        looks.push(now());
        if (takes > 0) await clock.sleep(takes * 1_000);
        return outcome;
      },
      hints: {
        next: (signal) =>
          new Promise((resolve) => {
            waiters.add(resolve);
            signal.addEventListener('abort', () => waiters.delete(resolve));
          }),
      },
    },
    60_000,
    stopping.signal,
  );
  const coming = hints.map(async (at) => {
    await clock.sleep(at * 1_000);
    for (const wake of waiters) wake();
  });
  const stop = stopAt === undefined ? [] : [clock.sleep(stopAt * 1_000).then(() => stopping.abort())];
  const why = await clock.run(ending);
  const endedAt = now();
  await clock.run(Promise.all([...coming, ...stop]));
  return { why, looks, endedAt, waiting: waiters.size };
}

describe('the time between two sweeps', () => {
  it('begins with a look, and ends when the next sweep is due', async () => {
    expect(await pause()).toEqual({ why: 'due', looks: [0], endedAt: 60, waiting: 0 });
  });

  it('has a look at once for each hint that comes while nobody looks', async () => {
    expect(await pause({ hints: [5, 5.5, 42] })).toMatchObject({ looks: [0, 5, 5.5, 42], endedAt: 60, waiting: 0 });
  });

  it('is over at once in a storm', async () => {
    expect(await pause({ hints: [7], outcomes: ['quiet', 'storm'] })).toEqual({
      why: 'storm',
      looks: [0, 7],
      endedAt: 7,
      waiting: 0,
    });
  });

  it('is over when a look took all of it', async () => {
    expect(await pause({ takes: 61 })).toMatchObject({ why: 'due', looks: [0], endedAt: 61 });
  });

  it('is over after the look under way when the process is told to stop meanwhile', async () => {
    expect(await pause({ takes: 20, stopAt: 12 })).toMatchObject({ why: 'due', looks: [0], endedAt: 20 });
  });

  it('ends at once when the process is told to stop', async () => {
    expect(await pause({ stopAt: 12 })).toEqual({ why: 'due', looks: [0], endedAt: 12, waiting: 0 });
  });
});
