import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './harness.ts';
import type { TargetModule } from './target.ts';
import type { WorkerJob } from './watched.ts';

const { module, beat, inputs, seed, slowMs } = workerData as WorkerJob;
const beats = new Int32Array(beat);
const { open } = (await import(module)) as TargetModule;
const fuzzed = await fuzz(await open(), {
  inputs,
  seed,
  ...(slowMs === undefined ? {} : { slowMs }),
  onBatch: (batch, done) => parentPort?.postMessage({ batch, done }),
  onInput: () => Atomics.add(beats, 0, 1),
});
parentPort?.postMessage({ fuzzed });
