import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costTable } from '../../../infra/cost/cost-table.ts';
import { type Estimate, estimate } from '../../../infra/cost/estimate.ts';
import { type Fleet, fleetNow, fleetOf } from '../../../infra/cost/fleet.ts';
import { LAMBDA } from '../../../infra/cost/lambda.ts';
import { SAMPLE_TIME, samplePoints } from '../../../infra/cost/sample-points.ts';
import { parseConfig } from '../../../lib/config/load.ts';
import type { LiveApi } from '../../../lib/live/client.ts';
import { aTask } from '../../../stand-ins/simulation/a-task.ts';

const FC = { version: 3, region: 'cn-shanghai', accountId: '123456789012', role: 'acs:ram::123456789012:role/watch' };
const ESSENTIAL = { type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1' };
const CLOUDWATCH = { ...ESSENTIAL, detail: 'full' };

const configOf = (parts: object = {}, live: object = {}) =>
  parseConfig(JSON.stringify({ live: { regions: ['cn-shanghai'], ...live }, ...parts }), {}, 'test');
const withCap = (costCap: number) => configOf({ metrics: [{ ...CLOUDWATCH, perTask: { costCap } }] });
const estimated = (config: ReturnType<typeof configOf>, relays: number, options = {}) =>
  estimate(config, fleetOf(config, relays), options);
const lineOf = ({ clouds }: Estimate, item: string) => clouds[0]?.lines.find((line) => line.item === item);

describe('the estimate of a month', () => {
  it('is, on Function Compute, what a calculation by hand gives', async () => {
    const config = configOf({
      metrics: [CLOUDWATCH],
      state: { type: 's3', bucket: 'state-bucket', region: 'us-east-1' },
      deploy: { fc: { ...FC, memoryMb: 512 } },
    });
    const result = await estimated(config, 4_750, { intervalSeconds: 60, sweepSeconds: 7 });
    // 730 h: 43,800 sweeps of 7 s are 306,600 s, at half a GB 153,300 GB-s and (2/3 vCPU a GB) 102,200 vCPU-s
    expect(lineOf(result, 'function memory')).toMatchObject({ units: 153_300 });
    expect(lineOf(result, 'function memory')?.usd).toBeCloseTo(153_300 * 0.15 * 0.00002, 9);
    expect(lineOf(result, 'function vCPU')?.units).toBeCloseTo(102_200, 6);
    expect(lineOf(result, 'function vCPU')?.usd).toBeCloseTo(2.044, 9);
    expect(lineOf(result, 'function disk')?.usd).toBeCloseTo(153_300 * 0.05 * 0.00002, 9);
    // 75 CU for 10,000
    expect(lineOf(result, 'invocations')?.usd).toBeCloseTo(328.5 * 0.00002, 9);
    expect(lineOf(result, 'PutMetricData')).toMatchObject({ units: 43_800 });
    expect(lineOf(result, 'PutMetricData')?.usd).toBeCloseTo(0.438, 9);
    expect(lineOf(result, 'dashboard')?.usd).toBe(3);
    // a sweep lists once and saves three times; every tenth snapshot lists once more
    expect(lineOf(result, 'state writes')?.units).toBeCloseTo(43_800 * 4.3, 0);
    expect(lineOf(result, 'state writes')?.usd).toBeCloseTo(0.9417, 6);
    expect(lineOf(result, 'state reads')?.usd).toBeCloseTo(0.01752, 9);
    const sum = result.clouds[0]?.lines.reduce((total, { usd }) => total + (usd ?? 0), 0);
    expect(result.clouds).toHaveLength(1);
    expect(result.clouds[0]?.usd).toBe(sum);
  });

  it('is, on Lambda, what a calculation by hand gives', async () => {
    const config = configOf({ deploy: { aws: { region: 'us-east-1' } } });
    const result = await estimated(config, 0, { sweepSeconds: 10 });
    // 438,000 s at a quarter of a GB, on arm64
    expect(lineOf(result, 'function memory')).toMatchObject({ units: 109_500 });
    expect(lineOf(result, 'function memory')?.usd).toBeCloseTo(1.4600073, 7);
    expect(lineOf(result, 'invocations')?.usd).toBeCloseTo(0.00876, 9);
    expect(result.clouds.map(({ cloud }) => cloud)).toEqual(['lambda']);
  });

  it.each([
    ['both clouds when none is named', {}, ['function-compute', 'lambda']],
    ['both when both are', { fc: FC, aws: { region: 'us-east-1' } }, ['function-compute', 'lambda']],
    ['one when one is', { fc: FC }, ['function-compute']],
  ])('has %s', async (_name, deploy, expected) => {
    const { clouds } = await estimated(configOf({ deploy }), 100);
    expect(clouds.map(({ cloud }) => cloud)).toEqual(expected);
  });

  it.each([
    ['the schedule of Function Compute', { fc: { ...FC, schedule: '@every 1h30m' } }, 5_400],
    ['a schedule of five minutes', { fc: { ...FC, schedule: '@every 5m' } }, 300],
    // seven an hour, whatever the longest gap is
    ['uneven cron', { fc: { ...FC, schedule: '0 0,10,15,20,30,40,50 * * * *' } }, 3_600 / 7],
    ['the default of the timer, before the alarms,', { fc: FC, alarms: { intervalMinutes: 5 } }, 60],
    ["the schedule of Lambda's timer", { aws: { region: 'us-east-1', schedule: 'rate(10 minutes)' } }, 600],
    [
      'the interval of the alarms, where the schedule is cron',
      { fc: { ...FC, schedule: '0 */5 * * * *' }, alarms: { intervalMinutes: 5 } },
      300,
    ],
    ['cron', { fc: { ...FC, schedule: '0 */10 * * * *' } }, 600],
    ['cron with nights', { fc: { ...FC, schedule: '0 */5 8-19 * * *' } }, 600],
    ['a minute, where nothing says so', {}, 60],
  ])('sweeps as often as %s says', async (_name, deploy, seconds) => {
    expect((await estimated(configOf({ deploy }), 100)).pace.intervalSeconds).toBeCloseTo(seconds, 9);
  });

  it('takes a sweep to last as long as its calls, one page at least a region', async () => {
    const config = configOf({}, { regions: ['cn-shanghai', 'cn-beijing'], qps: 5 });
    expect((await estimated(config, 0)).pace.sweepSeconds).toBe(2 / 5 + 2);
    expect((await estimated(config, 2_000)).pace.sweepSeconds).toBe(22 / 5 + 2);
  });

  it('never bills more seconds than a month has, and says that sweeps leave timer events out', async () => {
    const result = await estimated(
      configOf({ deploy: { fc: { ...FC, memoryMb: 1_024, timeoutSeconds: 300 } } }),
      500_000,
    );
    expect(lineOf(result, 'function memory')?.units).toBe(730 * 3_600);
    expect(result.assumptions.join('\n')).toMatch(/longer than the interval.*\n.*The function has 300 s/);
  });

  it('counts the metrics that a sweep really makes, and what every channel and region adds', async () => {
    const config = configOf({ metrics: [CLOUDWATCH] });
    const more = configOf(
      { metrics: [CLOUDWATCH], alerts: [{ type: 'console' }] },
      { regions: ['cn-shanghai', 'cn-beijing'] },
    );
    const units = async (of: typeof config) => lineOf(await estimated(of, 10), 'custom metrics')?.units ?? 0;
    expect(await units(config)).toBe(samplePoints(config).length);
    // six statuses and six reasons a region; sent, failed, waiting, broken a channel
    expect((await units(more)) - (await units(config))).toBe(16);
  });

  it('stays below ten dollars for 10,000 relays in a few regions, with the metrics that alarms and dashboard need', async () => {
    const parts = {
      metrics: [ESSENTIAL],
      alerts: [{ type: 'slack', url: 'https://hooks.slack.com/services/T/B/x' }, { type: 'console' }],
      state: { type: 's3', bucket: 'state-bucket', region: 'us-east-1' },
    };
    const config = configOf(parts, { regions: ['cn-shanghai', 'cn-beijing', 'ap-southeast-1'] });
    const result = await estimated(config, 10_000);
    expect(lineOf(result, 'custom metrics')).toMatchObject({ units: 8 });
    expect(lineOf(result, 'alarms')).toMatchObject({ units: 5 });
    for (const { usd } of result.clouds) expect(usd).toBeLessThan(10);
  });

  it('has logs and traffic, without a price where none was found', async () => {
    const { clouds } = await estimated(configOf(), 10_000);
    const [onFc = [], onLambda = []] = clouds.map(({ lines }) =>
      lines.filter(({ item }) => item === 'logs' || item === 'traffic').map(({ units, usd }) => [units, usd]),
    );
    // 43,800 sweeps of 1,500 bytes and of 101 calls
    expect(onFc[0]?.[0]).toBe(65.7);
    // at what 18.6 GB a day cost in the vendor's example, 2.171985 USD
    expect(onFc[0]?.[1]).toBeCloseTo((0.0657 * 2.171985) / 18.6, 4);
    expect(onFc[1]).toEqual([4_423_800, null]);
    expect(onLambda[0]?.[1]).toBeCloseTo(0.033, 3);
    expect(onLambda[1]).toEqual([4_423_800, null]);
  });

  it('has CloudWatch in both details, whichever is configured, and says which', async () => {
    const [essential, full] = await Promise.all(
      [ESSENTIAL, CLOUDWATCH].map((backend) => estimated(configOf({ metrics: [backend] }), 10_000)),
    );
    expect(essential?.details.map(({ detail, configured }) => [detail, configured])).toEqual([
      ['essential', true],
      ['full', false],
    ]);
    expect(full?.details.map(({ lines }) => lines)).toEqual(essential?.details.map(({ lines }) => lines));
    for (const [place, result] of [essential, full].entries())
      for (const [cloud, total] of (result?.details[place]?.totals ?? []).entries())
        expect(total).toBeCloseTo(result?.clouds[cloud]?.usd ?? Number.NaN, 9);
    expect(costTable(essential as Estimate).text).toMatch(
      /essential \(configured\) +USD +full +USD\n +custom metrics +8 metrics +2\.40/,
    );
    const thresholds = configOf({ metrics: [CLOUDWATCH], deploy: { alarms: { stopped: { none: 0 } } } });
    expect((await estimated(thresholds, 10)).details).toHaveLength(2);
    expect((await estimated(configOf(), 10)).details).toEqual([]);
  });

  it('names the source of each price that is in it', async () => {
    const text = costTable(await estimated(configOf({ metrics: [ESSENTIAL] }), 10)).text;
    expect(text).toMatch(/custom metrics: AWS price list/);
    expect(text).toMatch(/function memory.*: help\.aliyun\.com/);
  });

  it('has nothing of CloudWatch without it, nothing of a bucket for files, and no price that is not known', async () => {
    const files = await estimated(configOf({ state: { type: 'file', path: '/var/state' } }), 100);
    expect(files.clouds[0]?.lines.map(({ item }) => item)).toEqual([
      'function memory',
      'function vCPU',
      'function disk',
      'invocations',
      'logs',
      'traffic',
    ]);
    const oss = await estimated(
      configOf({ state: { type: 'oss', bucket: 'state-bucket', region: 'cn-shanghai' } }),
      100,
    );
    // OSS bills each deletion too: three snapshots come and three go
    expect(lineOf(oss, 'state writes')).toMatchObject({ usd: null, price: 'unknown' });
    expect(lineOf(oss, 'state writes')?.units).toBeCloseTo(43_800 * 7.3, 0);
    expect(costTable(oss).text).toMatch(/without 3 unknown/);
  });

  describe('where callbacks are expected', () => {
    const state = { type: 's3', bucket: 'state-bucket', region: 'us-east-1' };
    const unitsOf = async (relays: number, deploy: object) => {
      const result = await estimated(configOf({ state, deploy }), relays);
      const [writes, reads] = ['state writes', 'state reads'].map((item) => lineOf(result, item)?.units ?? 0);
      return { writes: (writes ?? 0) / 43_800, reads: (reads ?? 0) / 43_800, result };
    };

    it('has what a quiet sweep asks of the bucket for them: two listings before, one each half second, one look after', async () => {
      const without = await unitsOf(1_000, { fc: FC });
      const small = await unitsOf(1_000, { fc: { ...FC, callbacks: true } });
      // ten pages are read in a second; the look loads once, saves twice, lists hints twice; each tenth save clears; each
      // tenth sweep keeps the list of relays; and for 20 hours hints are listed each second, but for sweep and margin
      const between = (20 * 3_600 * (60 - 5 - 3.1)) / 60 / 43_800;
      expect(small.writes - without.writes).toBeCloseTo(2 + 2 + (1 + 2) + 2 + 2 / 10 + 1 / 10 + between, 5);
      expect(small.reads - without.reads).toBeCloseTo(1, 1);
      const large = await unitsOf(10_000, { aws: { region: 'us-east-1', callbacks: true } });
      expect(large.writes - small.writes).toBeCloseTo(2 * 9, 0);
    });

    it('counts relays with a young fault that are asked for between sweeps, as so many hours, and says so', async () => {
      const aws = { region: 'us-east-1' };
      const without = await unitsOf(1_000, { aws });
      const { result } = await unitsOf(1_000, { aws: { ...aws, callbacks: true } });
      const seconds = (20 * 3_600 * (60 - 5 - 3.1)) / 60;
      const memory = (of: typeof result) => lineOf(of, 'function memory')?.units ?? 0;
      expect(memory(result) - memory(without.result)).toBeCloseTo(seconds / 4, 3);
      expect(result.assumptions.join('\n')).toContain(
        'counted as 20 hours a month in which there is one, so 62,280 s of the function (all month long would be 2,273,220 s).',
      );
    });

    it('says what a thousand of them are, on each cloud, and keeps them out of the total', async () => {
      const { result } = await unitsOf(10, { fc: { ...FC, callbacks: true }, aws: { region: 'us-east-1' } });
      const told = result.assumptions.filter((text) => /thousand callbacks/.test(text));
      expect(told).toHaveLength(2);
      const [onFc = '', onLambda = ''] = told;
      expect(onFc).toMatch(/not known: a thousand callbacks are at most 0\.0\d USD on Function Compute, /);
      // 2,200 s of 256 MB on arm64, and 2,000 requests
      expect(2_200 * 0.25 * 0.0000133334 + 2_000 * 0.0000002).toBeCloseTo(0.0077, 4);
      expect(onLambda).toContain('at most 0.01 USD on Lambda, with 0.2 s of the receiver and a look of 2 s for each');
    });

    it('says nothing of them where none are', async () => {
      const { result } = await unitsOf(10, { fc: { ...FC, callbacks: false }, aws: { region: 'us-east-1' } });
      expect(result.assumptions.join()).not.toMatch(/callbacks/);
    });
  });

  it('takes for Lambda what serverless.yml deploys', () => {
    const deployed = readFileSync(new URL('../../../serverless.yml', import.meta.url), 'utf8');
    expect(deployed).toMatch(new RegExp(`^ +memory: ${LAMBDA.memoryMb}$`, 'm'));
    expect(deployed).toMatch(new RegExp(`^ +timeout: ${LAMBDA.timeoutSeconds}$`, 'm'));
    expect(deployed).toMatch(new RegExp(`^ +architecture: ${LAMBDA.architecture}$`, 'm'));
  });

  it('has the calls of the heartbeat, which cost nothing', async () => {
    const result = await estimated(configOf({ heartbeat: { url: 'https://beat.example.com/secret' } }), 100);
    expect(lineOf(result, 'heartbeat')).toMatchObject({ units: 43_800, usd: 0 });
    expect(JSON.stringify(result) + costTable(result)).not.toContain('beat.example.com');
  });

  it('says what retrying costs at Live, and leaves it out of the total', async () => {
    const config = configOf();
    const fleet: Fleet = { relays: 100, calls: 2, expected: 100, recovering: 2 };
    const calm = await estimate(config, { ...fleet, recovering: 0 });
    const result = await estimate(config, fleet);
    expect(result.retrying).toMatchObject({ units: 87_600 });
    expect(result.retrying?.usd).toBeCloseTo(26.28, 9);
    expect(result.clouds[0]?.usd).toBe(calm.clouds[0]?.usd);
    expect((await estimated(config, 100)).retrying).toBeNull();
  });
});

describe('metrics for each relay', () => {
  it('cost what the tiers say on top of the metrics of the fleet', async () => {
    const result = await estimated(withCap(100_000), 20_000);
    const fleet = lineOf(result, 'custom metrics')?.units ?? 0;
    const own = lineOf(result, 'per-task metrics');
    expect(own?.units).toBe(20_000);
    expect(own?.usd).toBeCloseTo((10_000 - fleet) * 0.3 + (10_000 + fleet) * 0.1, 6);
    // a thousand in a request, and the metrics of the fleet
    expect(lineOf(result, 'PutMetricData')?.units).toBe(43_800 * 21);
    expect(result.refusals).toEqual([]);
  });

  it('are refused above the cap, to the metric', async () => {
    const fleet = samplePoints(withCap(0)).length + 1;
    const pays = await estimated(withCap((fleet + 500) * 0.3), 500);
    const doesNot = await estimated(withCap((fleet + 500) * 0.3), 501);
    expect(pays.refusals).toEqual([]);
    expect(doesNot.refusals).toEqual([expect.stringMatching(/refused: .* 501 relays, LiveRelay .* above its costCap/)]);
    expect(lineOf(doesNot, 'per-task metrics')).toMatchObject({ units: 0, usd: 0 });
    expect(lineOf(doesNot, 'PutMetricData')?.units).toBe(43_800);
    expect(costTable(doesNot).text).toContain('per-task metrics are refused');
  });
});

describe('more relays', () => {
  const relays = fc.nat(2_000_000);
  it.each([
    ['with a metric for each', [{ ...CLOUDWATCH, perTask: { costCap: 1_000_000 } }]],
    ['with metrics of the fleet alone', [CLOUDWATCH]],
    ['without metrics', []],
  ])('never cost less, %s', async (_name, metrics) => {
    const config = configOf({ metrics }, { regions: ['cn-shanghai', 'cn-beijing', 'ap-southeast-1'] });
    await fc.assert(
      fc.asyncProperty(relays, relays, fc.integer({ min: 10, max: 600 }), async (a, b, intervalSeconds) => {
        const [fewer, more] = await Promise.all(
          [Math.min(a, b), Math.max(a, b)].map((count) => estimated(config, count, { intervalSeconds })),
        );
        for (const [index, { usd }] of (fewer?.clouds ?? []).entries())
          expect(more?.clouds[index]?.usd).toBeGreaterThanOrEqual(usd);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the fleet as Live has it', () => {
  it('takes the total of each list, and what relays do from one page of it', async () => {
    const config = configOf({}, { regions: ['cn-shanghai', 'cn-beijing'] });
    const asked: unknown[] = [];
    const task = (parts: object) => aTask({ startMs: SAMPLE_TIME.toMillis(), endMs: null, ...parts });
    const live: Pick<LiveApi, 'listRelayTasks'> = {
      async listRelayTasks(request) {
        asked.push(request);
        if (request.region === 'cn-beijing') return { tasks: [], total: 0, pageNumber: 1, requestId: null };
        const tasks = [
          task({}),
          task({ status: 'recovering' }),
          task({ status: 'exited', exitReason: 'OverEndTime' }),
          task({}),
        ];
        return { tasks, total: 400, pageNumber: 1, requestId: null };
      },
    };
    const fleet = await fleetNow(config, live as LiveApi, SAMPLE_TIME);
    expect(fleet).toEqual({ relays: 400, calls: 6, expected: 300, recovering: 100 });
    expect(asked).toHaveLength(2);
  });
});
