import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../../stand-ins/cloudwatch/server.ts';
import { useStandInKeys } from '../../support/stand-in-keys.ts';
import { liveThrough, type Surroundings, startSurroundings } from './whole-life.ts';

useStandInKeys();

let around: Surroundings;
let cloudWatch: CloudWatchStandIn;

beforeAll(async () => {
  around = await startSurroundings();
  cloudWatch = await startCloudWatchStandIn();
});
afterAll(() => Promise.all([around?.close(), cloudWatch?.close()]));

describe('from an empty account to an alert and back', () => {
  it.each([2, 3] as const)('on FC %s.0', async (version) => {
    await liveThrough(version, around, cloudWatch.url, async () => {
      const points = cloudWatch.datapoints();
      expect(points.find(({ name }) => name === 'Heartbeat')?.value).toBe(1);
      const running = points.filter(({ name, dimensions }) => name === 'RelayTasks' && dimensions.Status === 'running');
      expect(running.at(-1)?.value).toBe(around.live.tally().byStatus.running);
    });
  });
});
