import type { Clock } from '../../base/time.ts';
import type { HintBox } from '../../state/hints.ts';

interface Hinted {
  readonly clock: Clock;
  readonly hints?: Pick<HintBox, 'next'> | null | undefined;
}

/**
 * So long, or until a hint comes in where this process would hear of it, or the signal fires. Never fails.
 * @param leastMs so long in any case: in a flood one look must not follow the other at once
 */
export async function untilHinted(
  { clock, hints }: Hinted,
  ms: number,
  signal: AbortSignal,
  leastMs = 0,
): Promise<void> {
  if (leastMs > 0) await clock.sleep(leastMs, signal).catch(() => undefined);
  if (signal.aborted) return;
  const over = new AbortController();
  const end = () => over.abort('over');
  signal.addEventListener('abort', end, { once: true });
  const slept = clock.sleep(ms - leastMs, over.signal).catch(() => undefined);
  await Promise.race([slept, ...(hints?.next ? [hints.next(over.signal)] : [])]);
  signal.removeEventListener('abort', end);
  end();
}
