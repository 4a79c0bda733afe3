import { describe, expect, it } from 'vitest';
import type { Log, LogFacts } from '../../lib/base/log.ts';
import type { TaskPage } from '../../lib/live/answer.ts';
import { liveErrorFromAnswer } from '../../lib/live/answer-errors.ts';
import { callTimedOut, networkFailed } from '../../lib/live/call-errors.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import type { LiveApiError } from '../../lib/live/errors.ts';
import { DEFAULT_RETRY, type PacedLive, pacedLive, type RetrySettings } from '../../lib/live/paced.ts';
import { InvalidRequestError } from '../../lib/live/request.ts';
import { seededRandom, seeds } from '../../stand-ins/simulation/seeded-random.ts';
import { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';

const CONTEXT = { action: 'DescribeLivePullToPushList', region: 'cn-shanghai', host: 'live.example.com' };
const PAGE: TaskPage = { tasks: [], total: 0, pageNumber: 1, requestId: null };
const ROUND_TRIP_MS = 50;

function refused(code: string, httpStatus = 400, retryAfterMs: number | null = null): LiveApiError {
  return liveErrorFromAnswer({ code, httpStatus, requestId: null, retryAfterMs }, CONTEXT);
}

interface Rig {
  readonly live: PacedLive;
  readonly clock: VirtualClock;
  /** When each call arrived, by operation. */
  readonly arrivals: { operation: 'list' | 'describe'; atMs: number }[];
  readonly waits: number[];
  list(signal?: AbortSignal): Promise<unknown>;
}

interface RigOptions {
  readonly qps?: number;
  readonly random?: () => number;
  readonly retry?: RetrySettings;
  readonly roundTripMs?: () => number;
  /** Whether it is known that nobody called before. */
  readonly isFirst?: boolean;
}

/** A paced client over one that fails as told: the nth call gets the nth failure, later ones succeed. */
function aRig(failures: readonly (Error | null)[], options: RigOptions = {}): Rig {
  const { qps = 10, random = () => 0.5, retry, roundTripMs = () => ROUND_TRIP_MS, isFirst = true } = options;
  const clock = new VirtualClock();
  const arrivals: Rig['arrivals'] = [];
  const waits: number[] = [];
  const answer = async (operation: 'list' | 'describe'): Promise<void> => {
    const tripMs = roundTripMs();
    await clock.sleep(tripMs / 2);
    const nth = arrivals.push({ operation, atMs: clock.monotonicMs() });
    await clock.sleep(tripMs / 2);
    const failure = failures[nth - 1];
    if (failure) throw failure;
  };
  const api: LiveApi = {
    listRelayTasks: async () => {
      await answer('list');
      return PAGE;
    },
    describeRelayTask: async () => {
      await answer('describe');
      return null;
    },
  };
  const debug = (_event: string, facts?: LogFacts) => waits.push(Number(facts?.waitMs));
  const log: Log = { debug, info() {}, warn() {}, error() {} };
  const deps = { clock, random, log, ...(retry ? { retry } : {}), ...(isFirst ? { memory: {} } : {}) };
  const live = pacedLive(api, { qps }, deps);
  const list = (signal?: AbortSignal) => clock.run(live.listRelayTasks({ region: 'cn-shanghai' }, signal));
  return { live, clock, arrivals, waits, list };
}

const repeated = (failure: Error, times: number) => Array.from({ length: times }, () => failure);

describe('a call that fails', () => {
  it.each<[string, LiveApiError]>([
    ['throttled', refused('Throttling.User')],
    ['a fault of the service', refused('InternalError', 500)],
    ['a nonce that was used', refused('SignatureNonceUsed')],
    ['a timeout', callTimedOut(CONTEXT, 10_000)],
    ['a broken connection', networkFailed(CONTEXT, 'ECONNRESET')],
  ])('is tried again when that may help: %s', async (_name, failure) => {
    const rig = aRig([failure, failure]);
    expect(await rig.list()).toBe(PAGE);
    expect(rig.arrivals).toHaveLength(3);
    expect(rig.live.counts).toMatchObject({ calls: 3 });
    expect(rig.live.counts.errorsByCode).toEqual(new Map([[failure.metricCode, 2]]));
  });

  it.each<[string, Error]>([
    ['a wrong parameter', refused('InvalidParameter')],
    ['no permission', refused('Forbidden.RAM', 403)],
    ['an old timestamp', refused('InvalidTimeStamp.Expired')],
    ['an unknown code', refused('CodeNew')],
    ['a request that was never sent', new InvalidRequestError('PageSize')],
    ['a fault of our own', new TypeError('oh')],
  ])('is not tried again when that cannot help: %s', async (_name, failure) => {
    const rig = aRig(repeated(failure, 3));
    await expect(rig.list()).rejects.toBe(failure);
    expect(rig.arrivals).toHaveLength(1);
    expect(rig.live.counts.calls).toBe(1);
  });

  it('is given up after the last try, with the last failure', async () => {
    const failures = [1, 2, 3, 4, 5, 6].map((n) => refused(`InternalError.${n}`, 500));
    const rig = aRig(failures);
    await expect(rig.list()).rejects.toBe(failures[DEFAULT_RETRY.attempts - 1]);
    expect(rig.live.counts).toMatchObject({ calls: 5, throttled: 0 });
    expect([...rig.live.counts.errorsByCode.values()]).toEqual([1, 1, 1, 1, 1]);
  });

  it('is tried just once when one try is all that is allowed', async () => {
    const rig = aRig(repeated(refused('InternalError', 500), 2), {
      retry: { attempts: 1, firstWaitMs: 200, longestWaitMs: 5_000 },
    });
    await expect(rig.list()).rejects.toThrow('InternalError');
    expect(rig.arrivals).toHaveLength(1);
  });
});

describe('the wait before another try', () => {
  const retry: RetrySettings = { attempts: 9, firstWaitMs: 200, longestWaitMs: 5_000 };

  it.each<[string, () => number, number[]]>([
    ['nothing at chance 0', () => 0, [0, 0, 0, 0, 0, 0, 0, 0]],
    ['half at chance 0.5', () => 0.5, [100, 200, 400, 800, 1600, 2500, 2500, 2500]],
    ['nearly all at chance 1', () => 0.999999, [200, 400, 800, 1600, 3200, 5000, 5000, 5000]],
  ])('is by chance between 0 and a bound that doubles up to the longest: %s', async (_name, random, waits) => {
    const rig = aRig(repeated(refused('InternalError', 500), 8), { random, retry });
    await rig.list();
    expect(rig.waits).toEqual(waits);
  });

  it('draws its chance anew each time', async () => {
    const draws = [0.1, 0.9, 0.3];
    const rig = aRig(repeated(refused('InternalError', 500), 3), { random: () => draws.shift() ?? 0, retry });
    await rig.list();
    expect(rig.waits).toEqual([20, 360, 240]);
  });

  it('really passes before the call arrives', async () => {
    const rig = aRig([refused('InternalError', 500)], {
      random: () => 0.5,
      retry: { ...retry, firstWaitMs: 10_000, longestWaitMs: 10_000 },
    });
    await rig.list();
    const [first, second] = rig.arrivals;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBe(5_000 + ROUND_TRIP_MS);
  });
});

describe('a throttled call', () => {
  it('is counted, and makes all wait for as long as Live wishes', async () => {
    const rig = aRig([refused('Throttling.User', 400, 7_000)], { random: () => 0 });
    await rig.list();
    expect(rig.live.counts).toMatchObject({ calls: 2, throttled: 1 });
    const [first, second] = rig.arrivals;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(7_000);
  });

  it('is tried again within a minute or so, however long Live would have us wait', async () => {
    const rig = aRig([refused('Throttling.User', 400, 365 * 86_400_000)], { random: () => 0 });
    await rig.list();
    const [first, second] = rig.arrivals;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThan(62_000);
  });
});

describe('giving up', () => {
  it('before the first try sends nothing', async () => {
    const reason = new Error('time is up');
    const rig = aRig([]);
    await expect(rig.list(AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(rig.arrivals).toEqual([]);
    expect(rig.live.counts.calls).toBe(0);
  });

  it('during the wait ends it at once, and sends nothing more', async () => {
    const reason = new Error('time is up');
    const giveUp = new AbortController();
    const rig = aRig(repeated(refused('InternalError', 500), 9), {
      random: () => {
        queueMicrotask(() => giveUp.abort(reason));
        return 0.999;
      },
    });
    const startedMs = rig.clock.monotonicMs();
    await expect(rig.list(giveUp.signal)).rejects.toBe(reason);
    expect(rig.arrivals).toHaveLength(1);
    expect(rig.clock.monotonicMs() - startedMs).toBe(ROUND_TRIP_MS);
  });

  it('while a try is under way does not try again', async () => {
    const giveUp = new AbortController();
    const failure = refused('InternalError', 500);
    const rig = aRig(repeated(failure, 9), {
      roundTripMs: () => {
        giveUp.abort();
        return ROUND_TRIP_MS;
      },
    });
    await expect(rig.list(giveUp.signal)).rejects.toBe(failure);
    expect(rig.arrivals).toHaveLength(1);
  });
});

describe('the pace', () => {
  it.each(seeds(20))(
    'holds for retries as for first tries: no second sees more than the limit (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const failures = Array.from({ length: 200 }, () => (random() < 0.3 ? refused('InternalError', 500) : null));
      const rig = aRig(failures, { random, roundTripMs: () => 40 + 20 * random() });
      const calls = Array.from({ length: 60 }, () =>
        rig.live.listRelayTasks({ region: 'cn-shanghai' }).catch(() => null),
      );
      await rig.clock.run(Promise.all(calls));
      expect(rig.arrivals.length).toBeGreaterThan(60);
      expect(busiestSecond(rig.arrivals.map(({ atMs }) => atMs))).toBeLessThanOrEqual(10);
    },
  );

  it('lets a second pass first when nobody knows who called before', async () => {
    const rig = aRig([], { isFirst: false });
    const startedMs = rig.clock.monotonicMs();
    await rig.list();
    expect(rig.arrivals.map(({ atMs }) => atMs - startedMs)).toEqual([1_002 + ROUND_TRIP_MS / 2]);
  });

  it('is counted for each operation by itself, as Live does', async () => {
    const rig = aRig([], { qps: 2 });
    const lists = Array.from({ length: 6 }, () => rig.live.listRelayTasks({ region: 'cn-shanghai' }));
    const describes = Array.from({ length: 6 }, () =>
      rig.live.describeRelayTask({ region: 'cn-shanghai', taskId: 'a' }),
    );
    await rig.clock.run(Promise.all([...lists, ...describes]));
    const times = (operation: string) =>
      rig.arrivals.filter((one) => one.operation === operation).map(({ atMs }) => atMs);
    expect([busiestSecond(times('list')), busiestSecond(times('describe'))]).toEqual([2, 2]);
    expect(busiestSecond(rig.arrivals.map(({ atMs }) => atMs))).toBe(4);
    expect(rig.live.counts.calls).toBe(12);
    expect(rig.live.memory()).toMatchObject({
      DescribeLivePullToPushList: { samples: 6, shortestMs: ROUND_TRIP_MS },
      DescribeLivePullToPush: { samples: 6, shortestMs: ROUND_TRIP_MS },
    });
  });
});

function busiestSecond(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length));
}
