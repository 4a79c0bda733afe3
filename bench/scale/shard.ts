import { parentPort, workerData } from 'node:worker_threads';
import { AccountSimulation, sharedBy } from './account.ts';
import { dispatchPlan } from './dispatch-plan.ts';
import type { ScaleOptions } from './options.ts';

/*
 * A thread of the simulation: simulates each account that it is told of, and hands over what became of it.
 */

const options = workerData as ScaleOptions;
const shared = sharedBy(options, dispatchPlan(options));
parentPort?.on('message', async (index: number) => {
  parentPort?.postMessage({ index, outcome: await new AccountSimulation(index, shared).run() });
});
parentPort?.postMessage('ready');
