import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/base/log.ts';
import type { CallTrip } from '../../lib/live/call-trip.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import type { SweepSettings } from '../../lib/sweep/sweep-run.ts';
import { busiestSecond } from '../../stand-ins/live/stats.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';
import { PLAIN_SWEEP } from '../../stand-ins/simulation/plain-sweep.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { around, SimulatedNetwork } from '../support/simulated-network.ts';

const SETTINGS: SweepSettings = {
  regions: ['cn-shanghai'],
  ...PLAIN_SWEEP,
  qps: 10,
  pageSize: 10,
};

/** Sweeps of so many pages each, one right after the other; what arrived, and how long it all took. */
async function sweepsOf(pages: readonly number[], storeOf: (clock: VirtualClock) => StateStore | null) {
  const clock = new VirtualClock();
  const random = seededRandom(7);
  const network = new SimulatedNetwork(around(70, 2), { connectMs: () => 150 }, random, clock);
  const store = storeOf(clock);
  const startedMs = clock.monotonicMs();
  for (const count of pages) {
    const total = count * SETTINGS.pageSize - 1;
    const live: LiveApi = {
      async listRelayTasks({ pageNumber = 1 }, _signal, trip = { written() {}, heard() {} } satisfies CallTrip) {
        await network.call(trip);
        const from = (pageNumber - 1) * SETTINGS.pageSize;
        const length = Math.min(SETTINGS.pageSize, total - from);
        const tasks = Array.from({ length }, (_, index) => aTask({ taskId: `task-${from + index}` }));
        return { tasks, total, pageNumber, requestId: null };
      },
      describeRelayTask: async () => null,
    };
    const outside = { backends: [], channels: [], heartbeat: null, log: silentLog };
    await clock.run(sweep(SETTINGS, { live, store, clock, random, ...outside }));
  }
  return { arrivals: network.arrivals.sort((a, b) => a - b), tookMs: clock.monotonicMs() - startedMs };
}

const SWEEPS = [23, 1, 8, 15];
/** Pages that may have shifted are read again. */
const CALLS = SWEEPS.reduce((sum, pages) => sum + pages, 0);

describe('sweeps right after each other', () => {
  it('share the calls a second through the state, and lose a tenth of a second each', async () => {
    const { arrivals, tookMs } = await sweepsOf(SWEEPS, () => createMemoryStore());
    expect(arrivals.length).toBeGreaterThanOrEqual(CALLS);
    expect(busiestSecond(arrivals)).toBe(10);
    expect(tookMs).toBeLessThan(arrivals.length * 100 * 1.1 + SWEEPS.length * 100);
  });

  it('share them without a state too, for a second each', async () => {
    const { arrivals, tookMs } = await sweepsOf(SWEEPS, () => null);
    expect(arrivals.length).toBeGreaterThanOrEqual(CALLS);
    expect(busiestSecond(arrivals)).toBe(10);
    expect(tookMs).toBeLessThan(arrivals.length * 100 * 1.1 + SWEEPS.length * 1_100);
  });

  it('share them when the state cannot be read', async () => {
    const down = async () => {
      throw new Error('the store does not answer');
    };
    const { arrivals } = await sweepsOf(SWEEPS, () => ({ ...createMemoryStore(), load: down }));
    expect(arrivals.length).toBeGreaterThanOrEqual(CALLS);
    expect(busiestSecond(arrivals)).toBe(10);
  });
});
