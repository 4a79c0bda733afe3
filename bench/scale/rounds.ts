import { silentLog } from '../../lib/base/log.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { accountsRound } from '../../lib/sweep/accounts/round.ts';
import { PLAIN_SWEEP } from '../../stand-ins/simulation/plain-sweep.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';
import type { AccountOutcome } from './account-outcome.ts';
import type { Dispatch } from './dispatch-plan.ts';
import { accountNames, partSeed, type ScaleOptions } from './options.ts';
import { sweepDepsOf } from './process-parts.ts';

const NOBODY: LiveApi = {
  listRelayTasks: () => Promise.reject(new Error('a round calls nobody')),
  describeRelayTask: () => Promise.reject(new Error('a round calls nobody')),
};
/** The dispatcher's own part of the seed. */
const ROUNDS = -2;

/**
 * The dispatcher's rounds over all accounts, with the real incidents: what it saw of each is known by now. A dispatcher that died
 * before it looked has none. @returns how many accounts were behind after each
 */
export async function accountsBehindByRound(
  outcomes: readonly AccountOutcome[],
  plan: readonly Dispatch[],
  options: ScaleOptions,
): Promise<number[]> {
  const clock = new VirtualClock();
  const beganMs = clock.monotonicMs();
  const store = createMemoryStore();
  const random = seededRandom(partSeed(options, ROUNDS));
  const names = accountNames(options.accounts);
  const settings = { ...PLAIN_SWEEP, regions: [], qps: 1, pageSize: 100, leaseSeconds: options.leaseSeconds };
  const counts: number[] = [];
  const { model } = options;
  const rounds = async () => {
    for (const [tick, { lookMs, takenMs }] of plan.entries()) {
      if (lookMs === null) continue;
      await clock.sleep(Math.max(0, beganMs + lookMs - clock.monotonicMs()));
      const parts = {
        clock,
        random,
        live: NOBODY,
        store,
        model,
        readingMs: null,
        trigger: `every-minute ${tick}`,
        onSave: () => {},
      };
      const lookAt = async () =>
        outcomes.flatMap(({ faults }, index) => {
          const fault = faults[tick];
          return fault === undefined ? [] : [{ name: names[index] ?? '', fault }];
        });
      const isWhole = !takenMs.some(Number.isNaN);
      const { behind } = await accountsRound(
        settings,
        { ...sweepDepsOf(parts), log: silentLog, lookAt },
        names,
        isWhole,
      );
      counts.push(behind?.length ?? 0);
    }
  };
  await clock.run(rounds());
  return counts;
}
