import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileStore } from '../lib/state/file/file.ts';
import { usableOf } from '../lib/state/snapshot.ts';
import { type LiveStandIn, startLiveStandIn } from '../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../stand-ins/webhook/server.ts';
import { NETWORKS } from './support/networks.ts';
import { runSweep, type SweepRun } from './support/sweep-process.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * Ten sweeps in a row, each a process of its own with the state of the one before, while relays are created and deleted all
 * the time: is each complete, what does it cost, and is every stop told by the second sweep that could see it?
 */

const TASKS = 12_000;
const REGION = 'cn-shanghai';
const PAGE = 100;
const SWEEPS = 10;
const SEEDS = [1, 2, 3, 4, 5];
/** Created and deleted a second; the stand-in counts both as changes. */
const CHURN = [0, 0.1, 0.33, 1];
const STOPS_A_SWEEP = 5;
const SOURCES = 8;

/** What ten sweeps came to. */
interface Row {
  complete: number;
  calls: number;
  pages: number;
  throttled: number;
  busiest: number;
  ratios: number[];
  overlooked: number;
  stops: number;
  toldLate: number;
  falseEnds: number;
  blind: number;
  exits: number;
}

async function measure(churn: number, seed: number): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-churn-'));
  const live = await startLiveStandIn({
    tasks: TASKS,
    regions: [REGION],
    seed,
    latency: NETWORKS.WAN,
    churnPerSecond: 2 * churn,
  });
  const webhook = await startWebhookStandIn();
  const sum: Row = {
    complete: 0,
    calls: 0,
    pages: 0,
    throttled: 0,
    busiest: 0,
    ratios: [],
    overlooked: 0,
    stops: 0,
    toldLate: 0,
    falseEnds: 0,
    blind: 0,
    exits: 0,
  };
  const state = { type: 'file', path: join(folder, 'state') };
  const config = {
    live: { endpoint: live.url, regions: [REGION] },
    alerts: [{ type: 'webhook', url: `${webhook.url}/webhook` }],
    state,
  };
  const stoppedBefore = new Set(stoppedIds(live));
  const waiting = new Map<string, number>();
  try {
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      live.resetStats();
      add(sum, await runSweep(config), live);
      await lookAtIncidents(sum, state.path, live, waiting, sweep);
      stopSome(live, sweep, stoppedBefore, waiting, sum);
    }
    sum.blind = webhook.received().filter(({ body }) => body.includes('monitor-blind')).length;
    return sum;
  } finally {
    await Promise.all([live.close(), webhook.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

function add(sum: Row, { exitCode, summary }: SweepRun, live: LiveStandIn): void {
  const stats = live.stats().operations.DescribeLivePullToPushList;
  if (!stats) throw new Error('the sweep made no call');
  sum.complete += summary.sweep.complete ? 1 : 0;
  sum.exits += exitCode === 0 ? 0 : 1;
  sum.overlooked += summary.sweep.overlooked;
  sum.calls += stats.calls;
  sum.pages += Math.ceil(live.tally().total / PAGE);
  sum.throttled += stats.throttled;
  sum.busiest = Math.max(sum.busiest, stats.mostInAnySecond);
  sum.ratios.push(((stats.lastArrivalMs ?? 0) - (stats.firstArrivalMs ?? 0)) / ((stats.calls - 1) * 100));
}

/** Stops some relays of one source for good; the next sweep is the first that can see them. */
function stopSome(live: LiveStandIn, sweep: number, known: Set<string>, waiting: Map<string, number>, sum: Row): void {
  live.fleet.failSource(`source-${(sweep % SOURCES) + 1}.example.com`, { count: STOPS_A_SWEEP, immediate: true });
  for (const id of stoppedIds(live)) {
    if (known.has(id)) continue;
    known.add(id);
    waiting.set(id, sweep + 1);
    sum.stops += 1;
  }
}

/** Which stops the state knows of by now, and whether it ended any that go on. */
async function lookAtIncidents(
  sum: Row,
  path: string,
  live: LiveStandIn,
  waiting: Map<string, number>,
  sweep: number,
): Promise<void> {
  const { snapshot } = await createFileStore(path).load();
  const incidents = new Map(usableOf(snapshot)?.watch?.incidents.map((one) => [one.taskId, one]));
  const stopped = new Set(stoppedIds(live));
  for (const [id, since] of waiting) {
    const incident = incidents.get(id);
    if (incident?.causeKey) waiting.delete(id);
    else if (!stopped.has(id)) waiting.delete(id);
    else if (sweep - since >= 1) {
      sum.toldLate += 1;
      waiting.delete(id);
    }
  }
  for (const { taskId, phase } of incidents.values()) {
    if (phase === 'quiet' && stopped.has(taskId)) sum.falseEnds += 1;
  }
}

function stoppedIds(live: LiveStandIn): string[] {
  const { fleet } = live;
  return [...fleet.states()]
    .filter(({ state }) => state.kind === 'stopped' && state.reason !== 'TriggerByUser')
    .map(({ slot }) => fleet.taskIdOf(slot));
}

/** Ten sweeps of each seed, the churns side by side: each sweep is alone with its stand-in, and waits most of the time. */
export async function churn(): Promise<void> {
  const rows: string[][] = [];
  for (const seed of SEEDS) {
    const found = await Promise.all(CHURN.map((one) => measure(one, seed)));
    for (const [index, row] of found.entries()) {
      const mean = row.ratios.reduce((total, ratio) => total + ratio, 0) / row.ratios.length;
      const cells = [
        String(CHURN[index]),
        String(seed),
        `${row.complete} of ${SWEEPS}`,
        String(row.exits),
        (row.calls / row.pages).toFixed(3),
        `${mean.toFixed(3)} (${Math.max(...row.ratios).toFixed(3)})`,
        String(row.throttled),
        String(row.busiest),
        (row.overlooked / SWEEPS).toFixed(1),
        `${row.stops - row.toldLate} of ${row.stops}`,
        String(row.falseEnds),
        String(row.blind),
      ];
      progress(cells.join(' | '));
      rows.push(cells);
    }
  }
  rows.sort(([a], [b]) => Number(a) - Number(b));
  const head = [
    'churn',
    'seed',
    'complete',
    'exit ≠ 0',
    'calls ÷ pages',
    'time ÷ ideal, mean (worst)',
    'throttled',
    'most in a second',
    'overlooked a sweep',
    'stops told in two sweeps',
    'false ends',
    'blind',
  ];
  result(markdownTable(head, rows));
}
