import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { STAND_IN_ENVIRONMENT } from '../../stand-ins/keys.ts';

/** Tells, when the process ends, what it used; kilobytes and microseconds, as the kernel counts. */
const REPORT_USAGE = `process.on('exit',()=>{const u=process.resourceUsage();require('node:fs').writeSync(3,JSON.stringify({maxRssKb:u.maxRSS,cpuMs:(u.userCPUTime+u.systemCPUTime)/1000}))})`;

export interface SweepRun {
  readonly exitCode: number;
  readonly summary: SweepSummary;
  readonly maxRssMb: number;
  readonly cpuMs: number;
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
    const preload = join(folder, 'usage.cjs');
    await writeFile(preload, REPORT_USAGE);
    const child = spawn(
      process.execPath,
      ['--require', preload, 'dist/bin/relaywatch.js', 'sweep', '--config', config, '--json'],
      { stdio: ['ignore', 'pipe', 'ignore', 'pipe'], env: { ...process.env, ...STAND_IN_ENVIRONMENT } },
    );
    const [stdout, usage, exitCode] = await Promise.all([
      textOf(child.stdio[1] as NodeJS.ReadableStream),
      textOf(child.stdio[3] as NodeJS.ReadableStream),
      new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1))),
    ]);
    const { maxRssKb, cpuMs } = JSON.parse(usage) as { maxRssKb: number; cpuMs: number };
    return { exitCode, summary: JSON.parse(stdout) as SweepSummary, maxRssMb: maxRssKb / 1_024, cpuMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
