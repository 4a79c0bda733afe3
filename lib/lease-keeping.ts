import type { StateSession } from './state-session.ts';
import type { Clock } from './time.ts';

/**
 * Does the work, and renews the lease each time that half of it is over: a long sweep is not a dead one. A process that is
 * frozen renews nothing, and then finds out at its next save that it was overtaken.
 */
export async function whileHeld<T>(
  session: Pick<StateSession, 'renew'>,
  leaseSeconds: number,
  clock: Clock,
  work: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  keepRenewing(session, leaseSeconds * 500, clock, done.signal).catch(() => undefined);
  try {
    return await work();
  } finally {
    done.abort('done');
  }
}

async function keepRenewing(
  session: Pick<StateSession, 'renew'>,
  everyMs: number,
  clock: Clock,
  done: AbortSignal,
): Promise<void> {
  do await clock.sleep(everyMs, done);
  while (await session.renew());
}
