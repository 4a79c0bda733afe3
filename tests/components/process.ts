import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A program that a test started. */
export interface RunningProgram {
  stop(): Promise<void>;
}

/**
 * Starts a program and waits until it is ready: until an address answers with a success, or what is asked says so.
 * @param env is added to this process's own
 * @throws when it ends before, or is not ready within 60 seconds
 */
export async function startProgram(
  program: string,
  args: readonly string[],
  ready: string | (() => Promise<boolean>),
  env: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } });
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${program} ended at once with code ${child.exitCode}`);
    if (await (typeof ready === 'string' ? answers(ready) : ready())) return { stop: () => stopped(child) };
    await delay(200);
  }
  await stopped(child);
  throw new Error(`${program} was not ready within 60 seconds`);
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill();
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
