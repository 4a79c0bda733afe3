import type { AlertChannel } from './alerts/channel.ts';
import type { Outbox } from './alerts/outbox.ts';
import { type FindingDeps, gatherFindings } from './findings.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { LiveApi } from './live/client.ts';
import { type PacedLive, pacedLive, type RetrySettings } from './live/paced.ts';
import { type PageProgress, type PagesResult, readPages, type Walk } from './live/pages.ts';
import type { TaskFilter } from './live/request.ts';
import type { Log } from './log.ts';
import type { MetricsBackend } from './metrics/backend.ts';
import { incidentPoints, metricPoints, type SweepFacts } from './monitor/metric-points.ts';
import { type Expectation, expectationsDue, type MaintenanceWindow } from './monitor/mutes.ts';
import type { Policy } from './monitor/policy.ts';
import type { Route } from './monitor/routing.ts';
import { type Watched, watch } from './monitor/watch.ts';
import { type ObservationSettings, Observations } from './observations.ts';
import { beat, publishTo } from './publish.ts';
import type { StateStore } from './state/store.ts';
import { openSession, type StateSession } from './state-session.ts';
import { handledBefore, heldByAnother, summaryOf, superseded } from './sweep-outcome.ts';
import type { SweepSummary } from './sweep-summary.ts';
import { enqueueAll, tell } from './telling.ts';
import type { Clock, Random, UtcDateTime } from './time.ts';

export interface SweepSettings {
  readonly regions: readonly string[];
  /** Filters of which each is read in each region; none means everything. */
  readonly scopes: readonly TaskFilter[];
  readonly qps: number;
  readonly pageSize: number;
  readonly policy: Policy;
  readonly maintenance: readonly MaintenanceWindow[];
  readonly expectations: readonly Expectation[];
  readonly routes: readonly Route[];
  /** Relays asked for one by one in a sweep, at most. */
  readonly describeBudget: number;
  /** How long another sweep is kept out when this one dies. */
  readonly leaseSeconds: number;
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
  /** Told of every complete sweep; null when nobody is. */
  readonly heartbeat: Heartbeat | null;
  /** What tells the timer event from every other; a platform may repeat it. Absent when no timer started this. */
  readonly trigger?: string;
  /** On the clock's monotonic time: reading stops here, so that what was seen can still be told. */
  readonly deadlineMs?: number;
  readonly onProgress?: (progress: PageProgress) => void;
}

/** Answers held at once; enough for 50 calls a second at a round trip of 300 ms. */
const MOST_CALLS_UNDER_WAY = 16;

/**
 * One sweep: reads every relay task of every region, judges, decides, remembers, tells, publishes. The only place that
 * knows the order of things. Gives the summary; what outside systems do wrong is in it, and is never thrown.
 */
export async function sweep(settings: SweepSettings, deps: SweepDeps): Promise<SweepSummary> {
  const { clock, log } = deps;
  const startedAt = clock.nowUtc();
  const startedMs = clock.monotonicMs();
  const sweepId = `s-${startedAt.toFormat("yyyyMMdd'T'HHmmssSSS'Z'")}`;
  log.info('sweep_started', { sweepId, regions: settings.regions, scopes: settings.scopes.length });

  // two sweeps may start in one millisecond, and must not take each other's lease for their own
  const holder = `${sweepId}-${Math.floor(deps.random() * 2 ** 32).toString(36)}`;
  const session = await openSession(deps, holder, startedAt, settings.leaseSeconds, deps.trigger ?? null);
  if (session.handledBefore) return handledBefore(deps);
  if (session.heldUntil !== null) return heldByAnother(session.heldUntil, deps);
  const { watchState } = session;

  const live = pacedLive(
    deps.live,
    { qps: settings.qps },
    { ...deps, memory: session.pacers, ...(settings.retry ? { retry: settings.retry } : {}) },
  );
  const observations = new Observations(startedAt, {
    policy: settings.policy,
    known: new Set(watchState?.incidents.map(({ key }) => key)),
    expected: expectationsDue(settings.expectations, startedAt),
    positions: session.positions,
    ...mostTaskGauges(deps.backends),
  });
  const pages = await readPages(live, walksOf(settings), {
    clock,
    concurrency: Math.min(settings.qps, MOST_CALLS_UNDER_WAY),
    pageSize: settings.pageSize,
    cursor: session.cursor,
    classify: (task, walk, identity, first) => observations.take(task, walk, identity, first),
    onProgress: reportProgress(deps),
    ...(deps.deadlineMs === undefined ? {} : { deadlineMs: deps.deadlineMs }),
  });
  const durationMs = Math.round(clock.monotonicMs() - startedMs);

  const watched = await decide(pages, observations, session, startedAt, { ...deps, ...settings, live });
  const outbox = enqueueAll(session.outbox, watched.notifications, settings.routes, deps.channels);

  const remembered = {
    watchState: watched.state,
    cursor: pages.cursor,
    pacers: live.memory(),
    positions: observations.positions,
    points: null,
  };
  const keep = (queue: Outbox) => session.save({ ...remembered, outbox: queue }, 'keep');
  if (!(await keep(outbox))) {
    return superseded(observations.tallyOf(pages), factsOf(pages, live, durationMs, observations), deps);
  }
  const delivered = await tell(outbox, keep, settings.routes, deps);

  const tally = observations.tallyOf(pages);
  const facts = factsOf(pages, live, durationMs, observations);
  const points = [
    ...metricPoints(tally, facts),
    ...incidentPoints(
      watched,
      delivered.deliveries,
      delivered.outbox.pending.map(({ notification }) => notification.at),
      startedAt,
    ),
  ];
  await session.save({ ...remembered, outbox: delivered.outbox, points }, 'release');
  const [metrics, heartbeat] = await Promise.all([
    publishTo(deps.backends, points, deps, observations.taskPoints(pages)),
    facts.complete ? beat(deps) : null,
  ]);
  const summary = {
    ...summaryOf(tally, pages, facts, watched, metrics, delivered.deliveries),
    ...(heartbeat === null ? {} : { heartbeat }),
  };
  log.info('sweep_finished', {
    sweepId,
    ...summary.sweep,
    tasks: tally.total,
    byStatus: tally.byStatus,
    incidents: summary.incidents,
  });
  return summary;
}

/** What the findings make of what was known. A function of its own, so that the sightings are gone before state is written. */
async function decide(
  pages: PagesResult,
  observations: Observations,
  { watchState, degraded }: StateSession,
  now: UtcDateTime,
  deps: FindingDeps & SweepSettings,
): Promise<Watched> {
  const findings = await gatherFindings(pages, observations, watchState?.incidents ?? [], now, deps);
  return watch(watchState, findings, { ...deps, degraded }, now);
}

function walksOf({ regions, scopes }: SweepSettings): Walk[] {
  const filters = scopes.length > 0 ? scopes : [{}];
  return filters.flatMap((filter, index) =>
    regions.map((region) => ({ region, filter, key: scopes.length > 0 ? `${region}/scope-${index + 1}` : region })),
  );
}

/** Nothing where no backend takes a point for each relay. */
function mostTaskGauges(backends: readonly MetricsBackend[]): Pick<ObservationSettings, 'mostTaskGauges'> {
  const limits = backends.flatMap(({ perTask }) => (perTask ? [perTask.mostMetrics] : []));
  return limits.length > 0 ? { mostTaskGauges: Math.max(...limits) } : {};
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
  { unexpectedFields }: Observations,
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
