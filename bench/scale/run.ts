import { Worker } from 'node:worker_threads';
import { inTypeScript } from '../support/typescript-thread.ts';
import type { AccountOutcome } from './account-outcome.ts';
import type { Dispatch } from './dispatch-plan.ts';
import type { ScaleOptions } from './options.ts';

/** What a thread is told of all accounts. */
export interface Scenario {
  readonly options: ScaleOptions;
  readonly plan: readonly Dispatch[];
}

type Told = 'ready' | { readonly index: number; readonly outcome: AccountOutcome };

/** Most of what an account makes is garbage at once, which is cheapest in a large young generation. */
const YOUNG_MB = 64;

/** Simulates all accounts, in so many threads, and returns what became of each, in their order. */
export async function simulated(
  scenario: Scenario,
  threads: number,
  onDone: (accounts: number) => void = () => {},
): Promise<AccountOutcome[]> {
  const outcomes: AccountOutcome[] = [];
  const { accounts } = scenario.options;
  let next = 0;
  let done = 0;
  const thread = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(inTypeScript(new URL('./shard.ts', import.meta.url)), {
        eval: true,
        workerData: scenario,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      });
      worker.on('error', reject);
      worker.on('message', (told: Told) => {
        if (told !== 'ready') {
          outcomes[told.index] = told.outcome;
          onDone(++done);
        }
        if (next < accounts) worker.postMessage(next++);
        else worker.terminate().then(() => resolve(), reject);
      });
    });
  await Promise.all(Array.from({ length: Math.min(threads, accounts) }, thread));
  return outcomes;
}
