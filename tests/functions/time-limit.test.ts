import { describe, expect, it, vi } from 'vitest';
import type { PlatformContext } from '../../functions/invocation.ts';
import { sweep } from '../../lib/sweep.ts';
import { systemClock } from '../../lib/time.ts';
import { configure, functionCompute, invoke, lambda, surroundings } from './handler-run.ts';

vi.mock('../../lib/sweep.ts', () => ({ sweep: vi.fn() }));

describe('the function stops reading', () => {
  it.each<[string, number, PlatformContext, object]>([
    ['when a fifth of a short time is left, to tell and to save in', 1_200, lambda(1_500), {}],
    ['a quarter of a minute before a long time ends', 585_000, functionCompute(600), {}],
    ['at the limit of the configuration when that is earlier', 1_000, functionCompute(600), { timeLimitSeconds: 1 }],
    ['at the limit of the platform when that is earlier', 4_000, functionCompute(5), { timeLimitSeconds: 5 }],
    ['at once when no time is left', 0, lambda(0), {}],
  ])('%s', async (_, afterMs, context, limits) => {
    const clock = vi.spyOn(systemClock, 'monotonicMs').mockReturnValue(7_000);
    try {
      await configure(await surroundings({ tasks: 1 }), { sweep: limits });
      await invoke(null, context);
      expect(vi.mocked(sweep).mock.lastCall?.[1]).toMatchObject({ deadlineMs: 7_000 + afterMs });
    } finally {
      clock.mockRestore();
    }
  });
});
