import { endOf, type HttpDeps, patiently } from '../http-bounds.ts';
import type { CallOutcome } from './answer.ts';
import type { CustomMetric } from './points.ts';

/** Time between calls: uses half of the 20 calls a second that the account shares with all other tools. */
const GAP_MS = 100;
/** Calls that may be spent on finding invalid metrics by halving: finding one among 21 takes ten. */
const EXTRA_CALLS = 40;

/** The fate of the given metrics: `accepted`, `refused` and `undelivered` add up to all of them. */
export interface Delivery {
  readonly accepted: number;
  /** Names of the metrics that the service found invalid. */
  readonly refused: readonly string[];
  readonly undelivered: number;
  /** Their problems, each one once. */
  readonly problems: readonly string[];
}

/**
 * Sends all calls one after another, at most ten a second. One invalid metric may make CloudMonitor refuse its whole
 * call, so a refused call is split in halves, which go to the end of the queue. A call repeated after a lost answer may
 * count twice, which does not affect Maximum and Minimum of a gauge.
 */
export async function deliver(
  calls: readonly (readonly CustomMetric[])[],
  put: (metrics: readonly CustomMetric[], timeoutMs: number) => Promise<CallOutcome>,
  deps: HttpDeps,
): Promise<Delivery> {
  const endMs = endOf(deps);
  const paced = pacedBy(GAP_MS, deps);
  const queue = [...calls];
  const refused: string[] = [];
  const problems = new Set<string>();
  let callsLeft = calls.length + EXTRA_CALLS;
  let accepted = 0;
  let undelivered = 0;
  let isHopeless = false;
  for (let metrics = queue.shift(); metrics !== undefined; metrics = queue.shift()) {
    const isLate = deps.clock.monotonicMs() >= endMs || deps.giveUp?.aborted === true;
    if (isLate) problems.add('did not answer in time for all');
    if (isHopeless || callsLeft === 0 || isLate) {
      undelivered += metrics.length;
      continue;
    }
    callsLeft -= 1;
    const batch = metrics;
    const tryOnce = (timeoutMs: number) => paced(() => put(batch, timeoutMs));
    const outcome = await patiently(tryOnce, endMs, 'cloudmonitor_request_failed', deps);
    if (outcome.problem === null) {
      accepted += batch.length;
      continue;
    }
    problems.add(outcome.problem);
    // what retries and waiting could not deliver would take as long for each of the others
    isHopeless = outcome.isHopeless || outcome.retryable;
    if (!outcome.isInvalid) undelivered += batch.length;
    else if (batch.length === 1) refused.push(batch[0]?.MetricName ?? '');
    else queue.push(...halves(batch));
  }
  return { accepted, refused, undelivered, problems: [...problems] };
}

function pacedBy(gapMs: number, { clock, giveUp }: HttpDeps): <T>(call: () => Promise<T>) => Promise<T> {
  let nextMs = Number.NEGATIVE_INFINITY;
  return async (call) => {
    const waitMs = nextMs - clock.monotonicMs();
    // when aborted during the wait, the call ends at once
    if (waitMs > 0) await clock.sleep(waitMs, giveUp).catch(() => undefined);
    nextMs = clock.monotonicMs() + gapMs;
    return call();
  };
}

function halves<T>(batch: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}
