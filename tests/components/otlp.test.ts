import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { createOtlpBackend } from '../../lib/metrics/otlp/otlp.ts';
import { prometheusText } from '../../lib/metrics/prometheus/text.ts';
import type { MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import { freePort, type RunningProgram, startProgram } from './process.ts';

/** Debian's Prometheus is too old to receive OTLP, so .ci/run builds one; RELAYWATCH_PROMETHEUS names another. */
const PROMETHEUS = process.env.RELAYWATCH_PROMETHEUS ?? '.venv/bin/prometheus';
const IS_THERE = spawnSync(PROMETHEUS, ['--help'], { encoding: 'utf8' }).stdout?.includes('web.enable-otlp-receiver');
const HOW_TO_GET = `${PROMETHEUS} is missing or older than 3.0: build it as .ci/run does`;

if (!IS_THERE && process.env.CI === 'true') {
  it('has a Prometheus that receives OTLP', () => expect.fail(HOW_TO_GET));
}

const POINTS: readonly MetricPoint[] = [
  { name: 'RelayTasks', unit: 'Count', value: 7, dimensions: { Region: 'cn-shanghai', Status: 'running' } },
  { name: 'RelayTasks', unit: 'Count', value: 0, dimensions: { Region: 'cn-shanghai', Status: 'stopped' } },
  { name: 'StoppedRelays', unit: 'Count', value: 2, dimensions: { Region: '上海 "1" \\', Reason: 'a\nb' } },
  { name: 'SweepDuration', unit: 'Milliseconds', value: 1_500, dimensions: {} },
  { name: 'OpenIncidentsTotal', unit: 'Count', value: 3, dimensions: {} },
  { name: 'Heartbeat', unit: 'None', value: 1, dimensions: {} },
];

describe.skipIf(!IS_THERE)(IS_THERE ? 'a Prometheus that receives OTLP' : HOW_TO_GET, () => {
  let url: string;
  let folder: string;
  let prometheus: RunningProgram;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relaywatch-prometheus-'));
    await writeFile(join(folder, 'config.yml'), '{}');
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const args = [
      `--config.file=${join(folder, 'config.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-otlp-receiver',
    ];
    prometheus = await startProgram(PROMETHEUS, args, `${url}/-/ready`);
  });
  afterAll(async () => {
    await prometheus?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const aBackend = (path = '/api/v1/otlp/v1/metrics') =>
    createOtlpBackend({ endpoint: `${url}${path}` }, { clock: systemClock, log: silentLog, random: () => 0.5 });

  async function series(): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
    const query = encodeURIComponent('{job="relaywatch"}');
    const answer = (await (await fetch(`${url}/api/v1/query?query=${query}`)).json()) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return answer.data.result;
  }

  it('takes an empty export as a check', async () => {
    expect(await aBackend().check()).toMatchObject({ ok: true });
    expect(await series()).toEqual([]);
  });

  it('gives every number back under the names that the text format has', async () => {
    expect(await aBackend().publish(POINTS, systemClock.nowUtc())).toEqual({
      type: 'otlp',
      ok: true,
      datapoints: POINTS.length,
      rejected: 0,
    });
    const found = await series();
    const sorted = (rows: readonly unknown[][]) => rows.map((row) => JSON.stringify(row)).sort();
    expect(
      sorted(
        found.map(({ metric: { __name__, job: _, ...labels }, value }) => [
          __name__,
          Object.entries(labels).sort(),
          value[1],
        ]),
      ),
    ).toEqual(
      sorted([
        [
          'relaywatch_relay_tasks',
          [
            ['region', 'cn-shanghai'],
            ['status', 'running'],
          ],
          '7',
        ],
        [
          'relaywatch_relay_tasks',
          [
            ['region', 'cn-shanghai'],
            ['status', 'stopped'],
          ],
          '0',
        ],
        [
          'relaywatch_stopped_relays',
          [
            ['reason', 'a\nb'],
            ['region', '上海 "1" \\'],
          ],
          '2',
        ],
        ['relaywatch_sweep_duration_seconds', [], '1.5'],
        ['relaywatch_open_incidents_all', [], '3'],
        ['relaywatch_heartbeat', [], '1'],
      ]),
    );
    const text = await prometheusText(POINTS, systemClock.nowUtc());
    for (const { metric } of found) expect(text).toMatch(new RegExp(`^${metric.__name__}[ {]`, 'm'));
  });

  it('is told apart from an address that is none', async () => {
    const result = await aBackend('/v1/metrics').publish(POINTS, systemClock.nowUtc());
    expect(result).toMatchObject({ ok: false, datapoints: 0 });
    expect(result.problem).toContain('check endpoint');
  });
});
