import { fixedCredentials } from '../lib/aliyun/credentials.ts';
import { systemClock } from '../lib/base/time.ts';
import { createLiveClient } from '../lib/live/client.ts';
import { STAND_IN_KEYS } from '../stand-ins/keys.ts';
import type { Window } from '../stand-ins/live/rate-limit.ts';
import { slowLookups } from '../stand-ins/slow-lookups.ts';
import { atMost, beside, figure } from './support/figure.ts';
import { NETWORKS, type NetworkName } from './support/networks.ts';
import { startStandInProcess } from './support/stand-in-process.ts';
import { OTHERS, OURS, QPS, type Strategy, twoSweeps } from './support/strategies.ts';
import { markdownTable, progress, result } from './support/table.ts';

const OUR_NAME = 'relaywatch, response-anchored';
const STRATEGIES: Readonly<Record<string, Strategy>> = { ...OTHERS, [OUR_NAME]: OURS };

interface Setting {
  readonly name: string;
  readonly strategy: Strategy;
  readonly network: NetworkName;
  readonly window: Window;
  readonly pages: number;
  readonly seed: number;
  /** What each new connection takes longer: DNS, TLS. */
  readonly connectMs?: number;
  /** Calls after which the server closes a connection. */
  readonly callsPerConnection?: number;
}

interface Measured {
  readonly row: string[];
  readonly throttled: number;
  readonly time: string;
  readonly ratio: number;
}

async function measure(setting: Setting): Promise<string[]> {
  return (await measured(setting)).row;
}

async function measured(setting: Setting): Promise<Measured> {
  const { name, strategy, network, window, pages, seed, connectMs, callsPerConnection = 0 } = setting;
  const standIn = await startStandInProcess({
    tasks: pages * 100,
    regions: ['cn-shanghai'],
    seed,
    qps: QPS,
    window,
    callsPerConnection,
    latency: NETWORKS[network],
  });
  try {
    const endpoint = connectMs ? standIn.url.replace('127.0.0.1', `connect-${connectMs}.localhost`) : standIn.url;
    const live = createLiveClient({ endpoint, callTimeoutMs: 10_000 }, fixedCredentials(STAND_IN_KEYS), systemClock);
    const givenUp = await strategy(live, pages);
    const { calls, throttled, mostInAnySecond, firstArrivalMs, lastArrivalMs } = await standIn.stats();
    const idealMs = ((pages - 1) / QPS) * 1_000;
    const ratio = ((lastArrivalMs ?? 0) - (firstArrivalMs ?? 0)) / idealMs;
    const time = givenUp > 0 ? `gave ${givenUp} pages up` : ratio.toFixed(2);
    progress(`${network}, ${window}: ${name}: ${throttled} of ${calls} throttled, ${time}`);
    const row = [network, window, name, String(calls), String(throttled), String(mostInAnySecond), time];
    return { row, throttled, time, ratio };
  } finally {
    standIn.stop();
  }
}

const HEAD = ['network', 'window', 'pacing', 'calls', 'throttled', 'most in any second', 'time ÷ ideal'];
const NETWORKS_COMPARED = Object.keys(NETWORKS) as NetworkName[];

async function compare(pages: number): Promise<void> {
  const rows: string[][] = [];
  for (const network of NETWORKS_COMPARED) {
    for (const window of ['sliding', 'fixed'] as const) {
      // side by side, each against a stand-in of its own: two at a time leave both cores mostly idle
      const all = Object.entries(STRATEGIES).map(([name, strategy]) =>
        measure({ name, strategy, network, window, pages, seed: 7 }),
      );
      rows.push(...(await Promise.all(all)));
    }
  }
  result(markdownTable(HEAD, rows));
}

/** What connections and other sweeps do to our pacing. */
const CIRCUMSTANCES: readonly Pick<Setting, 'name' | 'strategy' | 'connectMs' | 'callsPerConnection'>[] = [
  { name: 'cold: each new connection takes 150 ms', strategy: OURS, connectMs: 150 },
  { name: 'cold: each new connection takes 500 ms', strategy: OURS, connectMs: 500 },
  { name: 'renewed after 5 calls, 150 ms each', strategy: OURS, connectMs: 150, callsPerConnection: 5 },
  { name: 'two sweeps, the first is remembered', strategy: twoSweeps(true), connectMs: 150 },
  { name: 'two sweeps that know nothing of each other', strategy: twoSweeps(false), connectMs: 150 },
];

async function connections(pages: number): Promise<void> {
  const stop = slowLookups((host) => systemClock.sleep(Number(/^connect-(\d+)\./.exec(host)?.[1] ?? 0)));
  const rows: string[][] = [];
  for (const network of NETWORKS_COMPARED) {
    const all = CIRCUMSTANCES.map((one) => measure({ ...one, network, window: 'sliding', pages, seed: 7 }));
    rows.push(...(await Promise.all(all)));
  }
  stop();
  result(markdownTable(HEAD, rows));
}

/** Our pacing alone over many calls and seeds: the claim of no throttled call at all. */
async function long(pages: number, seeds: readonly number[]): Promise<void> {
  const settings = seeds.flatMap((seed) => (['WAN', 'far'] as const).map((network) => ({ seed, network })));
  const rows = settings.map(async ({ seed, network }) => [
    String(seed),
    ...(await measure({ name: OUR_NAME, strategy: OURS, network, window: 'sliding', pages, seed })),
  ]);
  result(markdownTable(['seed', ...HEAD], await Promise.all(rows)));
}

/** The aims of design, and what a user would take instead, side by side in the same run. */
async function figures(pages: number): Promise<void> {
  const aims = { calm: 1.05, WAN: 1.07, far: 1.13 } as const;
  for (const network of ['calm', 'WAN', 'far'] as const) {
    const all = Object.entries(STRATEGIES).map(async ([name, strategy]) => ({
      name,
      ...(await measured({ name, strategy, network, window: 'sliding', pages, seed: 7 })),
    }));
    const oursFirst = (await Promise.all(all)).sort(
      (one, other) => Number(other.name === OUR_NAME) - Number(one.name === OUR_NAME),
    );
    for (const { name, throttled, time, ratio } of oursFirst) {
      const what = `${pages} pages, ${network}`;
      if (name === OUR_NAME) {
        figure(atMost(`${what}: throttled calls`, throttled, 0, '', 0));
        figure(atMost(`${what}: time ÷ ideal`, ratio, aims[network]));
      } else figure(beside(`… ${name}`, `${throttled} throttled, ${time}`));
    }
  }
}

const [mode = 'all', pages] = process.argv.slice(2);
if (mode === 'figures') await figures(Number(pages ?? 121));
if (mode === 'long') await long(Number(pages ?? 1_000), [1, 2, 3]);
if (mode === 'compare' || mode === 'all') await compare(Number(pages ?? 121));
if (mode === 'connections' || mode === 'all') await connections(Number(pages ?? 121));
process.exit(0);
