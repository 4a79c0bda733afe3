import { Worker } from 'node:worker_threads';
import { inTypeScript } from '../support/typescript-thread.ts';
import type { AccountOutcome } from './account-outcome.ts';
import type { ScaleOptions } from './options.ts';

type Told = 'ready' | { readonly index: number; readonly outcome: AccountOutcome };

/** Most of what an account makes is garbage at once, which is cheapest in a large young generation. */
const YOUNG_MB = 64;

/** Simulates all accounts, in so many threads, and returns what became of each, in their order. */
export async function simulated(
  options: ScaleOptions,
  threads: number,
  onDone: (accounts: number) => void = () => {},
): Promise<AccountOutcome[]> {
  const outcomes: AccountOutcome[] = [];
  let next = 0;
  let done = 0;
  const thread = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(inTypeScript(new URL('./shard.ts', import.meta.url)), {
        eval: true,
        workerData: options,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      });
      worker.on('error', reject);
      worker.on('message', (told: Told) => {
        if (told !== 'ready') {
          outcomes[told.index] = told.outcome;
          onDone(++done);
        }
        if (next < options.accounts) worker.postMessage(next++);
        else worker.terminate().then(() => resolve(), reject);
      });
    });
  await Promise.all(Array.from({ length: Math.min(threads, options.accounts) }, thread));
  return outcomes;
}
