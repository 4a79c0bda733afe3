import { Worker } from 'node:worker_threads';
import { inTypeScript } from '../support/typescript-thread.ts';
import { BATCH, type Finding, type Fuzzed, type FuzzOptions } from './harness.ts';

export interface WorkerJob extends Pick<FuzzOptions, 'inputs' | 'seed' | 'slowMs'> {
  /** Of the target, as a URL. */
  readonly module: string;
  /** Counts the inputs that are done. */
  readonly beat: SharedArrayBuffer;
}

export interface WatchOptions extends Pick<FuzzOptions, 'inputs' | 'seed' | 'slowMs'> {
  /** How long a single input may take before it counts as one that never ends. */
  readonly hangMs?: number;
  readonly onProgress?: (done: number) => void;
}

type Told = { readonly batch: number; readonly done: number } | { readonly fuzzed: Fuzzed };

const HANG_MS = 60_000;
const MOST_HEAP_MB = 1_024;

/**
 * Feeds a target in a thread of its own: an input that never ends, or takes all memory, is a finding and not the end of
 * the run that found it.
 */
export function fuzzWatched(module: string, { hangMs = HANG_MS, onProgress, ...job }: WatchOptions): Promise<Fuzzed> {
  const beat = new SharedArrayBuffer(4);
  const worker = new Worker(inTypeScript(new URL('./worker.ts', import.meta.url)), {
    eval: true,
    workerData: { ...job, module, beat } satisfies WorkerJob,
    // the stack of an ordinary process is a quarter of a thread's
    resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB, stackSizeMb: 1 },
  });
  return new Promise((resolve, reject) => {
    let seed: number | null = null;
    let ended = false;
    const watch = watchdog(new Int32Array(beat), hangMs, () => {
      // before the first batch it is still loading
      if (seed !== null) end(() => resolve(brokenOff('hung', `no end within ${hangMs} ms`)));
    });
    const end = (how: () => void) => {
      if (ended) return;
      ended = true;
      clearInterval(watch);
      void worker.terminate().then(how, reject);
    };
    const brokenOff = (kind: Finding['kind'], problem: string): Fuzzed => {
      const inputs = Atomics.load(new Int32Array(beat), 0);
      const finding = {
        kind,
        problem,
        seed: seed ?? job.seed,
        index: inputs % BATCH,
        input: '(see its seed and index)',
      };
      return { inputs, seconds: 0, slowestMs: hangMs, slowest: finding.input, growthMb: 0, findings: [finding] };
    };
    worker.on('message', (told: Told) => {
      if ('fuzzed' in told) return end(() => resolve(told.fuzzed));
      seed = told.batch;
      onProgress?.(told.done);
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return end(() => reject(error));
      end(() => resolve(brokenOff('grew', `more than ${MOST_HEAP_MB} MB`)));
    });
  });
}

function watchdog(beats: Int32Array, hangMs: number, bark: () => void): NodeJS.Timeout {
  let [seen, sinceMs] = [-1, 0];
  return setInterval(() => {
    const now = Atomics.load(beats, 0);
    if (now !== seen) [seen, sinceMs] = [now, performance.now()];
    else if (performance.now() - sinceMs > hangMs) bark();
  }, hangMs / 10);
}
