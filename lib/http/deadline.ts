import type { Clock } from '../base/time.ts';

/** How long some work may take. */
export interface TimeBounds {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Ends the work before its time is over. */
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
 * The work's outcome; or a DeadlineError when its time is over, or `giveUp`'s reason when that fires. The work's signal
 * fires then too, but the work is not waited for: lookups of credentials listen to none. Leaves no timer and no listener
 * behind: a function is frozen with its timers. Not AbortSignal.any over AbortSignal.timeout: these know no clock but the
 * real one, and Node 20 may collect the timeout as garbage, and then it never fires.
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
      // first the reason, then whatever the work makes of it
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
    // a reason of its own spares an error with a stack, and each call to Live ends its timer
    ofTimer.abort('done');
    giveUp?.removeEventListener('abort', stop);
  }
}
