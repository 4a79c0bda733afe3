import { fileURLToPath } from 'node:url';
import type { LiveStandInOptions } from '../stand-ins/live/server.ts';
import { churn } from './churn.ts';
import { atMost, beside, figure } from './support/figure.ts';
import { runMeasured } from './support/measured-process.ts';
import { NETWORKS, type NetworkName } from './support/networks.ts';
import { type StandInProcess, startStandInProcess } from './support/stand-in-process.ts';
import { runSweep } from './support/sweep-process.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * `relaywatch sweep` against 12,000 tasks in two regions, on five seeds: are the counts the stand-in's own, to the last
 * task, how many calls were throttled, and how long did it take?
 */

const TASKS = 12_000;
const REGIONS = ['cn-shanghai', 'cn-beijing'];
const OFFICIAL_LOOP = fileURLToPath(new URL('./support/official-loop.mjs', import.meta.url));
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

/** Sweeps of three sizes; the middle one beside the vendor's SDK, as it is published, one call after another. */
async function sizes(): Promise<void> {
  for (const tasks of [1_000, TASKS, 100_000]) {
    const standIn = await startStandInProcess({ tasks, regions: ['cn-shanghai'], seed: 1, latency: NETWORKS.WAN });
    try {
      const what = `a sweep of ${tasks.toLocaleString('en')} relays, WAN`;
      const { summary, cpuMs } = await runSweep({ live: { endpoint: standIn.url, regions: ['cn-shanghai'] } });
      progress(`${what}: ${summary.sweep.complete ? 'complete' : 'incomplete'}, ${summary.tasks.total} relays`);
      if (summary.tasks.total !== tasks) throw new Error(`${summary.tasks.total} of ${tasks} relays were seen`);
      figure(atMost(`${what}: time ÷ ideal`, await ratioOf(standIn), 1.07, '', 3));
      if (tasks === TASKS) {
        const pages = tasks / 100;
        figure(beside(`${what}: processor time a page, start included`, `${(cpuMs / pages).toFixed(1)} ms`));
        await standIn.reset();
        const official = await runMeasured([OFFICIAL_LOOP, standIn.url, String(pages)]);
        if (JSON.parse(official.stdout).tasks !== tasks) throw new Error('the SDK did not read all relays');
        const { throttled } = await standIn.stats();
        figure(beside('… official SDK, one call after another: time ÷ ideal', (await ratioOf(standIn)).toFixed(3)));
        figure(beside('… official SDK: throttled calls', String(throttled)));
        const perPage = official.cpuMs / pages;
        figure(beside('… official SDK: processor time a page, start included', `${perPage.toFixed(1)} ms`));
      }
    } finally {
      standIn.stop();
    }
  }
}

async function ratioOf(standIn: StandInProcess): Promise<number> {
  const { calls, firstArrivalMs, lastArrivalMs } = await standIn.stats();
  return ((lastArrivalMs ?? 0) - (firstArrivalMs ?? 0)) / ((calls - 1) * 100);
}

if (process.argv[2] === 'churn') await churn();
else if (process.argv[2] === 'sizes') await sizes();
else await clean();
process.exit(0);
