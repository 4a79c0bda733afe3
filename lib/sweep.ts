import type { AlertChannel, SendResult } from './alerts/channel.ts';
import { messageOf } from './errors.ts';
import type { LiveApi } from './live/client.ts';
import { type PacedLive, pacedLive, type RetrySettings } from './live/paced.ts';
import { type PageProgress, type PagesResult, readPages, type Walk } from './live/pages.ts';
import type { TaskFilter } from './live/request.ts';
import type { Log } from './log.ts';
import type { MetricsBackend, PublishResult } from './metrics/backend.ts';
import { type MetricPoint, metricPoints, type SweepFacts } from './monitor/metric-points.ts';
import { type Notification, relaysStopped } from './monitor/notification.ts';
import type { Policy } from './monitor/policy.ts';
import type { Tally } from './monitor/tally.ts';
import { Observations } from './observations.ts';
import type { LoadedState, StateStore } from './state/store.ts';
import type { AlertOutcome, SweepSummary } from './sweep-summary.ts';
import type { Clock, Random } from './time.ts';

export interface SweepSettings {
  readonly regions: readonly string[];
  /** Filters of which each is read in each region; none means everything. */
  readonly scopes: readonly TaskFilter[];
  readonly qps: number;
  readonly pageSize: number;
  readonly policy: Policy;
  readonly retry?: RetrySettings;
}

export interface SweepDeps {
  readonly live: LiveApi;
  readonly backends: readonly MetricsBackend[];
  readonly channels: readonly AlertChannel[];
  readonly store: StateStore | null;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** On the clock's monotonic time: reading stops here, so that what was seen can still be told. */
  readonly deadlineMs?: number;
  readonly onProgress?: (progress: PageProgress) => void;
}

/** Answers held at once; enough for 50 calls a second at a round trip of 300 ms. */
const MOST_CALLS_UNDER_WAY = 16;

/**
 * One sweep: reads every relay task of every region, judges, publishes, tells, and remembers. The only place that knows
 * the order of things. Gives the summary; what outside systems do wrong is in it, and is never thrown.
 */
export async function sweep(settings: SweepSettings, deps: SweepDeps): Promise<SweepSummary> {
  const { clock, log } = deps;
  const startedAt = clock.nowUtc();
  const startedMs = clock.monotonicMs();
  const sweepId = `s-${startedAt.toFormat("yyyyMMdd'T'HHmmss.SSS'Z'")}`.replace('.', '');
  log.info('sweep_started', { sweepId, regions: settings.regions, scopes: settings.scopes.length });

  const state = await loadState(deps);
  const live = pacedLive(
    deps.live,
    { qps: settings.qps },
    { ...deps, memory: state?.snapshot?.pacers ?? {}, ...(settings.retry ? { retry: settings.retry } : {}) },
  );
  const observations = new Observations(startedAt, settings.policy);
  const pages = await readPages(live, walksOf(settings), {
    clock,
    concurrency: Math.min(settings.qps, MOST_CALLS_UNDER_WAY),
    pageSize: settings.pageSize,
    cursor: state?.snapshot?.cursor ?? null,
    classify: (task, walk, identity) => observations.take(task, walk, identity),
    onProgress: reportProgress(deps),
    ...(deps.deadlineMs === undefined ? {} : { deadlineMs: deps.deadlineMs }),
  });
  const durationMs = Math.round(clock.monotonicMs() - startedMs);

  const tally = observations.tallyOf(pages);
  const facts = factsOf(pages, live, durationMs, observations.unexpectedFields);
  const message = relaysStopped({
    sweepId,
    at: startedAt,
    tally,
    sweepComplete: facts.complete,
    examplesOf: (taskClass) => observations.examplesOf(taskClass, pages),
  });
  const [metrics, alerts] = await Promise.all([
    publishTo(deps.backends, metricPoints(tally, facts), deps),
    tellTo(deps.channels, message, log),
    saveState(state, pages, live, deps),
  ]);
  const summary = summaryOf(tally, pages, facts, metrics, alerts);
  log.info('sweep_finished', {
    sweepId,
    ...summary.sweep,
    tasks: tally.total,
    byStatus: tally.byStatus,
    stoppedByReason: tally.stoppedByReason,
  });
  return summary;
}

function walksOf({ regions, scopes }: SweepSettings): Walk[] {
  const filters = scopes.length > 0 ? scopes : [{}];
  return filters.flatMap((filter, index) =>
    regions.map((region) => ({ region, filter, key: scopes.length > 0 ? `${region}/scope-${index + 1}` : region })),
  );
}

async function loadState({ store, log }: SweepDeps): Promise<LoadedState | null> {
  try {
    return (await store?.load()) ?? null;
  } catch (error) {
    log.warn('state_not_loaded', { problem: messageOf(error) });
    return null;
  }
}

/** A lost save costs the next sweep some knowledge, never a finding: it is told in the log and nothing else. */
async function saveState(
  state: LoadedState | null,
  pages: PagesResult,
  live: PacedLive,
  { store, clock, log }: SweepDeps,
): Promise<void> {
  if (!store || !state) return;
  try {
    const pacers = Object.fromEntries(Object.entries(live.memory()).filter(([, memory]) => memory.samples > 0));
    const saved = await store.create(state.newest + 1, {
      version: 1,
      savedAt: clock.nowUtc().toISO(),
      cursor: pages.cursor,
      pacers,
    });
    if (!saved) log.warn('state_not_saved', { problem: 'another sweep saved its state first' });
  } catch (error) {
    log.warn('state_not_saved', { problem: messageOf(error) });
  }
}

function reportProgress({ onProgress, clock, log }: SweepDeps): (progress: PageProgress) => void {
  const everyMs = 5_000;
  let reportedMs = clock.monotonicMs();
  return (progress) => {
    onProgress?.(progress);
    if (clock.monotonicMs() - reportedMs < everyMs) return;
    reportedMs = clock.monotonicMs();
    log.info('sweep_progressed', { ...progress });
  };
}

function factsOf(
  pages: PagesResult,
  live: PacedLive,
  durationMs: number,
  unexpectedFields: ReadonlyMap<string, number>,
): SweepFacts {
  return {
    regionsSeen: [...new Set(pages.walks.filter(({ pagesRead }) => pagesRead > 0).map(({ walk }) => walk.region))],
    complete: pages.walks.every(({ complete }) => complete),
    pages: pages.walks.reduce((sum, { pagesRead }) => sum + pagesRead, 0),
    calls: live.counts.calls,
    throttled: live.counts.throttled,
    durationMs,
    errorsByCode: live.counts.errorsByCode,
    unexpectedFields,
  };
}

async function publishTo(
  backends: readonly MetricsBackend[],
  points: readonly MetricPoint[],
  { clock, log }: SweepDeps,
): Promise<PublishResult[]> {
  const at = clock.nowUtc();
  return Promise.all(
    backends.map(async (backend) => {
      const result = await backend.publish(points, at).catch((error: unknown): PublishResult => {
        return {
          type: backend.type,
          ok: false,
          datapoints: 0,
          rejected: points.length,
          problem: `a fault of its own: ${nameOf(error)}`,
        };
      });
      if (!result.ok) log.error('metrics_not_published', { ...result });
      return result;
    }),
  );
}

async function tellTo(
  channels: readonly AlertChannel[],
  message: Notification | null,
  log: Log,
): Promise<AlertOutcome[]> {
  return Promise.all(
    channels.map(async (channel): Promise<AlertOutcome> => {
      if (!message) return { type: channel.type, ok: true, sent: 0 };
      const result = await channel.send(message).catch((error: unknown): SendResult => {
        return { ok: false, retryable: false, problem: `a fault of its own: ${nameOf(error)}` };
      });
      if (result.ok) return { type: channel.type, ok: true, sent: 1 };
      log.error('alert_not_sent', { type: channel.type, problem: result.problem });
      return { type: channel.type, ok: false, sent: 0, problem: result.problem };
    }),
  );
}

function summaryOf(
  tally: Tally,
  pages: PagesResult,
  facts: SweepFacts,
  metrics: readonly PublishResult[],
  alerts: readonly AlertOutcome[],
): SweepSummary {
  const reasons = pages.walks.flatMap(({ walk, incompleteness }) =>
    incompleteness.map(({ code, text }) => `${walk.key}: ${code}: ${text}`),
  );
  const stopped = (tally.byVerdict.stopped ?? 0) + (tally.byVerdict['missed-start'] ?? 0);
  const { complete, pages: pageCount, calls, throttled, durationMs } = facts;
  return {
    tasks: { total: tally.total, byStatus: tally.byStatus, stoppedByReason: tally.stoppedByReason },
    sweep: { complete, reasons, pages: pageCount, calls, throttled, durationMs },
    // until incidents have a history, what is stopped now is what is open
    incidents: { open: stopped, opened: 0, resolved: 0 },
    metrics: metrics.map(({ rejected: _, ...outcome }) => outcome),
    alerts,
  };
}

/** Of a fault in an adapter, which promised not to throw, only the name is told: its message may quote anything. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
