import pLimit from 'p-limit';
import type { Clock, Random } from '../../lib/base/time.ts';
import { withRetries } from '../../lib/http/retry.ts';
import { alarmsFailure, type Operation } from './failure.ts';

/** PutMetricAlarm and DeleteAlarms: 3 a second, by account and region. Source: CloudWatch service quotas. */
const MS_BETWEEN_WRITES = 400;
const ATTEMPTS = 6;
const BACKOFF = { baseMs: 500, capMs: 8_000 };

export interface Patience {
  readonly clock: Clock;
  readonly random: Random;
}

/** A gate that lets calls through one after another, never two within 400 ms. */
export function inTurn(clock: Clock): <T>(send: () => Promise<T>) => Promise<T> {
  const one = pLimit(1);
  let nextMs = Number.NEGATIVE_INFINITY;
  return (send) =>
    one(async () => {
      const waitMs = nextMs - clock.monotonicMs();
      if (waitMs > 0) await clock.sleep(waitMs);
      nextMs = clock.monotonicMs() + MS_BETWEEN_WRITES;
      return send();
    });
}

/**
 * Makes a call, with up to six attempts if the failure may be temporary. @throws AlarmsError
 * @param secrets what no error may contain; only asked for after a failure
 */
export async function patiently<T>(
  operation: Operation,
  send: () => Promise<T>,
  place: string,
  { clock, random }: Patience,
  secrets: () => Promise<readonly string[]>,
): Promise<T> {
  const attempt = async () => {
    try {
      return { value: await send(), failure: null };
    } catch (error) {
      return { failure: alarmsFailure(error, operation, place, await secrets()) };
    }
  };
  const again = ({ failure }: Awaited<ReturnType<typeof attempt>>) => (failure?.retryable ? {} : null);
  const outcome = await withRetries(attempt, again, { clock, random, attempts: ATTEMPTS, backoff: BACKOFF });
  if (outcome.failure) throw outcome.failure.error;
  return outcome.value;
}
