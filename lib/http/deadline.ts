import { after, type Clock } from '../base/time.ts';

/** How long some work may take. */
export interface TimeBounds {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Ends the work before its time is up. */
  readonly giveUp?: AbortSignal | undefined;
}

/** The work took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = 'TimeoutError';

  constructor(timeoutMs: number) {
    super(`no answer in ${timeoutMs} ms`);
  }
}

/** Tells work that it is to end. An AbortSignal is only made for work that asks for one: each takes as long as a signature. */
export class Stop {
  #isStopped = false;
  #reason: unknown;
  #controller: AbortController | null = null;
  #heard: ((reason: unknown) => void) | null = null;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isStopped) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  throwIfStopped(): void {
    if (this.#isStopped) throw this.#reason;
  }

  /** Has it heard once, by one listener: the last that asked. */
  whenStopped(heard: (reason: unknown) => void): void {
    this.#heard = heard;
  }

  now(reason: unknown): void {
    this.#isStopped = true;
    this.#reason = reason;
    this.#heard?.(reason);
    this.#controller?.abort(reason);
  }
}

/**
 * Returns the outcome of the work, or throws a DeadlineError when its time is up, or `giveUp`'s reason when that fires.
 * The work's signal fires in both cases, but we do not wait for the work to stop, since credential lookups ignore
 * signals. Leaves no timer and no listener behind: a function is frozen with its timers. AbortSignal.any with
 * AbortSignal.timeout is not used because both depend on the real clock, and Node 20 may garbage-collect the timeout,
 * which then never fires.
 */
export function withDeadline<T>(bounds: TimeBounds, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return stoppedInTime(bounds, (stop) => work(stop.signal));
}

/** Like withDeadline, for work that is done for each call to Live and needs no signal. */
export async function stoppedInTime<T>(
  { clock, timeoutMs, giveUp }: TimeBounds,
  work: (stop: Stop) => Promise<T>,
): Promise<T> {
  giveUp?.throwIfAborted();
  const ofWork = new Stop();
  let end: (reason: unknown) => void = () => undefined;
  const over = new Promise<never>((_, reject) => {
    end = (reason) => {
      // our reason first, then whatever error the work turns it into
      reject(reason);
      ofWork.now(reason);
    };
  });
  const stop = () => end(giveUp?.reason);
  giveUp?.addEventListener('abort', stop, { once: true });
  const cancel = after(clock, timeoutMs, () => end(new DeadlineError(timeoutMs)));
  try {
    return await Promise.race([work(ofWork), over]);
  } finally {
    cancel();
    giveUp?.removeEventListener('abort', stop);
  }
}
