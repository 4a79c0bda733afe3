import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { STAND_IN_KEYS } from '../../stand-ins/keys.ts';
import { type Limits, limited, type Quota } from './quota.ts';

/** What Function Compute hands to the function. */
const CONTEXT = { requestId: 'r-1', function: { timeout: 3_600 }, credentials: { ...STAND_IN_KEYS } };

/**
 * The function as it is deployed, called again and again as in a warm instance. It loads nothing before it is told to, so
 * that the limits hold from its first line on.
 */
const RUNNER = `
const lines = require('node:readline').createInterface({ input: process.stdin });
let handler;
lines.on('line', async (minute) => {
  const before = process.cpuUsage();
  handler ??= require(process.argv[2]).handler;
  const { user, system } = process.cpuUsage(before);
  const loadMs = (user + system) / 1000;
  const event = JSON.stringify({ triggerTime: '2026-03-01T08:0' + minute + ':00Z', triggerName: 'every-minute' });
  const summary = await handler(Buffer.from(event), ${JSON.stringify(CONTEXT)});
  const used = process.cpuUsage(before);
  const { maxRSS } = process.resourceUsage();
  const all = process.cpuUsage();
  process.send({
    summary,
    loadMs,
    cpuMs: (used.user + used.system) / 1000,
    sinceStartMs: (all.user + all.system) / 1000,
    maxRssMb: maxRSS / 1024,
  });
});
`;

/** One invocation. Processor time is of all threads, user and system. */
export interface Invoked {
  readonly summary: SweepSummary;
  /** Of the processor time: reading and running the code, in a new instance. */
  readonly loadMs: number;
  readonly cpuMs: number;
  /** That of the process since its start: of Node itself, and of all invocations so far. */
  readonly sinceStartMs: number;
  /** The most so far. */
  readonly maxRssMb: number;
}

export interface FunctionProcess {
  /** Null without limits. */
  readonly quota: Quota | null;
  /** @throws Error when the process ends meanwhile: the kernel kills one that needs more memory */
  invoke(): Promise<Invoked>;
  end(): Promise<void>;
}

/** Starts an instance of the built function, within limits if there are any. `npm run build` comes first. */
export async function startFunction(config: object, limits: Limits | null): Promise<FunctionProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-small-'));
  const state = { type: 'file', path: join(folder, 'state') };
  await writeFile(join(folder, 'relaywatch.json'), JSON.stringify({ state, ...config }));
  await writeFile(join(folder, 'runner.cjs'), RUNNER);
  const child = spawn(process.execPath, ['runner.cjs', resolve('dist/function/index.js')], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
    env: {},
  });
  const ended = once(child, 'exit');
  const quota = limits && (await limited(child.pid ?? 0, limits));
  let minute = 0;
  return {
    quota,
    async invoke() {
      child.stdin?.write(`${minute++}\n`);
      const answer = await Promise.race([
        once(child, 'message').then(([message]) => message as Invoked),
        ended.then(([code, signal]) => new Error(`the function ended: ${signal ?? code}`)),
      ]);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async end() {
      child.kill('SIGKILL');
      await ended;
      await quota?.lift();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
