import { describe, expect, it } from 'vitest';
import { type Again, fullJitterMs, withRetries } from '../../lib/http/retry.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';

type Outcome = 'fails' | 'is done';

interface Parts {
  readonly outcomes: readonly Outcome[];
  readonly again?: Again;
  readonly attempts?: number;
  readonly withinMs?: number;
  readonly giveUp?: AbortSignal;
  readonly chance?: number;
}

/** What the attempts came to, at which times they began, and the waits that were told of. */
async function retried({ outcomes, again = {}, attempts = 4, withinMs, giveUp, chance = 1 }: Parts) {
  const clock = new VirtualClock();
  const beganMs = clock.monotonicMs();
  const began: number[] = [];
  const waits: number[] = [];
  const outcome = await clock.run(
    withRetries(
      async (attempt) => {
        began.push(clock.monotonicMs() - beganMs);
        return outcomes[attempt - 1] ?? 'fails';
      },
      (came) => (came === 'fails' ? again : null),
      {
        clock,
        random: () => chance,
        attempts,
        backoff: { baseMs: 100, capMs: 300 },
        giveUp,
        ...(withinMs === undefined ? {} : { endMs: beganMs + withinMs }),
      },
      ({ waitMs }) => waits.push(waitMs),
    ),
  );
  return { outcome, began, waits };
}

describe('an attempt', () => {
  it('that is done is the last', async () => {
    expect(await retried({ outcomes: ['is done'] })).toEqual({ outcome: 'is done', began: [0], waits: [] });
  });

  it('that fails is followed by others, further and further apart, until one is done', async () => {
    const outcomes = ['fails', 'fails', 'fails', 'is done'] as const;
    const told = { outcome: 'is done', began: [0, 100, 300, 600], waits: [100, 200, 300] };
    expect(await retried({ outcomes })).toEqual(told);
  });

  it('that fails is followed by another after a part of the bound, as chance will have it', async () => {
    expect((await retried({ outcomes: ['fails', 'is done'], chance: 0.25 })).waits).toEqual([25]);
  });

  it('that fails may have a wait of its own kind', async () => {
    const again = { backoff: { baseMs: 1_000, capMs: 1_500 } };
    expect((await retried({ outcomes: [], again })).waits).toEqual([1_000, 1_500, 1_500]);
  });

  it.each<[string, number | null, number]>([
    ['a longer wait is', 2_000, 2_000],
    ['a shorter one is not', 10, 100],
    ['no wish is not', null, 100],
  ])('that fails is followed by another when the server wishes: %s heeded', async (_, wishMs, waitMs) => {
    expect((await retried({ outcomes: ['fails', 'is done'], again: { wishMs } })).waits).toEqual([waitMs]);
  });
});

describe('attempts end', () => {
  it('with the last failure, when there were as many as may be', async () => {
    const { outcome, began } = await retried({ outcomes: [], attempts: 3 });
    expect([outcome, began.length]).toEqual(['fails', 3]);
  });

  it.each<[string, number, number]>([
    ['would begin when time is over', 300, 2],
    ['begins before that', 301, 3],
  ])('in time: a third one %s', async (_, withinMs, count) => {
    expect((await retried({ outcomes: [], attempts: 3, withinMs })).began).toHaveLength(count);
  });

  it('at once when the server wishes for more time than there is', async () => {
    const { began, waits } = await retried({ outcomes: [], again: { wishMs: 60_000 }, withinMs: 15_000 });
    expect([began, waits]).toEqual([[0], []]);
  });

  it('when they were given up in an attempt', async () => {
    expect((await retried({ outcomes: [], giveUp: AbortSignal.abort() })).began).toEqual([0]);
  });

  it('after one more when they were given up in a wait, since that one knows why', async () => {
    const clock = new VirtualClock();
    const giveUp = new AbortController();
    const began: number[] = [];
    const bounds = { clock, random: () => 1, attempts: 9, backoff: { baseMs: 1_000, capMs: 1_000 } };
    const work = withRetries(
      async (attempt) => {
        began.push(clock.monotonicMs());
        return giveUp.signal.aborted ? 'given up' : attempt;
      },
      (outcome) => (outcome === 'given up' ? null : {}),
      { ...bounds, giveUp: giveUp.signal },
      () => giveUp.abort(),
    );
    expect(await clock.run(work)).toBe('given up');
    expect(began).toEqual([began[0], began[0]]);
  });

  it('with what an attempt throws, which is a fault of ours', async () => {
    const bounds = { clock: new VirtualClock(), random: () => 1, attempts: 9, backoff: { baseMs: 1, capMs: 1 } };
    const broken = async () => Promise.reject(new TypeError('ours'));
    await expect(withRetries(broken, () => ({}), bounds)).rejects.toThrow('ours');
  });
});

describe('fullJitterMs', () => {
  it('doubles its bound up to the cap and takes any part of it', () => {
    const bounds = [1, 2, 3, 4].map((attempt) => fullJitterMs(attempt, { baseMs: 100, capMs: 500 }, () => 1));
    expect(bounds).toEqual([100, 200, 400, 500]);
    expect(fullJitterMs(3, { baseMs: 100, capMs: 500 }, () => 0)).toBe(0);
  });
});
