import { fileURLToPath } from 'node:url';
import { atMost, figure } from './support/figure.ts';
import { startFunction } from './support/function-process.ts';
import { type Measured, runMeasured } from './support/measured-process.ts';
import { type StandInProcess, startStandInProcess } from './support/stand-in-process.ts';
import { markdownTable, progress, result } from './support/table.ts';

/*
 * Processor time and peak resident memory of the function as it is deployed, against the number of tasks, from the start of
 * its process to the end of its first sweep, unthrottled; and what a bare
 * loop takes that fetches and parses the same pages from the same stand-in. The two are run in turns, so that a busy moment
 * of the machine hits both alike; the median of each counts. `-- 100000 1000000` measures these sizes alone.
 */

const given = process.argv.slice(2).map(Number);
const SIZES = given.length > 0 ? given : [1_000, 10_000, 100_000, 300_000, 1_000_000];
const REGIONS = ['cn-shanghai', 'cn-beijing'];
const ROUNDS = 3;
const AIM = { cpu: 2.5, rss: 1.6 };
const BARE_LOOP = fileURLToPath(new URL('./support/bare-loop.mjs', import.meta.url));

type Used = Pick<Measured, 'cpuMs' | 'maxRssMb'>;

interface Swept extends Used {
  readonly seconds: number;
  readonly pages: number;
  readonly complete: string;
}

const rows: string[][] = [];
for (const tasks of SIZES) {
  const standIn = await startStandInProcess({ tasks, regions: REGIONS, seed: 7, qps: 0 });
  try {
    rows.push(await measured(tasks, standIn));
  } finally {
    standIn.stop();
  }
}
result(
  markdownTable(
    [
      'tasks',
      'sweep',
      'seconds',
      'processor seconds',
      'bare loop',
      'ratio',
      'a page more, ms',
      'peak RSS, MB',
      'bare loop',
      'ratio',
    ],
    rows,
  ),
);

async function measured(tasks: number, standIn: StandInProcess): Promise<string[]> {
  const bare: Used[] = [];
  const sweeps: Swept[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    bare.push(await bareLoop(tasks, standIn));
    sweeps.push(await oneSweep(tasks, standIn));
    progress(`${tasks} tasks: round ${round} of ${ROUNDS}`);
  }
  const [cpu, bareCpu] = [medianOf(sweeps, 'cpuMs'), medianOf(bare, 'cpuMs')];
  const [rss, bareRss] = [medianOf(sweeps, 'maxRssMb'), medianOf(bare, 'maxRssMb')];
  const pages = sweeps[0]?.pages ?? Number.NaN;
  const what = `a sweep of ${tasks.toLocaleString('en')} relays ÷ a bare loop`;
  figure(atMost(`${what}: processor time`, cpu / bareCpu, AIM.cpu));
  figure(atMost(`${what}: memory`, rss / bareRss, AIM.rss));
  return [
    tasks.toLocaleString('en'),
    [...new Set(sweeps.map(({ complete }) => complete))].join('; '),
    medianOf(sweeps, 'seconds').toFixed(1),
    (cpu / 1_000).toFixed(2),
    (bareCpu / 1_000).toFixed(2),
    (cpu / bareCpu).toFixed(2),
    ((cpu - bareCpu) / pages).toFixed(2),
    rss.toFixed(0),
    bareRss.toFixed(0),
    (rss / bareRss).toFixed(2),
  ];
}

async function oneSweep(tasks: number, { url }: StandInProcess): Promise<Swept> {
  const instance = await startFunction({ live: { endpoint: url, regions: REGIONS, qps: 1_000 } }, null);
  const { summary, sinceStartMs: cpuMs, maxRssMb } = await instance.invoke().finally(() => instance.end());
  const { complete, pages, durationMs, reasons } = summary.sweep;
  const isWhole = complete && summary.tasks.total === tasks;
  return {
    cpuMs,
    maxRssMb,
    pages,
    seconds: durationMs / 1_000,
    complete: isWhole ? 'complete' : `incomplete: ${reasons.join('; ')}`,
  };
}

async function bareLoop(tasks: number, { url }: StandInProcess): Promise<Used> {
  const { stdout, ...used } = await runMeasured([BARE_LOOP, url, ...REGIONS]);
  const read = JSON.parse(stdout) as { readonly tasks: number };
  if (read.tasks !== tasks) throw new Error(`the bare loop read ${read.tasks} of ${tasks} tasks`);
  return used;
}

function medianOf<Key extends string>(runs: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return runs.map((run) => run[key]).sort((a, b) => a - b)[Math.floor(runs.length / 2)] ?? Number.NaN;
}
