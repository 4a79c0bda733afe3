import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { STAND_IN_ENVIRONMENT } from '../../stand-ins/keys.ts';

export const CALLBACK_TOKEN = 'callbacks-of-the-benchmark';

/** `relaywatch watch --callbacks`, built, in a process of its own. */
export interface WatchProcess {
  /** Events of its log, as they come. */
  onLog(hear: (event: string, facts: Readonly<Record<string, unknown>>) => void): void;
  rssMb(): Promise<number>;
  stop(): Promise<void>;
}

/** A port that is free now: whoever calls it must know it before the process listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** @param sections of the configuration, beside state and callbacks */
export async function startWatch(
  sections: Readonly<Record<string, unknown>>,
  port: number,
  intervalSeconds: number,
): Promise<WatchProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'relaywatch-bench-'));
  const config = join(folder, 'relaywatch.yml');
  const state = { type: 'file', path: join(folder, 'state') };
  await writeFile(config, JSON.stringify({ state, callbacks: { token: CALLBACK_TOKEN }, ...sections }));
  const args = ['watch', '--config', config, '--log', 'json', '--callbacks', `${port}`];
  const child = spawn(process.execPath, ['dist/bin/relaywatch.js', ...args, '--interval', `${intervalSeconds}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...STAND_IN_ENVIRONMENT },
  });
  const hearers: ((event: string, facts: Readonly<Record<string, unknown>>) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { event, ...facts } = JSON.parse(line) as { readonly event: string };
    for (const hear of hearers) hear(event, facts);
  });
  return {
    onLog: (hear) => void hearers.push(hear),
    rssMb: () => residentMb(child),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for the next event of this name. */
export function nextEvent(watch: WatchProcess, name: string): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((resolve) => watch.onLog((event, facts) => event === name && resolve(facts)));
}

async function residentMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1_024;
}
