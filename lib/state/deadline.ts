import type { Clock } from '../time.ts';

/**
 * The work's outcome, or a TimeoutError after `timeoutMs`. The signal is aborted then too, but not waited for: lookups
 * of credentials do not listen to one.
 */
export async function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const done = new AbortController();
  const ending = clock.sleep(timeoutMs, done.signal).then(() => {
    const late = new DOMException(`no answer in ${timeoutMs} ms`, 'TimeoutError');
    deadline.abort(late);
    throw late;
  });
  ending.catch(() => undefined);
  try {
    return await Promise.race([work(deadline.signal), ending]);
  } finally {
    done.abort('done');
  }
}
