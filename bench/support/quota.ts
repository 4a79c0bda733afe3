import { existsSync } from 'node:fs';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process may take, and how that is enforced. */
export interface Quota {
  /** In words, for the result. */
  readonly by: string;
  /** Shares of periods in which the process was stopped, as the kernel counts; null where nobody does. */
  heldBack(): Promise<string | null>;
  /** The most memory that it had at once, page cache included; null where nobody counts. */
  mostMb(): Promise<number | null>;
  /** To be called when the process has ended. */
  lift(): Promise<void>;
}

export interface Limits {
  /** Share of one processor. */
  readonly cpu: number;
  readonly memoryMb: number;
}

const PERIOD_MS = 100;
const GROUPS = '/sys/fs/cgroup';

/**
 * Limits a process that has not begun to work: by a control group of the kernel, version 2 or 1, where this machine lets
 * us make one; otherwise by stopping and continuing it, which limits its processor time alone.
 */
export async function limited(pid: number, limits: Limits): Promise<Quota> {
  const name = `relaywatch-bench-${pid}`;
  return (await byGroup2(name, pid, limits)) ?? (await byGroup1(name, pid, limits)) ?? bySignals(pid, limits);
}

async function byGroup2(name: string, pid: number, { cpu, memoryMb }: Limits): Promise<Quota | null> {
  const folder = join(GROUPS, name);
  if (!existsSync(join(GROUPS, 'cgroup.subtree_control'))) return null;
  try {
    await mkdir(folder);
    await write(folder, 'cpu.max', `${cpu * PERIOD_MS * 1_000} ${PERIOD_MS * 1_000}`);
    await write(folder, 'memory.max', bytes(memoryMb));
    await write(folder, 'cgroup.procs', String(pid));
  } catch {
    await rmdir(folder).catch(() => undefined);
    return null;
  }
  return {
    by: 'cgroup v2: cpu.max and memory.max',
    heldBack: () => heldBackOf(folder),
    mostMb: async () => megabytes(await readFile(join(folder, 'memory.peak'), 'utf8').catch(() => '')),
    lift: () => rmdir(folder),
  };
}

async function byGroup1(name: string, pid: number, { cpu, memoryMb }: Limits): Promise<Quota | null> {
  const [ofCpu, ofMemory] = [join(GROUPS, 'cpu', name), join(GROUPS, 'memory', name)];
  try {
    await Promise.all([mkdir(ofCpu), mkdir(ofMemory)]);
    await write(ofCpu, 'cpu.cfs_period_us', String(PERIOD_MS * 1_000));
    await write(ofCpu, 'cpu.cfs_quota_us', String(cpu * PERIOD_MS * 1_000));
    await write(ofMemory, 'memory.limit_in_bytes', bytes(memoryMb));
    await write(ofMemory, 'cgroup.procs', String(pid));
    await write(ofCpu, 'cgroup.procs', String(pid));
  } catch {
    await Promise.all([ofCpu, ofMemory].map((folder) => rmdir(folder).catch(() => undefined)));
    return null;
  }
  return {
    by: 'cgroup v1: cpu.cfs_quota_us and memory.limit_in_bytes',
    heldBack: () => heldBackOf(ofCpu),
    mostMb: async () => megabytes(await readFile(join(ofMemory, 'memory.max_usage_in_bytes'), 'utf8')),
    lift: async () => void (await Promise.all([rmdir(ofCpu), rmdir(ofMemory)])),
  };
}

function bySignals(pid: number, { cpu }: Limits): Quota {
  let isLifted = false;
  const send = (signal: NodeJS.Signals) => {
    try {
      process.kill(pid, signal);
    } catch {
      isLifted = true;
    }
  };
  void (async () => {
    while (!isLifted) {
      send('SIGCONT');
      await sleep(cpu * PERIOD_MS);
      send('SIGSTOP');
      await sleep(PERIOD_MS * (1 - cpu));
    }
  })();
  return {
    by: 'SIGSTOP and SIGCONT: memory is not limited',
    heldBack: async () => null,
    mostMb: async () => null,
    async lift() {
      isLifted = true;
    },
  };
}

/** Both versions count alike. */
async function heldBackOf(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'cpu.stat'), 'utf8');
  const of = (name: string) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN);
  return `${of('nr_throttled')} of ${of('nr_periods')}`;
}

function write(folder: string, name: string, value: string): Promise<void> {
  return writeFile(join(folder, name), value);
}

function bytes(memoryMb: number): string {
  return String(memoryMb * 1_048_576);
}

function megabytes(text: string): number | null {
  return text === '' ? null : Number(text) / 1_048_576;
}
