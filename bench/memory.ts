import { startStandInProcess } from './support/stand-in-process.ts';
import { runSweep } from './support/sweep-process.ts';
import { markdownTable, progress, result } from './support/table.ts';

/* Peak resident memory and processor time of a sweep's process against the number of tasks, unthrottled. */

const SIZES = [1_000, 10_000, 100_000, 300_000, 1_000_000];
const REGIONS = ['cn-shanghai', 'cn-beijing'];

const rows: string[][] = [];
for (const tasks of SIZES) {
  const standIn = await startStandInProcess({ tasks, regions: REGIONS, seed: 7, qps: 0 });
  try {
    const { summary, maxRssMb, cpuMs } = await runSweep({
      live: { endpoint: standIn.url, regions: REGIONS, qps: 1_000 },
    });
    const { complete, pages, durationMs } = summary.sweep;
    progress(`${tasks} tasks: ${maxRssMb.toFixed(0)} MB, ${(durationMs / 1_000).toFixed(1)} s`);
    rows.push([
      tasks.toLocaleString('en'),
      complete && summary.tasks.total === tasks ? 'complete' : `incomplete: ${summary.sweep.reasons.join('; ')}`,
      maxRssMb.toFixed(0),
      (durationMs / 1_000).toFixed(1),
      (cpuMs / 1_000).toFixed(1),
      (cpuMs / pages).toFixed(2),
    ]);
  } finally {
    standIn.stop();
  }
}
result(
  markdownTable(
    ['tasks', 'sweep', 'peak RSS, MB', 'seconds', 'processor seconds', 'processor ms a page, start included'],
    rows,
  ),
);
