import Bottleneck from 'bottleneck';
import pThrottle from 'p-throttle';
import type { Window } from '../infra/local/live/rate-limit.ts';
import { STAND_IN_KEYS } from '../lib/assemble.ts';
import { createLiveClient, type LiveApi } from '../lib/live/client.ts';
import { fixedCredentials } from '../lib/live/credentials.ts';
import { LiveApiError } from '../lib/live/errors.ts';
import { pacedLive } from '../lib/live/paced.ts';
import { silentLog } from '../lib/log.ts';
import { systemClock } from '../lib/time.ts';
import { NETWORKS, type NetworkName } from './support/networks.ts';
import { startStandInProcess } from './support/stand-in-process.ts';
import { markdownTable, progress, result } from './support/table.ts';

const QPS = 10;
/** Tries of one page before a strategy is said to give up; each strategy tries again at once, through its own limiter. */
const MOST_TRIES = 6;

/** Reads pages 1 to `pages`, each until it is answered. @returns pages given up */
type Strategy = (live: LiveApi, pages: number) => Promise<number>;

const readPage = (live: LiveApi, pageNumber: number) =>
  live.listRelayTasks({ region: 'cn-shanghai', pageNumber, pageSize: 100 });

/** @returns whether the page was given up */
async function untilAnswered(read: () => Promise<unknown>): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await read();
      return false;
    } catch (error) {
      if (!(error instanceof LiveApiError) || !error.facts.retryable) throw error;
      if (attempt >= MOST_TRIES) return true;
    }
  }
}

/** The first page alone, as a sweep must, then all the others as fast as the limiter lets them. */
async function firstThenAll(pages: number, read: (page: number) => Promise<unknown>): Promise<number> {
  const first = await untilAnswered(() => read(1));
  const rest = await Promise.all(Array.from({ length: pages - 1 }, (_, index) => untilAnswered(() => read(index + 2))));
  return [first, ...rest].filter(Boolean).length;
}

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  'one after another': async (live, pages) => {
    let givenUp = 0;
    for (let page = 1; page <= pages; page++) if (await untilAnswered(() => readPage(live, page))) givenUp += 1;
    return givenUp;
  },
  'p-throttle, strict': (live, pages) => {
    const throttled = pThrottle({ limit: QPS, interval: 1_000, strict: true })((page: number) => readPage(live, page));
    return firstThenAll(pages, throttled);
  },
  'bottleneck, 100 ms apart': (live, pages) => {
    const limiter = new Bottleneck({ minTime: 1_000 / QPS });
    return firstThenAll(pages, (page) => limiter.schedule(() => readPage(live, page)));
  },
  'relaywatch, response-anchored': (live, pages) => {
    const paced = pacedLive(live, { qps: QPS }, { clock: systemClock, random: Math.random, log: silentLog });
    return firstThenAll(pages, (page) => readPage(paced, page));
  },
};

async function measure(
  strategy: string,
  network: NetworkName,
  window: Window,
  pages: number,
  seed: number,
): Promise<string[]> {
  const standIn = await startStandInProcess({
    tasks: pages * 100,
    regions: ['cn-shanghai'],
    seed,
    qps: QPS,
    window,
    latency: NETWORKS[network],
  });
  try {
    const live = createLiveClient(
      { endpoint: standIn.url, callTimeoutMs: 10_000 },
      fixedCredentials(STAND_IN_KEYS),
      systemClock,
    );
    const givenUp = (await STRATEGIES[strategy]?.(live, pages)) ?? 0;
    const { calls, throttled, mostInAnySecond, firstArrivalMs, lastArrivalMs } = await standIn.stats();
    const idealMs = ((pages - 1) / QPS) * 1_000;
    const ratio = ((lastArrivalMs ?? 0) - (firstArrivalMs ?? 0)) / idealMs;
    const time = givenUp > 0 ? `gave ${givenUp} pages up` : ratio.toFixed(2);
    progress(`${network}, ${window}: ${strategy}: ${throttled} of ${calls} throttled, ${time}`);
    return [network, window, strategy, String(calls), String(throttled), String(mostInAnySecond), time];
  } finally {
    standIn.stop();
  }
}

const HEAD = ['network', 'window', 'pacing', 'calls', 'throttled', 'most in any second', 'time ÷ ideal'];

async function compare(pages: number): Promise<void> {
  const rows: string[][] = [];
  for (const network of Object.keys(NETWORKS) as NetworkName[]) {
    for (const window of ['sliding', 'fixed'] as const) {
      // side by side, each against a stand-in of its own: two at a time leave both cores mostly idle
      rows.push(
        ...(await Promise.all(Object.keys(STRATEGIES).map((strategy) => measure(strategy, network, window, pages, 7)))),
      );
    }
  }
  result(markdownTable(HEAD, rows));
}

/** Our pacing alone over many calls and seeds: the claim of no throttled call at all. */
async function long(pages: number, seeds: readonly number[]): Promise<void> {
  const rows = await Promise.all(
    seeds.flatMap((seed) =>
      (['WAN', 'far'] as const).map(async (network) => [
        String(seed),
        ...(await measure('relaywatch, response-anchored', network, 'sliding', pages, seed)),
      ]),
    ),
  );
  result(markdownTable(['seed', ...HEAD], rows));
}

const [mode = 'compare', pages] = process.argv.slice(2);
if (mode === 'long') await long(Number(pages ?? 1_000), [1, 2, 3]);
else await compare(Number(pages ?? 121));
process.exit(0);
