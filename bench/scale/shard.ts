import { parentPort, workerData } from 'node:worker_threads';
import { AccountSimulation, sharedBy } from './account.ts';
import type { Scenario } from './run.ts';

/*
 * A thread of the simulation: simulates each account that it is told of, and hands over what became of it.
 */

const { options, plan } = workerData as Scenario;
const shared = sharedBy(options, plan);
parentPort?.on('message', async (index: number) => {
  parentPort?.postMessage({ index, outcome: await new AccountSimulation(index, shared).run() });
});
parentPort?.postMessage('ready');
