import type { LiveStandInOptions } from '../stand-ins/live/server.ts';
import { churn } from './churn.ts';
import { NETWORKS, type NetworkName } from './support/networks.ts';
import { startStandInProcess } from './support/stand-in-process.ts';
import { runSweep } from './support/sweep-process.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * `relaywatch sweep` against 12,000 tasks in two regions, on five seeds: are the counts the stand-in's own, to the last
 * task, how many calls were throttled, and how long did it take?
 */

const TASKS = 12_000;
const REGIONS = ['cn-shanghai', 'cn-beijing'];
const SEEDS = [1, 2, 3, 4, 5];
const FAULTS: LiveStandInOptions = { faults: { reset: 0.02, http500: 0.03 }, churnPerSecond: 1 };

async function measure(name: string, network: NetworkName, seed: number, more: LiveStandInOptions): Promise<string[]> {
  const standIn = await startStandInProcess({
    tasks: TASKS,
    regions: REGIONS,
    seed,
    latency: NETWORKS[network],
    ...more,
  });
  try {
    const { exitCode, summary } = await runSweep({ live: { endpoint: standIn.url, regions: REGIONS } });
    const { calls, throttled, firstArrivalMs, lastArrivalMs } = await standIn.stats();
    const truth = await standIn.tally();
    const { tasks, sweep } = summary;
    const same =
      tasks.total === truth.total &&
      Object.entries(truth.byStatus).every(
        ([status, count]) => tasks.byStatus[status as keyof typeof tasks.byStatus] === count,
      ) &&
      Object.entries(truth.stoppedByReason).every(([reason, count]) => (tasks.stoppedByReason[reason] ?? 0) === count);
    const ratio = ((lastArrivalMs ?? 0) - (firstArrivalMs ?? 0)) / (((calls - 1) / 10) * 1_000);
    const verdict = sweep.complete
      ? 'complete'
      : `incomplete: ${sweep.reasons.map((reason) => reason.split(': ').slice(0, 2).join(' ')).join('; ')}`;
    progress(`${name}, ${network}, seed ${seed}: ${verdict}, counts ${same ? 'equal' : 'differ'}`);
    return [
      name,
      network,
      String(seed),
      String(exitCode),
      verdict,
      same ? 'equal' : `differ (${tasks.total} of ${truth.total})`,
      String(calls),
      String(throttled),
      ratio.toFixed(3),
    ];
  } finally {
    standIn.stop();
  }
}

async function clean(): Promise<void> {
  const rows: string[][] = [];
  for (const network of ['calm', 'WAN', 'far'] as const) {
    for (const seed of SEEDS) rows.push(await measure('clean', network, seed, {}));
  }
  for (const seed of SEEDS) rows.push(await measure('2 % resets, 3 % HTTP 500, churn', 'WAN', seed, FAULTS));
  result(
    markdownTable(['faults', 'network', 'seed', 'exit', 'sweep', 'counts', 'calls', 'throttled', 'time ÷ ideal'], rows),
  );
}

if (process.argv[2] === 'churn') await churn();
else await clean();
process.exit(0);
