import { errorText } from '../../lib/base/errors.ts';
import type { Log } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import { platformOf } from '../invocation.ts';
import { WAKE_EVERY_MS } from '../look-event.ts';
import type { WakingParts } from './sleeper.ts';

/**
 * Starts an asynchronous invocation that looks at hints, on the platform that this runs on. What each platform needs is
 * loaded when it is used, which is after the callback was stored. @throws an Error
 */
export async function wake(parts: WakingParts): Promise<void> {
  if (platformOf(parts.context ?? {}) === 'lambda') await (await import('./wake-lambda.ts')).wakeOnLambda(parts);
  else await (await import('./wake-fc.ts')).wakeOnFc(parts);
}

/**
 * Wakes at most once in a while, since a look goes on for longer than that. It does not throw: the hints are stored, and
 * the next sweep takes them.
 */
export class Alarm {
  readonly #clock: Clock;
  #rangMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async ring(wakeUp: () => Promise<void>, log: Log): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#rangMs < WAKE_EVERY_MS) return;
    this.#rangMs = nowMs;
    try {
      await wakeUp();
    } catch (error) {
      // the next callback tries again
      this.#rangMs = Number.NEGATIVE_INFINITY;
      log.warn('sweep_not_woken', { problem: errorText(error) });
    }
  }
}
