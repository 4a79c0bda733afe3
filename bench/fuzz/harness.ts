import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { watchSharedObjects } from './pollution.ts';
import type { FuzzTarget } from './target.ts';

/** Inputs that one seed gives: what was found among them is found again with `--seed <seed> --inputs 500`. */
export const BATCH = 500;
/** An input that takes more processor time, three times in a row, is slow: the longest that strangers can send are 64 kB. */
export const SLOW_MS = 500;
/** What the heap may grow from a tenth of the run to its end. */
const MOST_GROWTH_MB = 32;
/** A fault that is hit by every tenth input need not be told a thousand times. */
const MOST_FINDINGS = 20;
const SHOWN_CHARS = 300;

export interface Finding {
  readonly kind: 'threw' | 'polluted' | 'slow' | 'grew' | 'hung';
  readonly problem: string;
  /** Of the batch, with the place of the input in it. */
  readonly seed: number;
  readonly index: number;
  readonly input: string;
}

export interface Fuzzed {
  readonly inputs: number;
  readonly seconds: number;
  readonly slowestMs: number;
  readonly slowest: string;
  readonly growthMb: number;
  readonly findings: readonly Finding[];
}

export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  readonly slowMs?: number;
  /** Told before each batch, and after each input. */
  readonly onBatch?: (seed: number, done: number) => void;
  readonly onInput?: () => void;
}

/** Feeds a target with so many inputs; the same seed gives the same ones. */
export async function fuzz(target: FuzzTarget, options: FuzzOptions): Promise<Fuzzed> {
  const run = new Run(target, options);
  const startMs = performance.now();
  const batches = Math.ceil(options.inputs / BATCH);
  let heapMb: number | null = null;
  for (let batch = 0; batch < batches; batch++) {
    await run.batch(options.seed + batch, Math.min(BATCH, options.inputs - batch * BATCH));
    if (heapMb === null && batch + 1 >= batches / 10) heapMb = heapInUseMb();
  }
  const growthMb = Math.max(0, heapInUseMb() - (heapMb ?? 0));
  if (growthMb > MOST_GROWTH_MB)
    run.found(
      { kind: 'grew', problem: `the heap grew by ${growthMb.toFixed(0)} MB`, seed: options.seed, index: 0 },
      '',
    );
  return { ...run.result(), growthMb, seconds: (performance.now() - startMs) / 1_000 };
}

class Run {
  readonly #target: FuzzTarget;
  readonly #options: FuzzOptions;
  readonly #slowMs: number;
  readonly #findings = new Map<string, Finding>();
  readonly #changesOfAll = watchSharedObjects('all');
  readonly #changesOfFirst = watchSharedObjects();
  #inputs = 0;
  #slowest: { readonly ms: number; readonly input: unknown } = { ms: 0, input: null };

  constructor(target: FuzzTarget, options: FuzzOptions) {
    this.#target = target;
    this.#options = options;
    this.#slowMs = options.slowMs ?? SLOW_MS;
  }

  async batch(seed: number, count: number): Promise<void> {
    this.#options.onBatch?.(seed, this.#inputs);
    for (const [index, input] of fc.sample(this.#target.inputs, { seed, numRuns: count }).entries()) {
      await this.#one(input, seed, index);
      this.#inputs += 1;
      this.#options.onInput?.();
    }
    for (const problem of this.#changesOfAll())
      this.found({ kind: 'polluted', problem, seed, index: 0 }, '(one of a batch)');
  }

  async #one(input: unknown, seed: number, index: number): Promise<void> {
    const startMs = busyMs();
    try {
      const going = this.#target.run(input);
      if (going !== undefined) await going;
    } catch (error) {
      const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.found({ kind: 'threw', problem, seed, index }, input);
    }
    for (const problem of this.#changesOfFirst()) this.found({ kind: 'polluted', problem, seed, index }, input);
    const ms = busyMs() - startMs;
    if (ms <= this.#slowest.ms) return;
    // the memory of others may have been collected meanwhile: what is slow is slow again
    const again = ms > this.#slowMs ? Math.min(ms, await this.#timed(input), await this.#timed(input)) : ms;
    if (again > this.#slowMs) this.found({ kind: 'slow', problem: `took ${again.toFixed(0)} ms`, seed, index }, input);
    if (again > this.#slowest.ms) this.#slowest = { ms: again, input };
  }

  async #timed(input: unknown): Promise<number> {
    const startMs = busyMs();
    try {
      await this.#target.run(input);
    } catch {
      // it was found the first time
    }
    return busyMs() - startMs;
  }

  found(finding: Omit<Finding, 'input'>, input: unknown): void {
    // where it was thrown, not what it said: that may quote the input
    const [what = '', where = ''] = finding.problem.split('\n');
    const place = `${finding.kind} ${where === '' || / at must /.test(where) ? what.slice(0, 40) : where}`;
    if (this.#findings.has(place) || this.#findings.size >= MOST_FINDINGS) return;
    this.#findings.set(place, { ...finding, input: shown(input) });
  }

  result(): Pick<Fuzzed, 'inputs' | 'slowestMs' | 'slowest' | 'findings'> {
    const { ms, input } = this.#slowest;
    return { inputs: this.#inputs, slowestMs: ms, slowest: shown(input), findings: [...this.#findings.values()] };
  }
}

/** The processor time of this process so far: other work on the machine must not make an input slow. */
function busyMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** An input in a line, cut where it is long. */
function shown(input: unknown): string {
  const text = typeof input === 'string' ? JSON.stringify(input) : fc.stringify(input);
  return text.length <= SHOWN_CHARS ? text : `${text.slice(0, SHOWN_CHARS)}… (${text.length} characters)`;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapInUseMb(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
