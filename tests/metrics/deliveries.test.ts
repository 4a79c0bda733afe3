import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/base/log.ts';
import type { CallOutcome } from '../../lib/metrics/cloudmonitor/answer.ts';
import { deliver as deliverToCloudMonitor } from '../../lib/metrics/cloudmonitor/delivery.ts';
import type { CustomMetric } from '../../lib/metrics/cloudmonitor/points.ts';
import { DELIVERY_BOUNDS, deliver as deliverToCloudWatch } from '../../lib/metrics/cloudwatch/delivery.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';

const YES: CallOutcome = { problem: null, retryable: false, isInvalid: false, isHopeless: false };
const INVALID: CallOutcome = { ...YES, problem: 'found the numbers invalid', isInvalid: true };
const BUSY: CallOutcome = { ...YES, problem: 'is busy', retryable: true };
const DENIED: CallOutcome = { ...YES, problem: 'denied it', isHopeless: true };

/** Batches of such sizes, of metrics that are called by their number. */
function batches<T>(sizes: readonly number[], metricOf: (name: string) => T): T[][] {
  let n = 0;
  return sizes.map((size) => Array.from({ length: size }, () => metricOf(`M${n++}`)));
}

/** What a delivery to CloudMonitor came to, and when its calls left. */
async function toCloudMonitor(
  sizes: readonly number[],
  answer: (names: readonly string[], nth: number) => CallOutcome,
  giveUp?: AbortSignal,
) {
  const clock = new VirtualClock();
  const beganMs = clock.monotonicMs();
  const calls: { readonly atMs: number; readonly names: readonly string[] }[] = [];
  const put = async (metrics: readonly CustomMetric[]) => {
    const names = metrics.map(({ MetricName }) => MetricName);
    calls.push({ atMs: clock.monotonicMs() - beganMs, names });
    return answer(names, calls.length);
  };
  const given = batches(sizes, (MetricName) => ({ MetricName }) as CustomMetric);
  const deps = { clock, log: silentLog, random: () => 0, giveUp };
  return { ...(await clock.run(deliverToCloudMonitor(given, put, deps))), calls };
}

describe('a delivery to CloudMonitor', () => {
  it('makes one call after another, a tenth of a second apart', async () => {
    const { accepted, calls } = await toCloudMonitor([21, 21, 5], () => YES);
    expect(accepted).toBe(47);
    expect(calls.map(({ atMs, names }) => [atMs, names.length])).toEqual([
      [0, 21],
      [100, 21],
      [200, 5],
    ]);
  });

  it('calls nobody for nothing', async () => {
    expect(await toCloudMonitor([], () => DENIED)).toEqual({
      accepted: 0,
      refused: [],
      undelivered: 0,
      problems: [],
      calls: [],
    });
  });

  it('finds what is invalid by halving, after everything else was sent', async () => {
    const { accepted, refused, undelivered, calls } = await toCloudMonitor([4, 2], (names) =>
      names.includes('M2') ? INVALID : YES,
    );
    expect([accepted, refused, undelivered]).toEqual([5, ['M2'], 0]);
    expect(calls.map(({ names }) => names.join(' '))).toEqual(['M0 M1 M2 M3', 'M4 M5', 'M0 M1', 'M2 M3', 'M2', 'M3']);
  });

  it('tells each problem once, whoever has it', async () => {
    const { refused, problems } = await toCloudMonitor([3], () => INVALID);
    expect([refused.toSorted(), problems]).toEqual([['M0', 'M1', 'M2'], ['found the numbers invalid']]);
  });

  it('gives up the search after forty calls more', async () => {
    const { calls, refused, undelivered } = await toCloudMonitor([21, 21], () => INVALID);
    expect(calls).toHaveLength(42);
    expect(refused.length + undelivered).toBe(42);
    expect(undelivered).toBeGreaterThan(0);
  });

  it.each<[string, CallOutcome, number]>([
    ['once, where no other can succeed', DENIED, 1],
    ['three times, where it may pass', BUSY, 3],
  ])('tries %s, and spares the others that', async (_, outcome, tries) => {
    const { calls, accepted, undelivered, problems } = await toCloudMonitor([5, 5, 5], () => outcome);
    expect([calls.length, accepted, undelivered, problems]).toEqual([tries, 0, 15, [outcome.problem]]);
  });

  it('goes on once it has passed', async () => {
    const { calls, accepted } = await toCloudMonitor([5, 5], (_, nth) => (nth < 3 ? BUSY : YES));
    expect([calls.length, accepted]).toEqual([4, 10]);
  });

  it('ends when it is given up, and says so', async () => {
    const { calls, undelivered, problems } = await toCloudMonitor([5, 5], () => YES, AbortSignal.abort());
    expect([calls, undelivered, problems]).toEqual([[], 10, ['did not answer in time for all']]);
  });

  it('accounts for every metric, whatever is answered', async () => {
    const outcome = fc.constantFrom(YES, INVALID, BUSY, DENIED);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 21 }), { maxLength: 6 }),
        fc.array(outcome, { minLength: 1 }),
        async (sizes, outcomes) => {
          const result = await toCloudMonitor(sizes, (_, nth) => outcomes[nth % outcomes.length] ?? YES);
          const all = sizes.reduce((sum, size) => sum + size, 0);
          expect(result.accepted + result.refused.length + result.undelivered).toBe(all);
          if (result.accepted < all) expect(result.problems.length).toBeGreaterThan(0);
          const gaps = result.calls.slice(1).map(({ atMs }, n) => atMs - (result.calls[n]?.atMs ?? 0));
          expect(gaps.every((gap) => gap >= 100)).toBe(true);
        },
      ),
    );
  });
});

/** The same to CloudWatch, whose client throws. @returns how many each request had, beside the outcome */
async function toCloudWatch(sizes: readonly number[], answer: (names: readonly string[], nth: number) => Error | null) {
  const clock = new VirtualClock();
  const requests: string[] = [];
  const writer = {
    async put(data: readonly MetricDatum[]) {
      requests.push(data.map(({ MetricName }) => MetricName).join(' '));
      const error = answer(
        data.map(({ MetricName = '' }) => MetricName),
        requests.length,
      );
      if (error) throw error;
    },
    close: () => {},
  };
  const given = batches(sizes, (MetricName): MetricDatum => ({ MetricName }));
  const deps = { clock, log: silentLog, random: () => 0 };
  const { failures, ...counts } = await clock.run(deliverToCloudWatch(given, writer, DELIVERY_BOUNDS, deps));
  return { ...counts, kinds: failures.map(({ kind }) => kind), requests };
}
const named = (name: string) => Object.assign(new Error('x'), { name });

describe('a delivery to CloudWatch', () => {
  it('finds what is invalid by halving, after everything else was sent', async () => {
    const result = await toCloudWatch([4, 2], (names) =>
      names.includes('M2') ? named('InvalidParameterValueException') : null,
    );
    expect(result).toEqual({
      accepted: 5,
      refused: ['M2'],
      undelivered: 0,
      kinds: ['invalid'],
      requests: ['M0 M1 M2 M3', 'M4 M5', 'M0 M1', 'M2 M3', 'M2', 'M3'],
    });
  });

  it.each<[string, string, number, string]>([
    ['once, where nobody would be let in', 'AccessDeniedException', 1, 'access-denied'],
    ['once, where the keys are over', 'ExpiredTokenException', 1, 'expired-credentials'],
    ['each, where it is not known what is wrong', 'OddException', 2, 'unexpected'],
  ])('tries %s', async (_, name, tries, kind) => {
    const { requests, undelivered, kinds } = await toCloudWatch([2, 2], () => named(name));
    expect([requests.length, undelivered, kinds]).toEqual([tries, 4, [kind]]);
  });

  it('tries three times what may pass, and each of the others too', async () => {
    const { requests, undelivered, kinds } = await toCloudWatch([1, 1], () => named('ThrottlingException'));
    expect([requests, undelivered, kinds]).toEqual([['M0', 'M0', 'M0', 'M1', 'M1', 'M1'], 2, ['throttled']]);
    expect(await toCloudWatch([1], (_, nth) => (nth < 3 ? named('InternalFailure') : null))).toMatchObject({
      accepted: 1,
      kinds: [],
    });
  });

  it('accounts for every metric, and tells each kind of failure once', async () => {
    const error = fc.constantFrom(
      null,
      named('ValidationError'),
      named('Throttling'),
      named('AccessDenied'),
      named('Odd'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 }),
        fc.array(error, { minLength: 1 }),
        async (sizes, errors) => {
          const result = await toCloudWatch(sizes, (_, nth) => errors[nth % errors.length] ?? null);
          const all = sizes.reduce((sum, size) => sum + size, 0);
          expect(result.accepted + result.refused.length + result.undelivered).toBe(all);
          expect(new Set(result.kinds).size).toBe(result.kinds.length);
          if (result.accepted < all) expect(result.kinds.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
