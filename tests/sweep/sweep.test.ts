import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { assemble } from '../../lib/assemble/assemble.ts';
import { silentLog } from '../../lib/base/log.ts';
import { systemClock } from '../../lib/base/time.ts';
import { parseConfig } from '../../lib/config/load.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { type CloudWatchStandIn, startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { type LiveStandIn, type LiveStandInOptions, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { startWebhookStandIn, type WebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { useStandInKeys } from '../support/stand-in-keys.ts';

useStandInKeys();

const REGIONS = ['cn-shanghai', 'cn-beijing'];

interface Clouds {
  readonly live: LiveStandIn;
  readonly cloudWatch: CloudWatchStandIn;
  readonly webhook: WebhookStandIn;
  readonly folder: string;
}

const started: Clouds[] = [];

async function clouds(options: LiveStandInOptions = {}): Promise<Clouds> {
  const set = {
    // pacing is not the point here: the stand-in is unlimited unless a test says otherwise
    live: await startLiveStandIn({ tasks: 640, regions: REGIONS, seed: 3, qps: 0, ...options }),
    cloudWatch: await startCloudWatchStandIn(),
    webhook: await startWebhookStandIn(),
    folder: await mkdtemp(join(tmpdir(), 'relaywatch-')),
  };
  started.push(set);
  return set;
}

afterEach(async () => {
  for (const { live, cloudWatch, webhook, folder } of started.splice(0)) {
    await Promise.all([
      live.close(),
      cloudWatch.close(),
      webhook.close(),
      rm(folder, { recursive: true, force: true }),
    ]);
  }
});

async function sweepOnce(
  { live, cloudWatch, webhook, folder }: Clouds,
  liveSection: object = {},
): Promise<SweepSummary> {
  const text = JSON.stringify({
    live: { endpoint: live.url, regions: REGIONS, qps: 1_000, ...liveSection },
    metrics: [
      { type: 'cloudwatch', detail: 'full', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch.url },
    ],
    alerts: [{ type: 'webhook', url: `${webhook.url}/hook` }],
    state: { type: 'file', path: folder },
  });
  const { settings, deps } = assemble(parseConfig(text, {}, 'test'), {
    clock: systemClock,
    random: seededRandom(1),
    log: silentLog,
    write: () => {},
  });
  return sweep({ ...settings, retry: { attempts: 6, firstWaitMs: 1, longestWaitMs: 5 } }, deps);
}

/** The stand-in's own count, in the summary's shape. */
function truthOf({ live }: Clouds): SweepSummary['tasks'] {
  const { total, byStatus, stoppedByReason } = live.tally();
  return {
    total,
    byStatus,
    stoppedByReason: { PullStreamFailed: 0, PushStreamFailed: 0, UnknownError: 0, none: 0, ...stoppedByReason },
  };
}

describe('a sweep of the whole fleet', () => {
  it.each([1, 2, 3, 4, 5])('counts every relay of every region as the service does (fleet %i)', async (seed) => {
    const set = await clouds({ seed });
    const summary = await sweepOnce(set);
    expect(summary.tasks).toEqual(truthOf(set));
    expect(summary.sweep).toMatchObject({ complete: true, reasons: [], throttled: 0 });
  });

  it('publishes the numbers and tells what stopped, by region and reason', async () => {
    const set = await clouds();
    const { tasks, metrics, alerts } = await sweepOnce(set);
    const points = set.cloudWatch.datapoints();
    const running = points.filter(({ name, dimensions }) => name === 'RelayTasks' && dimensions.Status === 'running');
    expect(running.reduce((sum, { value }) => sum + value, 0)).toBe(tasks.byStatus.running);
    expect(points.find(({ name }) => name === 'Heartbeat')?.value).toBe(1);
    expect(points.find(({ name }) => name === 'SweepComplete')?.value).toBe(1);
    expect(metrics).toEqual([{ type: 'cloudwatch', ok: true, datapoints: points.length }]);
    expect(alerts).toEqual([{ type: 'webhook', ok: true, sent: 1 }]);
    const [message] = set.webhook.received();
    const { data } = JSON.parse(message?.body ?? '{}');
    expect(data.kind).toBe('summary');
    expect(data.text.title).toMatch(/^\d+ of \d+ relays of the account had already stopped before watching began/);
  });

  it('stays at or below the limit that the service enforces', async () => {
    const set = await clouds({ tasks: 1_500, qps: 10 });
    const summary = await sweepOnce(set, { qps: 10 });
    const { throttled, mostInAnySecond } = set.live.stats().operations.DescribeLivePullToPushList ?? {};
    expect(summary.sweep).toMatchObject({ complete: true, throttled: 0 });
    expect(throttled).toBe(0);
    expect(mostInAnySecond).toBeLessThanOrEqual(10);
  });

  it('reads only the scopes that were asked for, a relay in two of them once', async () => {
    const set = await clouds();
    const summary = await sweepOnce(set, { scopes: [{ taskName: 'relay-0001' }, { taskName: 'relay-00012' }] });
    const matching = [...set.live.fleet.tasks()].filter((task) => task.definition.name.includes('relay-0001'));
    expect(summary.sweep.complete).toBe(true);
    expect(summary.tasks.total).toBe(matching.length);
  });
});

describe('a sweep while things break', () => {
  it.each([1, 2, 3])('is complete, or says why not, with resets, server errors and churn (seed %i)', async (seed) => {
    const set = await clouds({ seed, faults: { reset: 0.02, http500: 0.03 }, churnPerSecond: 20 });
    const { sweep: facts, tasks } = await sweepOnce(set);
    if (facts.complete) expect(tasks.total).toBeGreaterThan(0);
    else expect(facts.reasons.length).toBeGreaterThan(0);
  });

  it.each(['html', 'truncate', 'unavailable', 'reset', 'fail'])(
    'still counts right through odd answers: %s',
    async (kind) => {
      const regions = [`${kind}-page-1-times-2`, `${kind}-page-2-times-5`];
      const set = await clouds({ regions });
      const summary = await sweepOnce(set, { regions });
      expect(summary.sweep.complete).toBe(true);
      expect(summary.tasks).toEqual(truthOf(set));
      const errors = set.cloudWatch.datapoints().filter(({ name }) => name === 'ApiErrors');
      expect(errors.reduce((sum, { value }) => sum + value, 0)).toBe(7);
    },
  );

  it('counts a status that Live invents as unknown, never as running', async () => {
    const set = await clouds({ faults: { newEnum: 0.2 } });
    const { tasks, sweep: facts } = await sweepOnce(set);
    expect(facts.complete).toBe(true);
    expect(tasks.byStatus).toEqual(set.live.tally().byStatus);
    expect(tasks.byStatus.unknown).toBeGreaterThan(0);
  });

  it('loses no relay to missing fields', async () => {
    const set = await clouds({ faults: { missingFields: 0.3 } });
    const { tasks, sweep: facts } = await sweepOnce(set);
    expect(facts.complete).toBe(true);
    expect(tasks.total).toBe(640);
  });

  it('reads the other regions when one is refused, and is incomplete', async () => {
    const set = await clouds();
    const { sweep: facts, tasks } = await sweepOnce(set, { regions: ['cn-shanghai', 'eu-central-1'] });
    expect(facts.complete).toBe(false);
    expect(facts.reasons).toHaveLength(1);
    expect(facts.reasons[0]).toMatch(/^eu-central-1: call-failed: .*InvalidParameter/);
    expect(tasks.total).toBe(set.live.tally().byRegion['cn-shanghai']);
    expect(set.cloudWatch.datapoints().some(({ dimensions }) => dimensions.Region === 'eu-central-1')).toBe(false);
  });

  it('reports zero heartbeat when Live cannot be reached at all', async () => {
    const set = await clouds({ credentials: [{ accessKeyId: 'other', accessKeySecret: 'other-secret' }] });
    const { sweep: facts } = await sweepOnce(set);
    expect(facts.complete).toBe(false);
    expect(facts.reasons[0]).toContain('InvalidAccessKeyId');
    expect(set.cloudWatch.datapoints().find(({ name }) => name === 'Heartbeat')?.value).toBe(0);
  });

  it('tells on-call although the metrics backend is down, and publishes although the channel is', async () => {
    const set = await clouds();
    set.cloudWatch.failAlways('error-500');
    set.webhook.answerWith(410);
    const { metrics, alerts, sweep: facts } = await sweepOnce(set);
    expect(facts.complete).toBe(true);
    expect(metrics[0]).toMatchObject({ ok: false, datapoints: 0 });
    expect(alerts[0]).toMatchObject({ ok: false, sent: 0 });
    set.cloudWatch.failAlways(null);
    set.webhook.answerWith(500);
    const second = await sweepOnce(set);
    expect(second.metrics[0]).toMatchObject({ ok: true });
    expect(second.alerts[0]).toMatchObject({ sent: 0 });
  }, 60_000);
});

describe('what a sweep leaves to the next', () => {
  it('is a few small files: its lease, what it is about to tell, and what was told', async () => {
    const set = await clouds();
    await sweepOnce(set);
    const files = (await readdir(set.folder)).sort();
    const snapshots = ['snapshot-000000000001.json', 'snapshot-000000000002.json', 'snapshot-000000000003.json'];
    expect(files).toEqual([expect.stringMatching(/^journal-[\dT-]{13}\.jsonl$/), ...snapshots]);
    const { size } = await stat(join(set.folder, 'snapshot-000000000003.json'));
    expect(size).toBeLessThan(20_000);
  });

  it('is what is open: a stop that was told is not told again, and its end is told', async () => {
    const set = await clouds();
    await sweepOnce(set);
    const relay = [...set.live.fleet.tasks()].find(({ definition }) => definition.sourceUrls[0]?.includes('source-3'));
    expect(relay).toBeDefined();
    set.live.fleet.failSource('source-3.example.com', { count: 5, immediate: true });
    await sweepOnce(set);
    await sweepOnce(set);
    set.live.fleet.restartStopped();
    await sweepOnce(set);
    const kinds = set.webhook.received().map(({ body }) => JSON.parse(body).data.kind);
    expect(kinds).toEqual(['summary', 'open', 'resolved']);
  });
});
