import type { Clock } from '../../lib/base/time.ts';

/** Where in a sweep the process dies: at this operation of it, before or after the operation took effect. */
export interface CrashPoint {
  readonly operation: number;
  readonly after: boolean;
}

/** The same, by what the process was doing: `load`, `list`, `describe`, `save 2` (the second save), `send to pager`. */
export interface NamedCrashPoint {
  readonly doing: string;
  readonly after: boolean;
}

export type AnyCrashPoint = CrashPoint | NamedCrashPoint;

/** How a life's operations go: see the fields of World. */
interface Circumstances {
  readonly clock: Clock;
  readonly frozen: Frozen | null;
  readonly takes: (doing: string, region: string) => number;
  readonly deaf: (doing: string) => boolean;
}

/** On the clock's monotonic time. */
export interface Frozen {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** One run of the process: counts its operations on the outside, and dies where requested. Operations of a dead process never end. */
export class Life {
  operations = 0;
  readonly died: Promise<void>;
  readonly clock: Clock;
  readonly #world: Circumstances;
  readonly #crash: AnyCrashPoint | undefined;
  #die: () => void = () => {};
  #dead = false;

  constructor(world: Circumstances, crash: AnyCrashPoint | undefined) {
    this.#world = world;
    this.clock = freezing(world.clock, world.frozen);
    this.#crash = crash;
    this.died = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  /** A dead process writes nothing more. */
  get isDead(): boolean {
    return this.#dead;
  }

  /** @param signal gives it up before it takes effect, unless it is deaf */
  async operation<T>(doing: string, effect: () => T | Promise<T>, signal?: AbortSignal, region = ''): Promise<T> {
    if (this.#dead) return never();
    this.operations += 1;
    const dies = this.#diesAt(doing);
    if (dies && !this.#crash?.after) return this.#end();
    await this.#wait(doing, signal, region);
    const result = await effect();
    return dies ? this.#end() : result;
  }

  async #wait(doing: string, signal: AbortSignal | undefined, region: string): Promise<void> {
    const { takes, deaf } = this.#world;
    const ms = takes(doing, region);
    if (ms === 0) return;
    const heard = deaf(doing) ? undefined : signal;
    if (Number.isFinite(ms)) return this.clock.sleep(ms, heard);
    heard?.throwIfAborted();
    await new Promise((_, reject) => heard?.addEventListener('abort', () => reject(heard.reason), { once: true }));
  }

  #diesAt(doing: string): boolean {
    if (!this.#crash) return false;
    return 'doing' in this.#crash ? this.#crash.doing === doing : this.#crash.operation === this.operations;
  }

  #end<T>(): Promise<T> {
    this.#dead = true;
    this.#die();
    return never();
  }
}

/** The clock of a process that may be frozen: whoever would wake up then, wakes up when it is over. */
function freezing(clock: Clock, frozen: Frozen | null): Clock {
  return {
    nowUtc: () => clock.nowUtc(),
    monotonicMs: () => clock.monotonicMs(),
    async sleep(ms, signal) {
      await clock.sleep(ms, signal);
      const nowMs = clock.monotonicMs();
      if (frozen && nowMs >= frozen.fromMs && nowMs < frozen.untilMs) await clock.sleep(frozen.untilMs - nowMs);
    },
  };
}

function never<T>(): Promise<T> {
  return new Promise(() => {});
}
