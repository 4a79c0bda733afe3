import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { STAND_IN_ENVIRONMENT } from '../../stand-ins/keys.ts';
import { builtOnce } from '../support/built-once.ts';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Readonly<Record<string, string>>;

let folder = '';
let program = '';
const closers: (() => Promise<unknown>)[] = [];

/** A folder for the runs of a test file. What a test has closed, is when it ends. */
export function useRunFolder(): void {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relaywatch-cli-'));
  });
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
}

/** Has the command line as it is shipped: each run then takes a fraction of a second. */
export function useCommandLine(): void {
  useRunFolder();
  beforeAll(async () => {
    program = join(await builtOnce('command-line'), 'bin/relaywatch.js');
  });
}

/** Has something closed when the test ends. */
export function closing<T extends { close(): Promise<unknown> }>(it: T): T {
  closers.push(() => it.close());
  return it;
}

/** An empty folder that goes with the test file. */
export function freshFolder(): Promise<string> {
  return mkdtemp(join(folder, 'run-'));
}

/** Writes a configuration. @returns its path */
export async function configFile(config: unknown): Promise<string> {
  const path = join(await freshFolder(), 'relaywatch.yml');
  await writeFile(path, typeof config === 'string' ? config : JSON.stringify(config));
  return path;
}

/** Starts the command line in a process of its own, with no more of the environment than it needs and the stand-ins' keys. */
export function startRelaywatch(args: readonly string[], env: Env = {}) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH, HOME: folder, TMPDIR: folder, NO_COLOR: '1', ...STAND_IN_ENVIRONMENT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    out.stderr += text;
  });
  /** Waits until a text was printed. @throws when the process ends without */
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (out.stdout.includes(text)) resolve();
      };
      child.stdout.on('data', look);
      child.once('close', () => reject(new Error(`it ended without “${text}”: ${out.stdout}${out.stderr}`)));
      look();
    });
  closers.push(async () => child.kill('SIGKILL'));
  const finished = once(child, 'close').then(([code]): Finished => ({ code: code as number | null, ...out }));
  return { child, out, printed, finished };
}

/** Runs the command line to its end. */
export function relaywatch(args: readonly string[], env: Env = {}): Promise<Finished> {
  return startRelaywatch(args, env).finished;
}
