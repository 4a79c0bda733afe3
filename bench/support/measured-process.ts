import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STAND_IN_ENVIRONMENT } from '../../stand-ins/keys.ts';

/** Tells, when the process ends, what it used; kilobytes and microseconds, as the kernel counts. */
const REPORT_USAGE = `process.on('exit',()=>{const u=process.resourceUsage();require('node:fs').writeSync(3,JSON.stringify({maxRssKb:u.maxRSS,cpuMs:(u.userCPUTime+u.systemCPUTime)/1000}))})`;

export interface Measured {
  readonly exitCode: number;
  readonly stdout: string;
  /** The most that was resident at once. */
  readonly maxRssMb: number;
  /** Processor time of all threads, user and system, from the start of the process to its end. */
  readonly cpuMs: number;
}

/** Runs a script in a process of its own, with the keys of the stand-ins, and measures what it takes. */
export async function runMeasured(args: readonly string[]): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-usage-'));
  try {
    const preload = join(folder, 'usage.cjs');
    await writeFile(preload, REPORT_USAGE);
    const child = spawn(process.execPath, ['--require', preload, ...args], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
      env: { ...process.env, ...STAND_IN_ENVIRONMENT },
    });
    const [stdout, usage, exitCode] = await Promise.all([
      textOf(child.stdio[1] as NodeJS.ReadableStream),
      textOf(child.stdio[3] as NodeJS.ReadableStream),
      new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1))),
    ]);
    const { maxRssKb, cpuMs } = JSON.parse(usage) as { maxRssKb: number; cpuMs: number };
    return { exitCode, stdout, maxRssMb: maxRssKb / 1_024, cpuMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
