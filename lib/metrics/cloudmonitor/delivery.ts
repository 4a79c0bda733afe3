import { endOf, type HttpDeps, patiently } from '../http-bounds.ts';
import type { CallOutcome } from './answer.ts';
import type { CustomMetric } from './points.ts';

/** Between departures: half of the 20 calls a second that the account shares with all other tools. */
const GAP_MS = 100;
/** Calls spent on finding invalid metrics by halving: one among 21 takes ten. */
const EXTRA_CALLS = 40;

/** What became of the metrics given: `accepted`, `refused` and `undelivered` add up to them. */
export interface Delivery {
  readonly accepted: number;
  /** Names of the metrics that the service itself found invalid. */
  readonly refused: readonly string[];
  readonly undelivered: number;
  /** The problems behind those, each once. */
  readonly problems: readonly string[];
}

/**
 * Puts all calls, one after another and at most ten a second. One invalid metric may make CloudMonitor refuse its whole
 * call, so a refused call is cut in halves, which go to the end of the queue. A call repeated after a lost answer may
 * count twice, which Maximum and Minimum of a gauge do not show.
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
    // what tries and waits could not deliver would take as long for each of the others
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
    // given up in between, the call ends at once
    if (waitMs > 0) await clock.sleep(waitMs, giveUp).catch(() => undefined);
    nextMs = clock.monotonicMs() + gapMs;
    return call();
  };
}

function halves<T>(batch: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}
