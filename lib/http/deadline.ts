import type { Clock } from '../base/time.ts';

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

/**
 * Returns the outcome of the work, or throws a DeadlineError when its time is up, or `giveUp`'s reason when that fires.
 * The work's signal fires in both cases, but we do not wait for the work to stop, since credential lookups ignore
 * signals. Leaves no timer and no listener behind: a function is frozen with its timers. AbortSignal.any with
 * AbortSignal.timeout is not used because both depend on the real clock, and Node 20 may garbage-collect the timeout,
 * which then never fires.
 */
export async function withDeadline<T>(
  { clock, timeoutMs, giveUp }: TimeBounds,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  giveUp?.throwIfAborted();
  const ofWork = new AbortController();
  const ofTimer = new AbortController();
  let end: (reason: unknown) => void = () => undefined;
  const over = new Promise<never>((_, reject) => {
    end = (reason) => {
      // our reason first, then whatever error the work turns it into
      reject(reason);
      ofWork.abort(reason);
    };
  });
  const stop = () => end(giveUp?.reason);
  giveUp?.addEventListener('abort', stop, { once: true });
  clock.sleep(timeoutMs, ofTimer.signal).then(
    () => end(new DeadlineError(timeoutMs)),
    () => undefined,
  );
  try {
    return await Promise.race([work(ofWork.signal), over]);
  } finally {
    // an explicit reason avoids creating an error with a stack, and this runs after every call to Live
    ofTimer.abort('done');
    giveUp?.removeEventListener('abort', stop);
  }
}
