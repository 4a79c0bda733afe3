import { afterEach, describe, expect, it } from 'vitest';
import { samplePoints } from '../../infra/cost/sample-points.ts';
import { assemble } from '../../lib/assemble/assemble.ts';
import type { Log } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { parseConfig } from '../../lib/config/load.ts';
import type { MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { type LiveStandIn, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { useStandInKeys } from '../support/stand-in-keys.ts';

useStandInKeys();

const REGIONS = ['cn-shanghai', 'cn-beijing'];
const started: (LiveStandIn | CloudWatchStandIn)[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.close()));
});

/** One sweep with this `perTask` section; undefined: without one. */
async function sweepWith(perTask: { readonly costCap: number } | undefined) {
  const live = await startLiveStandIn({ tasks: 250, regions: REGIONS, seed: 5, qps: 0 });
  const cloudWatch = await startCloudWatchStandIn();
  started.push(live, cloudWatch);
  const backend = {
    type: 'cloudwatch',
    namespace: 'LiveRelay',
    region: 'us-east-1',
    endpoint: cloudWatch.url,
    perTask,
  };
  const text = JSON.stringify({ live: { endpoint: live.url, regions: REGIONS, qps: 1_000 }, metrics: [backend] });
  const warnings: { event: string; facts: unknown }[] = [];
  const log: Log = { debug() {}, info() {}, error() {}, warn: (event, facts) => void warnings.push({ event, facts }) };
  const config = parseConfig(text, {}, 'test');
  const { settings, deps } = assemble(config, {
    clock: systemClock,
    random: seededRandom(1),
    log,
    write: () => {},
  });
  const summary = await sweep(settings, deps);
  const points = cloudWatch.datapoints();
  const named = (name: string) => points.filter((point) => point.name === name);
  const seriesOf = (one: Pick<MetricPoint, 'name' | 'dimensions'>) =>
    JSON.stringify([one.name, ...Object.values(one.dimensions).sort()]);
  const counted = new Set(samplePoints(config).map(seriesOf));
  const uncounted = points.map(seriesOf).filter((series) => !counted.has(series) && !/RelayUp|PerTask/.test(series));
  return {
    summary,
    warnings,
    uncounted,
    up: named('RelayUp'),
    refused: named('PerTaskMetricsRefused').map(({ value }) => value),
  };
}

describe('a sweep with a metric for each relay', () => {
  it('publishes one for each relay of which something is expected, by region and id', async () => {
    const { summary, up, refused, warnings } = await sweepWith({ costCap: 1_000 });
    const { running, recovering, stopped } = summary.tasks.byStatus;
    expect(up.filter(({ value }) => value === 1)).toHaveLength(running);
    expect(up.filter(({ value }) => value === 0).length).toBeGreaterThanOrEqual(recovering);
    expect(up.length).toBeLessThanOrEqual(summary.tasks.total);
    expect(up.length).toBeGreaterThan(running);
    expect(stopped).toBeGreaterThan(0);
    const series = up.map(({ dimensions }) => `${dimensions.Region}/${dimensions.TaskId}`);
    expect(new Set(series).size).toBe(up.length);
    expect(new Set(up.map(({ dimensions }) => dimensions.Region))).toEqual(new Set(REGIONS));
    expect(refused).toEqual([0]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['pays for some of them', 30],
    ['pays for fewer than the metrics of the fleet', 1],
    ['is nothing', 0],
  ])('publishes none, and says so, when the cap %s', async (_name, costCap) => {
    const { summary, up, refused, warnings } = await sweepWith({ costCap });
    expect(up).toEqual([]);
    expect(refused).toEqual([1]);
    expect(warnings).toEqual([
      {
        event: 'per_task_metrics_refused',
        facts: { type: 'cloudwatch', problem: expect.stringContaining(`costCap of ${costCap} USD`) },
      },
    ]);
    expect(summary.metrics).toMatchObject([{ ok: true }]);
  });

  it('says nothing of it where it was not asked for', async () => {
    const { up, refused, warnings } = await sweepWith(undefined);
    expect([up, refused, warnings]).toEqual([[], [], []]);
  });

  it('has no other metric that the estimate does not count', async () => {
    expect((await sweepWith(undefined)).uncounted).toEqual([]);
  });
});
