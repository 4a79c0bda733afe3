import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { grafanaDashboard } from '../../infra/grafana/dashboard.ts';
import { systemClock } from '../../lib/base/time.ts';
import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '../../lib/metrics/prometheus/text.ts';
import type { MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { everyMetric } from '../infra/prometheus/published-names.ts';
import { describeComponent } from './describe-component.ts';
import { freePort, type RunningProgram, startProgram } from './process.ts';

const isThere = (program: string) => spawnSync(program, ['--version']).status === 0;
const PROMTOOL = 'promtool';
const PROMETHEUS = {
  installed: isThere(PROMTOOL) && isThere('prometheus'),
  howToInstall: 'apt-get update && apt-get install -y --no-install-recommends prometheus',
};
const RULES = resolve('infra/prometheus/relaywatch-rules.yml');

describeComponent('promtool', PROMETHEUS, () => {
  it.each([
    ['check', 'rules', RULES],
    ['test', 'rules', 'infra/prometheus/relaywatch-rules-test.yml'],
  ])('has nothing to object to: %s %s', (...args) => {
    const { status, stdout, stderr } = spawnSync(PROMTOOL, args, { encoding: 'utf8' });
    expect({ status, output: stdout + stderr }).toMatchObject({
      status: 0,
      output: expect.stringContaining('SUCCESS'),
    });
  });
});

/** Every metric, as in an outage: with the verdict and severity that the dashboard and the rules ask for. */
const POINTS: readonly MetricPoint[] = [
  ...everyMetric(),
  { name: 'RelaysByVerdict', unit: 'Count', value: 3, dimensions: { Verdict: 'stopped' } },
  { name: 'OpenIncidents', unit: 'Count', value: 3, dimensions: { Verdict: 'stopped', Severity: 'critical' } },
];

describeComponent('a Prometheus that scrapes relaywatch', PROMETHEUS, () => {
  let folder: string;
  let target: Server;
  let prometheus: RunningProgram;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relaywatch-prometheus-rules-'));
    const text = await prometheusText(POINTS, systemClock.nowUtc());
    target = createServer((_, answer) => answer.setHeader('content-type', PROMETHEUS_CONTENT_TYPE).end(text));
    await new Promise<void>((listening) => target.listen(0, '127.0.0.1', listening));
    const { port: scraped } = target.address() as AddressInfo;
    const config = join(folder, 'prometheus.yml');
    await writeFile(
      config,
      JSON.stringify({
        global: { scrape_interval: '200ms', evaluation_interval: '200ms' },
        rule_files: [RULES],
        scrape_configs: [{ job_name: 'relaywatch', static_configs: [{ targets: [`127.0.0.1:${scraped}`] }] }],
      }),
    );
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const args = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    prometheus = await startProgram('prometheus', args, `${url}/-/ready`);
    await vi.waitUntil(async () => (await results('relaywatch_heartbeat')) === 1, { timeout: 20_000 });
  }, 60_000);
  afterAll(async () => {
    await prometheus?.stop();
    target?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function results(expression: string): Promise<number> {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const body = await answer.json();
    expect(body, expression).toMatchObject({ status: 'success' });
    return body.data.result.length;
  }

  it('has something to show for every query of the Grafana dashboard', async () => {
    const panels = (grafanaDashboard().panels ?? []) as unknown as { title: string; targets: { expr: string }[] }[];
    const queries = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const));
    expect(queries.length).toBeGreaterThan(10);
    for (const [title, expr] of queries) {
      expect(await results(expr.replaceAll('$job', 'relaywatch')), `${title}: ${expr}`).toBeGreaterThan(0);
    }
  });

  it('evaluates every rule without a fault, and alerts at once about what nothing waits for', async () => {
    const rules = async (): Promise<{ name: string; health: string; state: string }[]> => {
      const { data } = await (await fetch(`${url}/api/v1/rules`)).json();
      return data.groups.flatMap(({ rules }: { rules: unknown[] }) => rules);
    };
    const firing = async () => (await rules()).filter(({ state }) => state === 'firing').map(({ name }) => name);
    await expect
      .poll(firing, { timeout: 20_000 })
      .toEqual(['RelayIncidentsCritical', 'RelaywatchChannelBroken', 'RelaywatchAccountsBehind']);
    expect((await rules()).filter(({ health }) => health !== 'ok')).toEqual([]);
  });
});
