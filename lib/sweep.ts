import type { AlertChannel } from './alerts/channel.ts';
import { type Delivered, type Delivery, deliver, mergeDeliveries } from './alerts/deliver.ts';
import { enqueue, type Outbox } from './alerts/outbox.ts';
import { brokenChannels } from './channel-health.ts';
import { type FindingDeps, gatherFindings } from './findings.ts';
import type { LiveApi } from './live/client.ts';
import { type PacedLive, pacedLive, type RetrySettings } from './live/paced.ts';
import { type PageProgress, type PagesResult, readPages, type Walk } from './live/pages.ts';
import type { TaskFilter } from './live/request.ts';
import type { Log } from './log.ts';
import type { MetricsBackend, PublishResult } from './metrics/backend.ts';
import { isActive } from './monitor/causes.ts';
import { incidentPoints, type MetricPoint, metricPoints, type SweepFacts } from './monitor/metric-points.ts';
import { type Expectation, expectationsDue, type MaintenanceWindow } from './monitor/mutes.ts';
import type { Notification } from './monitor/notification.ts';
import type { Policy } from './monitor/policy.ts';
import { channelsFor, type Route } from './monitor/routing.ts';
import type { Tally } from './monitor/tally.ts';
import { type Watched, watch } from './monitor/watch.ts';
import { Observations } from './observations.ts';
import type { StateStore } from './state/store.ts';
import { openSession, type StateSession } from './state-session.ts';
import type { SweepSummary } from './sweep-summary.ts';
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
  /** On the clock's monotonic time: reading stops here, so that what was seen can still be told. */
  readonly deadlineMs?: number;
  readonly onProgress?: (progress: PageProgress) => void;
}

/** Answers held at once; enough for 50 calls a second at a round trip of 300 ms. */
const MOST_CALLS_UNDER_WAY = 16;
/** No message is tried anew when delivering has taken this long; what is left waits for the next sweep. */
const DELIVERY_MS = 20_000;

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
  const session = await openSession(deps, holder, startedAt, settings.leaseSeconds);
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
  const outbox = enqueueAll(session.outbox, watched.notifications, settings, deps.channels);

  const remembered = {
    watchState: watched.state,
    cursor: pages.cursor,
    pacers: live.memory(),
    positions: observations.positions,
  };
  const keep = (queue: Outbox) => session.save({ ...remembered, outbox: queue }, 'keep');
  if (!(await keep(outbox))) {
    return superseded(observations.tallyOf(pages), factsOf(pages, live, durationMs, observations), deps);
  }
  const delivered = await tell(outbox, keep, settings, deps);
  await session.save({ ...remembered, outbox: delivered.outbox }, 'release');

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
  const metrics = await publishTo(deps.backends, points, deps);
  const summary = summaryOf(tally, pages, facts, watched, metrics, delivered.deliveries);
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

/** Every message into the queues of the channels that shall hear it. */
function enqueueAll(
  outbox: Outbox,
  notifications: readonly Notification[],
  { routes }: SweepSettings,
  channels: readonly AlertChannel[],
): Outbox {
  const names = channels.map(({ name }) => name);
  return notifications.reduce((queue, notification) => {
    const { severity, verdict, regions, examples, kind, scope } = notification;
    const routed = channelsFor(
      { severity, verdict, regions, names: examples.map(({ name }) => name), kind },
      routes,
      names,
    );
    // a broken channel is told of itself too: the message waits there, and finds out when it works again
    const able = kind === 'channel-broken' ? [...new Set([...routed, scope.value])] : routed;
    return enqueue(queue, notification, able, channels);
  }, outbox);
}

/**
 * Sends what waits; a channel that turns out to be broken, or to work again, is told through the others at once.
 * @param save remembers an outbox before its messages leave, so that a crash repeats them as they were
 */
async function tell(
  outbox: Outbox,
  save: (outbox: Outbox) => Promise<boolean>,
  settings: SweepSettings,
  deps: SweepDeps,
): Promise<Delivered> {
  const bounded = { ...deps, deadlineMs: deps.clock.monotonicMs() + DELIVERY_MS };
  const first = await deliver(outbox, deps.channels, bounded);
  const alarms = brokenChannels(first.outbox, deps.clock.nowUtc());
  if (alarms.length === 0) return first;
  const withAlarms = enqueueAll(first.outbox, alarms, settings, deps.channels);
  if (!(await save(withAlarms))) return first;
  const second = await deliver(withAlarms, deps.channels, bounded);
  return { outbox: second.outbox, deliveries: mergeDeliveries(first.deliveries, second.deliveries) };
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

async function publishTo(
  backends: readonly MetricsBackend[],
  points: readonly MetricPoint[],
  { clock, log }: SweepDeps,
): Promise<PublishResult[]> {
  const at: UtcDateTime = clock.nowUtc();
  return Promise.all(
    backends.map(async (backend) => {
      const result = await backend.publish(points, at).catch((error: unknown): PublishResult => {
        // it promised not to throw: its message may quote anything, so only the name is told
        const name = error instanceof Error ? error.name : 'unknown';
        return {
          type: backend.type,
          ok: false,
          datapoints: 0,
          rejected: points.length,
          problem: `a fault of its own: ${name}`,
        };
      });
      if (!result.ok) log.error('metrics_not_published', { ...result });
      return result;
    }),
  );
}

function summaryOf(
  tally: Tally,
  pages: PagesResult,
  facts: SweepFacts,
  watched: Watched,
  metrics: readonly PublishResult[],
  deliveries: readonly Delivery[],
): SweepSummary {
  const reasons = pages.walks.flatMap(({ walk, incompleteness }) =>
    incompleteness.map(({ code, text }) => `${walk.key}: ${code}: ${text}`),
  );
  const { complete, pages: pageCount, calls, throttled, durationMs } = facts;
  return {
    tasks: { total: tally.total, byStatus: tally.byStatus, stoppedByReason: tally.stoppedByReason },
    sweep: { complete, reasons, pages: pageCount, calls, throttled, durationMs },
    incidents: {
      open: watched.state.incidents.filter(isActive).length,
      opened: watched.opened.length,
      resolved: watched.ended.length,
    },
    metrics: metrics.map(({ rejected: _, ...outcome }) => outcome),
    alerts: deliveries.map(({ type, channel, sent, problem }) => ({
      type,
      ...(channel === type ? {} : { name: channel }),
      ok: problem === null,
      sent,
      ...(problem === null ? {} : { problem }),
    })),
  };
}

const NOTHING_SEEN: Pick<SweepSummary, 'metrics' | 'alerts' | 'incidents'> = {
  incidents: { open: 0, opened: 0, resolved: 0 },
  metrics: [],
  alerts: [],
};

/** Two sweeps must not share the ten calls a second: the second one leaves at once, and does not count as complete. */
function heldByAnother(until: string, { log }: SweepDeps): SweepSummary {
  const reason = `another sweep is under way (its lease ends at ${until})`;
  log.warn('sweep_skipped', { problem: reason });
  const byStatus = { idle: 0, running: 0, recovering: 0, stopped: 0, exited: 0, unknown: 0 };
  return {
    tasks: { total: 0, byStatus, stoppedByReason: {} },
    sweep: { complete: false, reasons: [reason], pages: 0, calls: 0, throttled: 0, durationMs: 0 },
    ...NOTHING_SEEN,
  };
}

/** Another sweep took the lease over while this one ran: it tells, and this one stays silent. */
function superseded(
  tally: Tally,
  { pages, calls, throttled, durationMs }: SweepFacts,
  { log }: SweepDeps,
): SweepSummary {
  const reason = 'another sweep took over before this one could save; nothing was told';
  log.warn('sweep_superseded', { problem: reason });
  return {
    tasks: { total: tally.total, byStatus: tally.byStatus, stoppedByReason: tally.stoppedByReason },
    sweep: { complete: false, reasons: [reason], pages, calls, throttled, durationMs },
    ...NOTHING_SEEN,
  };
}
