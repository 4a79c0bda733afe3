import { setMaxListeners } from 'node:events';
import type { Clock } from '../../base/time.ts';
import type { PhaseTime } from '../budget.ts';
import type { StateSession } from './state-session.ts';

interface Lease {
  readonly session: Pick<StateSession, 'renew'>;
  readonly seconds: number;
  readonly clock: Clock;
}

/**
 * Runs the work and renews the lease each time half of it has passed, so that a long sweep does not look dead. A
 * process that was frozen may find that another sweep took over: its time is then over at once, because the call rate
 * belongs to the other sweep.
 */
export async function whileHeld<T>(lease: Lease, time: PhaseTime, work: (time: PhaseTime) => Promise<T>): Promise<T> {
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const end = () => over.abort(time.signal.reason);
  if (time.signal.aborted) end();
  time.signal.addEventListener('abort', end, { once: true });
  const done = new AbortController();
  keepRenewing(lease, done.signal).then(
    () => over.abort('overtaken'),
    () => undefined,
  );
  try {
    return await work({ ...time, signal: over.signal });
  } finally {
    done.abort('done');
    time.signal.removeEventListener('abort', end);
  }
}

/** Returns when the lease is lost; throws when the work is done. */
async function keepRenewing({ session, seconds, clock }: Lease, done: AbortSignal): Promise<void> {
  do await clock.sleep(seconds * 500, done);
  while (await session.renew());
}
