import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { createPrometheusBackend, type PrometheusSettings } from '../../lib/metrics/prometheus/prometheus.ts';
import { prometheusText } from '../../lib/metrics/prometheus/text.ts';
import { METRICS, type MetricName, type MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { freePort, type RunningProgram, startProgram } from './process.ts';

const PUSHGATEWAY = 'prometheus-pushgateway';
const PROMTOOL = 'promtool';
const isThere = (program: string) => spawnSync(program, ['--version']).status === 0;
const ARE_THERE = isThere(PROMTOOL) && isThere(PUSHGATEWAY);
const HOW_TO_GET =
  'promtool or prometheus-pushgateway is missing: apt-get update && apt-get install -y --no-install-recommends prometheus prometheus-pushgateway';

if (!ARE_THERE && process.env.CI === 'true') {
  it('has promtool and a Pushgateway', () => expect.fail(HOW_TO_GET));
}

const now = systemClock.nowUtc();

const ODD = 'a"b\\c\nd 上海 {x="y"} # \u0000 \ud800';

/** One point of every metric there is, with odd texts where a text may be odd. */
const everyMetric: readonly MetricPoint[] = (Object.keys(METRICS) as MetricName[]).map((name, index) => ({
  name,
  unit: METRICS[name].unit,
  value: index * 1_000,
  dimensions: Object.fromEntries(METRICS[name].dimensions.map((key) => [key, ODD])),
}));

describe.skipIf(!ARE_THERE)(ARE_THERE ? 'Prometheus' : HOW_TO_GET, () => {
  let url: string;
  let pushgateway: RunningProgram;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const args = [`--web.listen-address=127.0.0.1:${port}`, '--persistence.file='];
    pushgateway = await startProgram(PUSHGATEWAY, args, `${url}/-/ready`);
  });
  afterAll(() => pushgateway?.stop());

  const aBackend = (settings: Partial<PrometheusSettings> = {}) =>
    createPrometheusBackend(
      { pushgateway: url, ...settings },
      { clock: systemClock, log: silentLog, random: () => 0.5 },
    );
  const shown = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return text.split('\n').filter((line) => line.startsWith('relaywatch_'));
  };

  it('finds nothing to object to in the text of every metric', async () => {
    const input = await prometheusText(everyMetric, now);
    const { status, stdout, stderr } = spawnSync(PROMTOOL, ['check', 'metrics'], { input, encoding: 'utf8' });
    expect({ status, output: stdout + stderr }).toEqual({ status: 0, output: '' });
  });

  it('is checked without a push, and tells its version', async () => {
    const detail = expect.stringMatching(/^the Pushgateway at 127\.0\.0\.1:\d+ is version \d.*; nothing was pushed$/);
    expect(await aBackend().check()).toEqual({ ok: true, detail });
    expect(await shown()).toEqual([]);
  });

  it('takes every metric, and forgets those that the next push does not have', async () => {
    const settings = { grouping: { stage: 'a/b', team: '..', site: '上海' } };
    const result = await aBackend(settings).publish(everyMetric, now);
    expect(result).toMatchObject({ ok: true, datapoints: everyMetric.length });
    expect(await shown()).toHaveLength(everyMetric.length);
    const one: MetricPoint = { name: 'RelayTasks', unit: 'Count', value: 7, dimensions: { Region: 'cn-shanghai' } };
    expect(await aBackend(settings).publish([one], now)).toMatchObject({ ok: true });
    expect(await shown()).toEqual([
      'relaywatch_relay_tasks{instance="",job="relaywatch",region="cn-shanghai",site="上海",stage="a/b",team=".."} 7',
    ]);
  });

  it('explains a push that contradicts what another one pushed', async () => {
    const body = '# TYPE relaywatch_sweep_pages counter\nrelaywatch_sweep_pages 1\n';
    expect((await fetch(`${url}/metrics/job/other`, { method: 'PUT', body })).status).toBe(200);
    const point: MetricPoint = { name: 'SweepPages', unit: 'Count', value: 7, dimensions: {} };
    const result = await aBackend().publish([point], now);
    expect(result).toMatchObject({ ok: false, datapoints: 0, rejected: 1 });
    expect(result.problem).toContain('answered HTTP 400: the numbers are invalid or contradict those of another group');
    await fetch(`${url}/metrics/job/other`, { method: 'DELETE' });
  });
});
