import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STAND_IN_ENVIRONMENT } from '../../stand-ins/keys.ts';
import { type LiveStandIn, startLiveStandIn } from '../../stand-ins/live/server.ts';

/** From the start of a process to the first call to Live. Milliseconds. */
export interface FirstCall {
  /** Until the call arrived, on the clock on the wall. */
  readonly wallMs: number;
  /** Processor time of all threads, user and system, until the call left. */
  readonly cpuMs: number;
  /** The processor time by what was done: `node`, `load`, `config`, `call`. */
  readonly steps: Readonly<Record<string, number>>;
}

/** What Function Compute hands to the function. */
export const ROLE_KEYS = { accessKeyId: 'STS.role', accessKeySecret: 'role-secret', securityToken: 'role-token' };
const CONTEXT = { requestId: 'r-1', function: { timeout: 60 }, credentials: ROLE_KEYS };
const EVENT = '{"triggerTime":"2026-03-01T08:00:00Z","triggerName":"every-minute"}';

/** Calls the handler as Function Compute does, and tells how far it has come by what it logs and requests. */
const RUNNER = `
const marks = [];
const mark = (step) => { const { user, system } = process.cpuUsage(); marks.push([step, (user + system) / 1000]); };
mark('node');
require('node:diagnostics_channel').subscribe('http.client.request.start', ({ request }) => {
  if (!process.argv[2].endsWith(request.getHeader('host'))) return;
  mark('call');
  require('node:fs').writeSync(3, JSON.stringify(marks));
});
process.stdout.write = (line) => { if (line.includes('"sweep_started"')) mark('config'); return true; };
const { handler } = require('./index.js');
mark('load');
handler(Buffer.from(${JSON.stringify(EVENT)}), ${JSON.stringify(CONTEXT)});
`;

export interface ColdStarts {
  readonly liveUrl: string;
  /** Runs an unpacked function with this configuration until its first call to Live arrived. */
  run(folder: string, config: Readonly<Record<string, unknown>>): Promise<FirstCall>;
  close(): Promise<void>;
}

/** A stand-in of Live that sees the first calls of fresh processes. */
export async function startColdStarts(): Promise<ColdStarts> {
  let onArrival: (ms: number) => void = () => {};
  const live: LiveStandIn = await startLiveStandIn({
    tasks: 300,
    regions: ['cn-shanghai'],
    qps: 0,
    credentials: [ROLE_KEYS],
    monotonicNow() {
      const now = performance.now();
      onArrival(now);
      return now;
    },
  });
  return {
    liveUrl: live.url,
    close: () => live.close(),
    async run(folder, config) {
      await rm(join(folder, 'state'), { recursive: true, force: true });
      await writeFile(join(folder, 'relaywatch.json'), JSON.stringify(config));
      await writeFile(join(folder, 'runner.cjs'), RUNNER);
      const arrived = new Promise<number>((resolve) => {
        onArrival = resolve;
      });
      const startedMs = performance.now();
      const child = spawn(process.execPath, ['runner.cjs', live.url], {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
        env: STAND_IN_ENVIRONMENT,
      });
      const ended = once(child, 'exit');
      const wallMs = (await arrived) - startedMs;
      child.kill('SIGKILL'); // the rest of the sweep is not of interest
      const marks = JSON.parse(await textOf(child.stdio[3] as NodeJS.ReadableStream)) as [string, number][];
      await ended;
      return { wallMs, cpuMs: marks.at(-1)?.[1] ?? Number.NaN, steps: stepsOf(marks) };
    },
  };
}

function stepsOf(marks: readonly (readonly [string, number])[]): Record<string, number> {
  return Object.fromEntries(marks.map(([step, ms], index) => [step, ms - (marks[index - 1]?.[1] ?? 0)]));
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

/** Processor time that a fresh Node takes for a script, from start to end. Milliseconds. */
export async function cpuOfScript(folder: string, script: string): Promise<number> {
  const report = `process.on('exit',()=>{const u=process.cpuUsage();require('node:fs').writeSync(3,String((u.user+u.system)/1000))});`;
  const child = spawn(process.execPath, ['-e', `${report}${script}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: {},
  });
  return Number(await textOf(child.stdio[3] as NodeJS.ReadableStream));
}
