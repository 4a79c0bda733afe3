import { describe, expect, it, vi } from 'vitest';
import type { PlatformContext } from '../../functions/invocation.ts';
import { systemClock } from '../../lib/base/time.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { configure, functionCompute, invoke, lambda, surroundings } from './handler-run.ts';

vi.mock('../../lib/sweep/sweep.ts', () => ({ sweep: vi.fn() }));

describe('the function stops reading', () => {
  it.each<[string, number, PlatformContext, object]>([
    ['when the shares of what comes after are left of a short time', 741, lambda(1_500), {}],
    ['38 seconds before a long time ends', 562_000, functionCompute(600), {}],
    ['at the limit of the configuration when that is earlier', 1_000, functionCompute(600), { timeLimitSeconds: 1 }],
    ['at the limit of the platform when that is earlier', 2_470, functionCompute(5), { timeLimitSeconds: 5 }],
    ['at once when no time is left', 0, lambda(0), {}],
  ])('%s', async (_, afterMs, context, limits) => {
    const clock = vi.spyOn(systemClock, 'monotonicMs').mockReturnValue(7_000);
    try {
      await configure(await surroundings({ tasks: 1 }), { sweep: limits });
      await invoke(null, context);
      const { budget } = vi.mocked(sweep).mock.lastCall?.[1] ?? {};
      expect(await budget?.run('reading', async ({ deadlineMs }) => Math.round(deadlineMs))).toBe(7_000 + afterMs);
    } finally {
      clock.mockRestore();
    }
  });
});
