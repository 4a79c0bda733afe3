import Bottleneck from 'bottleneck';
import pThrottle from 'p-throttle';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { LiveApiError } from '../../lib/live/errors.ts';
import { type PacedLive, pacedLive } from '../../lib/live/paced.ts';

export const QPS = 10;
/** Tries of one page before a strategy is said to give up; each strategy tries again at once, through its own limiter. */
const MOST_TRIES = 6;

/** Reads pages 1 to `pages`, each until it is answered. @returns pages given up */
export type Strategy = (live: LiveApi, pages: number) => Promise<number>;

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

const paced = (live: LiveApi, memory?: ReturnType<PacedLive['memory']>): PacedLive => {
  const deps = { clock: systemClock, random: Math.random, log: silentLog };
  return pacedLive(live, { qps: QPS }, { ...deps, ...(memory ? { memory } : {}) });
};

export const OTHERS: Readonly<Record<string, Strategy>> = {
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
};

export const OURS: Strategy = (live, pages) => {
  const sweep = paced(live);
  return firstThenAll(pages, (page) => readPage(sweep, page));
};

/** Half of the pages by one sweep, the others by another that begins as soon as the first is done. */
export function twoSweeps(isRemembered: boolean): Strategy {
  return async (live, pages) => {
    const first = paced(live);
    const givenUp = await firstThenAll(Math.ceil(pages / 2), (page) => readPage(first, page));
    const second = paced(live, isRemembered ? first.memory() : undefined);
    return givenUp + (await firstThenAll(Math.floor(pages / 2), (page) => readPage(second, page)));
  };
}
