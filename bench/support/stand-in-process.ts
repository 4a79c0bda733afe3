import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LiveStandInOptions, LiveStats, LiveTally } from '../../stand-ins/live/server.ts';

/** A stand-in of Live in a process of its own, so that its work is not counted as ours. */
export interface StandInProcess {
  readonly url: string;
  stats(): Promise<LiveStats['operations'][string]>;
  tally(): Promise<LiveTally>;
  reset(): Promise<void>;
  stop(): void;
}

/** Starts one on a free port and waits until it serves. */
export async function startStandInProcess(options: LiveStandInOptions): Promise<StandInProcess> {
  const child: ChildProcess = fork(
    fileURLToPath(new URL('./serve-live.ts', import.meta.url)),
    [JSON.stringify(options)],
    {
      execArgv: ['--import', 'tsx'],
    },
  );
  const [url] = (await once(child, 'message')) as [string];
  const get = async <T>(path: string): Promise<T> => (await (await fetch(`${url}${path}`)).json()) as T;
  return {
    url,
    stats: async () => {
      const { operations } = await get<LiveStats>('/_stats');
      const list = operations.DescribeLivePullToPushList;
      if (!list) throw new Error('the stand-in saw no call of DescribeLivePullToPushList');
      return list;
    },
    tally: () => get<LiveTally>('/_tally'),
    reset: async () => void (await fetch(`${url}/_reset`, { method: 'POST' })),
    stop: () => void child.kill(),
  };
}
