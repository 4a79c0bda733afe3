import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Call, type FunctionProcess, type Returned, startFunction } from './function-process.ts';
import type { Oracle } from './oracle.ts';
import { ROLE_KEYS } from './services.ts';
import type { WorldClock } from './world-clock.ts';

const FUNCTION_SECONDS = 30;
/** A busy machine is late; a function that has forgotten its time is later. */
const LATE_MS = 10_000;
/** Time is counted in pieces: while the whole machine stands still, none passes. */
const PIECE_MS = 250;

interface InstancesParts {
  readonly folder: string;
  readonly oracle: Oracle;
  readonly clock: WorldClock;
  readonly log: string[];
}

/** The warm instances of the function: two, so that timers may overlap. */
export class Instances {
  readonly #parts: InstancesParts;
  readonly #running: [FunctionProcess | null, FunctionProcess | null] = [null, null];
  sweeps = 0;

  constructor(parts: InstancesParts) {
    this.#parts = parts;
  }

  /** One invocation, judged. @param isBroken the configuration cannot be used */
  async invoke(call: Partial<Call>, instance: 0 | 1, isBroken: boolean): Promise<Returned> {
    const process = this.#instance(instance);
    const bundle = call.bundle ?? 'function';
    if (bundle === 'function') this.sweeps += 1;
    const context = { requestId: `r-${this.sweeps}`, function: { timeout: FUNCTION_SECONDS }, credentials: ROLE_KEYS };
    const asked = { event: {}, noNames: false, offsetMs: this.#parts.clock.leapt, ...call, bundle, context };
    const returned = await Promise.race([process.call(asked), outOfTime(process)]);
    this.#readOutput(process);
    if (typeof returned === 'object') {
      if (returned.kind === 'killed' || returned.kind === 'died') this.#forget(process);
      this.#judge(returned, isBroken);
      return returned;
    }
    this.#forget(process);
    const seconds = (returned / 1_000).toFixed(0);
    this.#parts.oracle.blame('time budget kept', `${bundle} runs after ${seconds} s, ${FUNCTION_SECONDS} s given`);
    await process.kill();
    return { kind: 'killed' };
  }

  kill(instance: 0 | 1): Promise<void> | undefined {
    return this.#running[instance]?.kill();
  }

  async end(): Promise<void> {
    await Promise.all(this.#running.map((one) => one?.kill()));
  }

  #judge(returned: Returned, isBroken: boolean): void {
    const { oracle } = this.#parts;
    if (returned.kind === 'died') oracle.blame('no crash', `exit ${returned.code}`);
    if (returned.kind !== 'threw') return;
    oracle.seesText('an error', returned.message);
    // its name is made short in the bundle
    const isClear = isBroken && returned.message.includes('cannot be used:');
    if (!isClear) oracle.blame('no crash', `${returned.name}: ${returned.message}`);
  }

  #readOutput(process: FunctionProcess): void {
    const { oracle, log } = this.#parts;
    const { out, err } = process.output();
    log.push(out);
    oracle.seesText('the log', out);
    oracle.seesText('standard error', err);
    if (err !== '') oracle.blame('no crash', `on standard error: ${err.slice(0, 400)}`);
  }

  #instance(at: 0 | 1): FunctionProcess {
    const { folder } = this.#parts;
    const env = {
      PATH: process.env.PATH ?? '',
      RELAYWATCH_CONFIG: join(folder, 'relaywatch.json'),
      // what a machine remembers of what was told is its own
      TMPDIR: folder,
    };
    const aws = { AWS_ACCESS_KEY_ID: 'soak', AWS_SECRET_ACCESS_KEY: 'soak' };
    const running = this.#running[at] ?? startFunction(resolve('dist'), { ...env, ...aws });
    this.#running[at] = running;
    return running;
  }

  #forget(gone: FunctionProcess): void {
    for (const at of [0, 1] as const) if (this.#running[at] === gone) this.#running[at] = null;
  }
}

/** The time that a function has had when it is certain that this is too much: what it waited for a processor is not its own. */
async function outOfTime(process: FunctionProcess): Promise<number> {
  const starvedBefore = process.starvedMs();
  for (let hadMs = 0; ; hadMs += PIECE_MS) {
    const ownMs = hadMs - (process.starvedMs() - starvedBefore);
    if (ownMs > FUNCTION_SECONDS * 1_000 + LATE_MS) return ownMs;
    await sleep(PIECE_MS, undefined, { ref: false });
  }
}
