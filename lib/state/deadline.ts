import type { Clock } from '../base/time.ts';

/**
 * The work's outcome, or a TimeoutError after `timeoutMs`, or `giveUp`'s reason. The signal is aborted then too, but not
 * waited for: lookups of credentials do not listen to one.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  giveUp?: AbortSignal,
): Promise<T> {
  giveUp?.throwIfAborted();
  const deadline = new AbortController();
  const done = new AbortController();
  const ending = clock.sleep(timeoutMs, done.signal).then(() => {
    const late = new DOMException(`no answer in ${timeoutMs} ms`, 'TimeoutError');
    deadline.abort(late);
    throw late;
  });
  ending.catch(() => undefined);
  let stop = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    stop = () => {
      reject(giveUp?.reason);
      deadline.abort(giveUp?.reason);
    };
    giveUp?.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work(deadline.signal), ending, givenUp]);
  } finally {
    done.abort('done');
    giveUp?.removeEventListener('abort', stop);
  }
}
