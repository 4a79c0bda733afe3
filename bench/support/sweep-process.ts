import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { type Measured, runMeasured } from './measured-process.ts';

export interface SweepRun extends Omit<Measured, 'stdout'> {
  readonly summary: SweepSummary;
}

/**
 * Runs the built command line, `relaywatch sweep --json`, in a process of its own. `npm run build` comes first.
 * @param sections of the configuration; without `state`, each run is a first one
 */
export async function runSweep(sections: Readonly<Record<string, unknown>>): Promise<SweepRun> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-bench-'));
  try {
    const config = join(folder, 'relaywatch.yml');
    await writeFile(config, JSON.stringify({ state: { type: 'file', path: join(folder, 'state') }, ...sections }));
    const command = ['dist/bin/relaywatch.js', 'sweep', '--config', config, '--json'];
    const { stdout, ...measured } = await runMeasured(command);
    return { ...measured, summary: JSON.parse(stdout) as SweepSummary };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
