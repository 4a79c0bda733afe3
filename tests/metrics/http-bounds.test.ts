import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/base/log.ts';
import { endOf, HTTP_BOUNDS, type HttpBounds, type Outcome, patiently } from '../../lib/metrics/http-bounds.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';

interface Parts {
  readonly outcomes: readonly Outcome[];
  readonly answerMs?: number;
  readonly bounds?: Partial<HttpBounds>;
  readonly giveUp?: AbortSignal;
}

const busy = (retryAfterMs: number | null = null): Outcome => ({ retryable: true, retryAfterMs, problem: 'is busy' });
const no: Outcome = { retryable: false, problem: 'said no' };
const yes: Outcome = { retryable: false, problem: null };

/** How a publication of one call went: what came of it, when each try began and how long it was given. */
async function published({ outcomes, answerMs = 0, bounds, giveUp }: Parts) {
  const clock = new VirtualClock();
  const beganMs = clock.monotonicMs();
  const tries: [atMs: number, timeoutMs: number][] = [];
  const logged: unknown[] = [];
  const log = { ...silentLog, warn: (event: string, facts: unknown) => logged.push([event, facts]) };
  const deps = { clock, log, random: () => 1, giveUp, ...(bounds ? { bounds } : {}) };
  const tryOnce = async (timeoutMs: number) => {
    tries.push([clock.monotonicMs() - beganMs, timeoutMs]);
    await clock.sleep(answerMs);
    return outcomes[tries.length - 1] ?? no;
  };
  const { problem } = await clock.run(patiently(tryOnce, endOf(deps), 'was_tried', deps));
  return { problem, tries, logged };
}

describe('a call of a backend', () => {
  it('is made once when it is accepted, or refused for good', async () => {
    expect(await published({ outcomes: [yes] })).toEqual({ problem: null, tries: [[0, 5_000]], logged: [] });
    expect(await published({ outcomes: [no] })).toEqual({ problem: 'said no', tries: [[0, 5_000]], logged: [] });
  });

  it('is made again twice, after half a second and a whole one, and each failure is logged', async () => {
    const { problem, tries, logged } = await published({ outcomes: [busy(), busy(), busy(), yes] });
    expect(problem).toBe('is busy');
    expect(tries.map(([at]) => at)).toEqual([0, 500, 1_500]);
    expect(logged).toEqual([
      ['was_tried', { attempt: 1, problem: 'is busy', waitMs: 500 }],
      ['was_tried', { attempt: 2, problem: 'is busy', waitMs: 1_000 }],
    ]);
  });

  it('waits as long as it was asked to, and not when that is beyond the end', async () => {
    expect((await published({ outcomes: [busy(3_000), yes] })).tries.map(([at]) => at)).toEqual([0, 3_000]);
    expect((await published({ outcomes: [busy(14_999), yes] })).tries.map(([at]) => at)).toEqual([0, 14_999]);
    expect((await published({ outcomes: [busy(15_000), yes] })).tries.map(([at]) => at)).toEqual([0]);
  });

  it('is given what is left of the time when that is less than usual', async () => {
    const { tries } = await published({ outcomes: [busy(6_000), busy(6_000), yes], answerMs: 1_000 });
    expect(tries).toEqual([
      [0, 5_000],
      [7_000, 5_000],
      [14_000, 1_000],
    ]);
  });

  it('has bounds of its own where they are set, and the usual ones else', async () => {
    const bounds = { attempts: 2, attemptTimeoutMs: 700 };
    expect((await published({ outcomes: [busy(), busy(), yes], bounds })).tries).toEqual([
      [0, 700],
      [500, 700],
    ]);
    expect((await published({ outcomes: [busy(), yes], bounds: { totalMs: 400 } })).tries).toEqual([[0, 400]]);
    expect(HTTP_BOUNDS).toEqual({ attempts: 3, attemptTimeoutMs: 5_000, totalMs: 15_000 });
  });

  it('is not made again once it was given up', async () => {
    const controller = new AbortController();
    controller.abort();
    expect((await published({ outcomes: [busy(), yes], giveUp: controller.signal })).tries).toHaveLength(1);
  });
});
