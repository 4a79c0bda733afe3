import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { awsWaitMs } from '../../aws/wait.ts';
import type { Log } from '../../base/log.ts';
import type { Clock, Random } from '../../base/time.ts';
import { type Backoff, withRetries } from '../../http/retry.ts';
import { type CloudWatchFailure, cloudWatchFailure } from './failure.ts';
import type { CloudWatchWriter } from './writer.ts';

/** Bounds of one publication, over all requests. */
export interface DeliveryBounds {
  readonly attemptsPerRequest: number;
  readonly requestTimeoutMs: number;
  readonly totalMs: number;
  /** Requests that may be spent on finding invalid metrics by halving, in addition to one per batch. */
  readonly extraRequests: number;
}

/** 64 extra requests isolate three invalid metrics among 1,000 (ten halvings of two requests each). */
export const DELIVERY_BOUNDS: DeliveryBounds = {
  attemptsPerRequest: 3,
  requestTimeoutMs: 5_000,
  totalMs: 15_000,
  extraRequests: 64,
};

export interface DeliveryDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly giveUp?: AbortSignal | undefined;
}

/** The fate of the given data: `accepted`, `refused` and `undelivered` add up to all of it. */
export interface Delivery {
  readonly accepted: number;
  /** Names of the metrics that the service found invalid. */
  readonly refused: readonly string[];
  readonly undelivered: number;
  /** The failures behind `refused` and `undelivered`, first to last, one of each kind. */
  readonly failures: readonly CloudWatchFailure[];
}

/**
 * Sends all batches in order. One invalid metric makes CloudWatch refuse its whole request, so a refused batch is split
 * in halves, which go to the end of the queue: valid data gets through before the search for invalid data. A request
 * repeated after a lost answer may be counted twice by CloudWatch; for a gauge, Maximum and Minimum stay correct.
 */
export async function deliver(
  batches: readonly (readonly MetricDatum[])[],
  writer: CloudWatchWriter,
  bounds: DeliveryBounds,
  deps: DeliveryDeps,
): Promise<Delivery> {
  const endMs = deps.clock.monotonicMs() + bounds.totalMs;
  const queue = [...batches];
  const refused: string[] = [];
  const failures: CloudWatchFailure[] = [];
  let requestsLeft = batches.length + bounds.extraRequests;
  let accepted = 0;
  let undelivered = 0;
  let hopeless = false;
  for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
    if (hopeless || requestsLeft === 0) {
      undelivered += batch.length;
      continue;
    }
    requestsLeft -= 1;
    const failure = await putPatiently(batch, writer, bounds, endMs, deps);
    if (failure === null) {
      accepted += batch.length;
      continue;
    }
    if (!failures.some((other) => other.kind === failure.kind)) failures.push(failure);
    hopeless ||= failure.hopeless;
    if (failure.kind !== 'invalid') undelivered += batch.length;
    else if (batch.length === 1) refused.push(batch[0]?.MetricName ?? '');
    else queue.push(...halves(batch));
  }
  return { accepted, refused, undelivered, failures };
}

interface Put {
  /** Null when it was accepted. */
  readonly failure: CloudWatchFailure | null;
  readonly wishMs: number | null;
}

/** One request with a limited number of retries. @returns null when it was accepted, else the last failure */
async function putPatiently(
  batch: readonly MetricDatum[],
  writer: CloudWatchWriter,
  { attemptsPerRequest, requestTimeoutMs }: DeliveryBounds,
  endMs: number,
  { clock, log, random, giveUp }: DeliveryDeps,
): Promise<CloudWatchFailure | null> {
  const putInTime = async (): Promise<Put> => {
    const leftMs = endMs - clock.monotonicMs();
    if (leftMs <= 0 || giveUp?.aborted) return { failure: OUT_OF_TIME, wishMs: null };
    return putOnce(batch, writer, Math.min(requestTimeoutMs, leftMs), { clock, giveUp });
  };
  const { failure } = await withRetries(
    putInTime,
    (put) =>
      put.failure?.retryable
        ? { wishMs: put.wishMs, backoff: put.failure.kind === 'throttled' ? THROTTLED_BACKOFF : BACKOFF }
        : null,
    { clock, random, attempts: attemptsPerRequest, backoff: BACKOFF, endMs, giveUp },
    ({ attempt, outcome, waitMs }) => {
      const { kind: reason, code } = outcome.failure ?? OUT_OF_TIME;
      log.warn('cloudwatch_request_failed', { attempt, reason, code, waitMs });
    },
  );
  return failure;
}

const OUT_OF_TIME: CloudWatchFailure = { kind: 'timeout', code: 'no time left', retryable: false, hopeless: true };

async function putOnce(
  batch: readonly MetricDatum[],
  writer: CloudWatchWriter,
  timeoutMs: number,
  { clock, giveUp }: Pick<DeliveryDeps, 'clock' | 'giveUp'>,
): Promise<Put> {
  try {
    await writer.put(batch, timeoutMs, giveUp);
    return { failure: null, wishMs: null };
  } catch (error) {
    return { failure: cloudWatchFailure(error), wishMs: awsWaitMs(error, clock.nowUtc().toMillis()) };
  }
}

const BACKOFF: Backoff = { baseMs: 250, capMs: 2_000 };
/** A throttled caller has to wait for a whole second; a broken connection need not. */
const THROTTLED_BACKOFF: Backoff = { baseMs: 1_000, capMs: 4_000 };

function halves(batch: readonly MetricDatum[]): readonly (readonly MetricDatum[])[] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}
