import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand, type Metric } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble } from '../../lib/assemble/assemble.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { parseConfig } from '../../lib/config/load.ts';
import { createCloudWatchBackend } from '../../lib/metrics/cloudwatch/cloudwatch.ts';
import type { MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { instantClock } from '../support/instant-clock.ts';
import { useStandInKeys } from '../support/stand-in-keys.ts';
import { HOW_TO_GET_MOTO, MOTO_IS_THERE, type MotoServer, startMoto } from './cloudwatch-moto-server.ts';

useStandInKeys();

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const REGION = 'eu-central-1';
const CLOCK = instantClock();

const POINTS: readonly MetricPoint[] = [
  { name: 'RelaysSeen', unit: 'Count', value: 12_000, dimensions: {} },
  {
    name: 'RelaysStopped',
    unit: 'Count',
    value: 10,
    dimensions: { Region: 'cn-shanghai', Reason: 'PullStreamFailed' },
  },
  { name: 'RelaysStopped', unit: 'Count', value: 0, dimensions: { Region: 'cn-beijing', Reason: '原因' } },
  { name: 'SweepMilliseconds', unit: 'Milliseconds', value: 1_893.25, dimensions: { Region: 'cn-shanghai' } },
  // Enough to make a body that is gzipped when that is allowed.
  ...Array.from(
    { length: 300 },
    (_, i): MetricPoint => ({ name: 'Filler', unit: 'None', value: i / 7, dimensions: { Number: String(i) } }),
  ),
];

if (!MOTO_IS_THERE && process.env.CI === 'true') {
  it('has moto', () => expect.fail(HOW_TO_GET_MOTO));
}

describe.skipIf(!MOTO_IS_THERE)(MOTO_IS_THERE ? 'CloudWatch as moto imitates it' : HOW_TO_GET_MOTO, () => {
  let moto: MotoServer;
  let client: CloudWatchClient;

  beforeAll(async () => {
    moto = await startMoto();
    client = new CloudWatchClient({ region: REGION, endpoint: moto.url, credentials: CREDENTIALS });
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  it('gives back every value that was published, by metric and dimensions', async () => {
    const namespace = 'plain';
    const backend = createCloudWatchBackend(
      { namespace, region: REGION, endpoint: moto.url },
      { clock: CLOCK, log: silentLog, random: () => 0.5, credentials: CREDENTIALS },
    );
    const published = await backend.publish(POINTS, CLOCK.nowUtc());
    expect(published).toEqual({ type: 'cloudwatch', ok: true, datapoints: POINTS.length, rejected: 0 });

    const metrics = await listMetrics(client, namespace);
    const values = await maximumOf(client, metrics);
    const found = metrics.map((metric, i) => [seriesOf(metric), values.get(`m${i}`)]);
    const expected = POINTS.map(({ name, dimensions, value }) => [
      JSON.stringify([name, Object.entries(dimensions).map(([key, text]) => [key, asciiOf(text)])]),
      [value],
    ]);
    expect(found.sort()).toEqual(expected.sort());
  });

  it('gives back the numbers of a whole sweep, as ApsaraVideo Live counts them', async () => {
    const live = await startLiveStandIn({ tasks: 640, regions: ['cn-shanghai'], qps: 0 });
    try {
      const config = parseConfig(
        JSON.stringify({
          live: { endpoint: live.url, regions: ['cn-shanghai'], qps: 1_000 },
          metrics: [
            { type: 'cloudwatch', namespace: 'Sweep', region: REGION, endpoint: moto.url, detail: 'full' },
            { type: 'cloudwatch', namespace: 'Essential', region: REGION, endpoint: moto.url },
          ],
        }),
        {},
        'test',
      );
      const surroundings = { clock: systemClock, random: () => 0.5, log: silentLog, write: () => {} };
      const { settings, deps } = assemble(config, surroundings);
      const { metrics } = await sweep(settings, deps);
      expect(metrics).toMatchObject([
        { type: 'cloudwatch', ok: true },
        { type: 'cloudwatch', ok: true, datapoints: 8 },
      ]);
      const essential = await listMetrics(client, 'Essential');
      expect(essential.map((one) => one.Dimensions ?? [])).toEqual(Array.from({ length: 8 }, () => []));

      const listed = await listMetrics(client, 'Sweep');
      const values = await maximumOf(client, listed, systemClock.nowUtc());
      const read = new Map(listed.map((metric, i) => [seriesOf(metric), values.get(`m${i}`)?.[0]]));
      const { byStatus, stoppedByReason } = live.tally();
      const series = (name: string, ...dimensions: [string, string][]) => JSON.stringify([name, dimensions]);
      for (const [status, count] of Object.entries(byStatus)) {
        expect(read.get(series('RelayTasks', ['Region', 'cn-shanghai'], ['Status', status]))).toBe(count);
      }
      for (const [reason, count] of Object.entries(stoppedByReason)) {
        expect(read.get(series('StoppedRelays', ['Region', 'cn-shanghai'], ['Reason', reason]))).toBe(count);
      }
      expect(read.get(series('Heartbeat'))).toBe(1);
    } finally {
      await live.close();
    }
  });
});

/** Only one value here is not ASCII; its hash is written out, so that a change of it (new series!) is noticed. */
function asciiOf(text: string): string {
  return text === '原因' ? '_~d63dec96dcb6bf14' : text;
}

function seriesOf({ MetricName, Dimensions = [] }: Metric): string {
  return JSON.stringify([MetricName, Dimensions.map(({ Name, Value }) => [Name, Value])]);
}

async function listMetrics(client: CloudWatchClient, Namespace: string): Promise<Metric[]> {
  const metrics: Metric[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListMetricsCommand({ Namespace, ...(token && { NextToken: token }) }));
    metrics.push(...(page.Metrics ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  return metrics;
}

async function maximumOf(
  client: CloudWatchClient,
  metrics: readonly Metric[],
  now = CLOCK.nowUtc(),
): Promise<Map<string, number[]>> {
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: now.minus({ minutes: 1 }).toJSDate(),
      EndTime: now.plus({ minutes: 1 }).toJSDate(),
      MetricDataQueries: metrics.map((Metric, i) => ({
        Id: `m${i}`,
        MetricStat: { Metric, Period: 60, Stat: 'Maximum' },
      })),
    }),
  );
  return new Map(MetricDataResults.map(({ Id = '', Values = [] }) => [Id, Values]));
}
