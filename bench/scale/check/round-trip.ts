import { setTimeout as sleep } from 'node:timers/promises';
import { fixedCredentials } from '../../../lib/aliyun/credentials.ts';
import { systemClock } from '../../../lib/base/time.ts';
import { createLiveClient } from '../../../lib/live/client.ts';
import { STAND_IN_KEYS } from '../../../stand-ins/keys.ts';

/** As many calls a second as a sweep makes. */
const EVERY_MS = 100;

/**
 * How long calls to a stand-in take as our client measures them, on connections that were kept, for as long as `isOver` says no:
 * while everything else is busy. Milliseconds, one for each call.
 */
export async function measuredTrips(url: string, region: string, isOver: () => boolean): Promise<number[]> {
  const client = createLiveClient(
    { endpoint: url, callTimeoutMs: 10_000 },
    fixedCredentials(STAND_IN_KEYS),
    systemClock,
  );
  const trips: number[] = [];
  for (let page = 1; !isOver(); page++) {
    let writtenMs = Number.NaN;
    await client.listRelayTasks({ region, pageNumber: 1 + (page % 10), pageSize: 100 }, undefined, {
      written: (connection) => {
        if (connection === 'kept') writtenMs = performance.now();
      },
      heard: () => void trips.push(performance.now() - writtenMs),
    });
    await sleep(EVERY_MS);
  }
  client.closeIdle();
  return trips.filter(Number.isFinite);
}
