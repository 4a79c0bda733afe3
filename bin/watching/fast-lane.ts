import type { Clock } from '../../lib/base/time.ts';

/** What happens between two sweeps. */
export interface Lane {
  readonly clock: Clock;
  /** Looks at what callbacks named and at relays with an incident, until `endMs` or until nothing is left to look at. */
  look(endMs: number): Promise<'quiet' | 'storm'>;
  /** Settles when a callback was stored, or the signal fires. */
  hinted(signal: AbortSignal): Promise<void>;
}

/**
 * Passes the time until the next sweep with looks. @returns when that sweep is due: at its time, at once in a storm, or
 * when `stopping` fires
 */
export async function betweenSweeps(
  { clock, look, hinted }: Lane,
  waitMs: number,
  stopping: AbortSignal,
): Promise<'due' | 'storm'> {
  const endMs = clock.monotonicMs() + waitMs;
  while (!stopping.aborted) {
    if ((await look(endMs)) === 'storm') return 'storm';
    if (stopping.aborted) return 'due';
    const leftMs = endMs - clock.monotonicMs();
    if (leftMs <= 0) return 'due';
    const over = new AbortController();
    const end = () => over.abort('over');
    stopping.addEventListener('abort', end, { once: true });
    const isOver = clock.sleep(leftMs, over.signal).then(
      () => true,
      () => stopping.aborted,
    );
    const wasHinted = hinted(over.signal).then(() => false);
    const ended = await Promise.race([isOver, wasHinted]);
    over.abort('over');
    stopping.removeEventListener('abort', end);
    if (ended) return 'due';
  }
  return 'due';
}
