import { CloudWatchClient, GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../lib/base/time.ts';
import {
  liveThrough,
  METRICS_REGION,
  NAMESPACE,
  type Surroundings,
  startSurroundings,
} from '../infra/fc/whole-life.ts';
import { useStandInKeys } from '../support/stand-in-keys.ts';
import { HOW_TO_GET_MOTO, MOTO_IS_THERE, type MotoServer, startMoto } from './cloudwatch-moto-server.ts';

useStandInKeys();

if (!MOTO_IS_THERE && process.env.CI === 'true') {
  it('has moto', () => expect.fail(HOW_TO_GET_MOTO));
}

describe.skipIf(!MOTO_IS_THERE)(
  MOTO_IS_THERE
    ? 'from an empty account to an alert and back, with metrics in CloudWatch as moto imitates it'
    : HOW_TO_GET_MOTO,
  () => {
    let around: Surroundings;
    let moto: MotoServer;
    let client: CloudWatchClient;

    beforeAll(async () => {
      around = await startSurroundings();
      moto = await startMoto();
      client = new CloudWatchClient({
        region: METRICS_REGION,
        endpoint: moto.url,
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      });
    });
    afterAll(async () => {
      client?.destroy();
      await Promise.all([around?.close(), moto?.stop()]);
    });

    it.each([2, 3] as const)('on FC %s.0', async (version) => {
      await fetch(`${moto.url}/moto-api/reset`, { method: 'POST' });
      await liveThrough(version, around, moto.url, async () => {
        const running = await relaysRunning(client);
        expect(running).toBe(around.live.tally().byStatus.running);
      });
    });
  },
);

/** The highest count of running relays that CloudWatch has, in all regions that report it. */
async function relaysRunning(client: CloudWatchClient): Promise<number | undefined> {
  const { Metrics = [] } = await client.send(
    new ListMetricsCommand({
      Namespace: NAMESPACE,
      MetricName: 'RelayTasks',
      Dimensions: [{ Name: 'Status', Value: 'running' }],
    }),
  );
  const now = systemClock.nowUtc();
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: NAMESPACE,
      MetricName: 'RelayTasks',
      Dimensions: Metrics[0]?.Dimensions,
      StartTime: now.minus({ minutes: 10 }).toJSDate(),
      EndTime: now.plus({ minutes: 10 }).toJSDate(),
      Period: 3_600,
      Statistics: ['Maximum'],
    }),
  );
  return Datapoints[0]?.Maximum;
}
