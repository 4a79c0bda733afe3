import type { AlertChannel } from '../alerts/channel.ts';
import type { Delivered } from '../alerts/deliver.ts';
import type { UtcDateTime } from '../base/time.ts';
import type { Heartbeat } from '../metrics/heartbeat.ts';
import { stillBroken } from '../monitor/channel-health.ts';
import {
  incidentPoints,
  type MetricPoint,
  metricPoints,
  type SweepFacts,
  statePoints,
} from '../monitor/metric-points.ts';
import type { MaintenanceWindow } from '../monitor/mutes.ts';
import { type Outbox, undeliveredSince } from '../monitor/outbox.ts';
import type { Rivals } from '../monitor/rivals.ts';
import type { Route } from '../monitor/routing.ts';
import type { Tally } from '../monitor/tally.ts';
import { watchAsTold } from '../monitor/told-again.ts';
import type { Watched } from '../monitor/watch.ts';
import type { ToldFile } from '../state/file/told-file.ts';
import type { StateStore } from '../state/store.ts';
import { type PhaseTime, SweepBudget, type SweepPhase } from './budget.ts';
import { type FindingDeps, gatherFindings } from './findings.ts';
import { type Fleet, type FleetDeps, type FleetSettings, factsOf, readFleet } from './fleet.ts';
import { storeInTime } from './in-time.ts';
import { finished, handledBefore, heldByAnother, superseded } from './outcome.ts';
import { publishAll } from './publish.ts';
import { whileHeld } from './session/lease-keeping.ts';
import { openSession } from './session/open-session.ts';
import type { StateMemory } from './session/state-memory.ts';
import type { StateSession } from './session/state-session.ts';
import { tellOfState } from './state-news.ts';
import type { SweepSummary } from './summary.ts';
import { enqueueAll, remember, tell } from './tell.ts';

export interface SweepSettings extends FleetSettings {
  readonly maintenance: readonly MaintenanceWindow[];
  readonly routes: readonly Route[];
  /** Relays asked for one by one in a sweep, at most. */
  readonly describeBudget: number;
  /** How long another sweep is kept out when this one dies. */
  readonly leaseSeconds: number;
}

export interface SweepDeps extends FleetDeps {
  readonly channels: readonly AlertChannel[];
  readonly store: StateStore | null;
  /** What this process keeps while the store is broken; absent in one that ends with the sweep. */
  readonly memory?: StateMemory;
  /** What this machine keeps of what was told, while the store is broken. */
  readonly toldFile?: ToldFile | null;
  /** Told of every complete sweep; null when nobody is. */
  readonly heartbeat: Heartbeat | null;
  /** What tells the timer event from every other; a platform may repeat it. Absent when no timer started this. */
  readonly trigger?: string;
  /** What time there is. Absent: nobody ends this run. */
  readonly budget?: SweepBudget;
}

/**
 * One sweep: reads every relay task of every region, judges, decides, remembers, tells, publishes. The only place that
 * knows the order of things: what pages comes first, and each phase has its share of the time. Gives the summary; what
 * outside systems do wrong is in it, and is never thrown.
 */
export async function sweep(settings: SweepSettings, deps: SweepDeps): Promise<SweepSummary> {
  const { clock, log } = deps;
  const startedAt = clock.nowUtc();
  const startedMs = clock.monotonicMs();
  const budget = deps.budget ?? new SweepBudget(clock, { enteredMs: startedMs });
  const sweepId = `s-${startedAt.toFormat("yyyyMMdd'T'HHmmssSSS'Z'")}`;
  log.info('sweep_started', { sweepId, regions: settings.regions, scopes: settings.scopes.length });

  const session = await budget.run('opening', () => open(sweepId, startedAt, settings, deps, budget));
  if (session.handledBefore) return handledBefore(deps);
  if (session.heldUntil !== null) return heldByAnother(session.heldUntil, deps);

  const during = <T>(phase: SweepPhase, work: (time: PhaseTime) => Promise<T>) =>
    budget.run(phase, (time) => whileHeld({ session, seconds: settings.leaseSeconds, clock }, time, work));
  const fleet = await during('reading', (time) => readFleet(settings, deps, session, startedAt, time));
  const durationMs = Math.round(clock.monotonicMs() - startedMs);
  const { watched, rivals } = await during('asking', ({ signal }) =>
    decide(fleet, session, startedAt, { ...deps, ...settings, live: fleet.live, rivals: session.rivals, signal }),
  );
  const { tally } = fleet.observed;
  const facts = factsOf(fleet, durationMs);

  const { telling } = session;
  const outbox = queued(session, watched, startedAt, { ...deps, ...settings });
  const remembered = { ...rememberedOf(watched, fleet), rivals };
  const keep = (queue: Outbox) => session.save({ ...remembered, outbox: queue, points: null }, 'keep');
  if (!(await budget.run('saving', () => remember(outbox, keep, deps)))) return superseded(tally, facts, [], deps);
  const channels = telling?.noting(deps.channels) ?? deps.channels;
  const sayOfState = (told: Delivered, time: PhaseTime) =>
    tellOfState(told, keep, settings.routes, telling, { ...deps, ...time, channels });
  const told = await during('telling', async (time) =>
    sayOfState(await tell(outbox, keep, settings.routes, { ...deps, ...time, channels }), time),
  );

  const points = () => pointsOf(tally, facts, watched, told, session, startedAt);
  const end = { ...remembered, outbox: told.outbox, points: points() };
  if (!(await budget.run('releasing', () => session.save(end, 'release')))) {
    return superseded(tally, facts, told.deliveries, deps);
  }
  // what only the last save showed
  const late = await budget.run('releasing', (time) => sayOfState(told, time));
  if (late !== told) await session.keep({ ...end, outbox: late.outbox });
  const published = await budget.run('publishing', ({ signal }) =>
    publishAll(points(), fleet.observations.taskPoints(), facts.complete, { ...deps, signal }),
  );
  const ended = { tally, pages: fleet.pages, facts, watched, ...late, ...published, state: session.outcome() };
  return finished(sweepId, { ...ended, cut: budget.cut }, deps);
}

/** Two sweeps may start in one millisecond, and must not take each other's lease for their own. */
function open(
  sweepId: string,
  startedAt: UtcDateTime,
  { leaseSeconds }: SweepSettings,
  deps: SweepDeps,
  budget: SweepBudget,
): Promise<StateSession> {
  const store = deps.store && storeInTime(deps.store, budget, deps.clock);
  const holder = `${sweepId}-${Math.floor(deps.random() * 2 ** 32).toString(36)}`;
  return openSession({ ...deps, store }, holder, startedAt, leaseSeconds, deps.trigger ?? null);
}

const CLOCK_WENT_BACK = 'the clock is behind that of the last sweep, so nothing is closed in this one';

/** What the findings make of what was known. A function of its own, so that the sightings are gone before state is written. */
async function decide(
  fleet: Fleet,
  { watch, degraded, telling }: StateSession,
  now: UtcDateTime,
  deps: FindingDeps & SweepSettings & Pick<SweepDeps, 'channels'>,
): Promise<{ readonly watched: Watched; readonly rivals: Rivals }> {
  const findings = await gatherFindings(fleet, watch?.incidents ?? [], now, deps);
  const channels = deps.channels.map(({ name }) => name);
  const how = { ...deps, channels, degraded };
  const watched = watchAsTold(watch, findings, how, now, telling?.ended ?? new Set());
  if (watched.clockJumped) deps.log.warn('clock_went_back', { since: watch?.asOf, problem: CLOCK_WENT_BACK });
  return { watched, rivals: findings.rivals };
}

/** All that is to be told, in the queues of its channels, but for what was told lately and the state does not know. */
function queued(
  { outbox, telling }: StateSession,
  { messages }: Watched,
  now: UtcDateTime,
  deps: SweepDeps & SweepSettings,
): Outbox {
  const still = [
    ...stillBroken(outbox, deps.channels, now),
    ...(telling?.stillBroken(outbox, deps.channels, now) ?? []),
  ].map((notification) => ({ notification, to: [] }));
  const all = enqueueAll(outbox, [...messages, ...still], deps.routes, deps);
  return telling?.screened(all) ?? all;
}

function rememberedOf({ state }: Watched, { pages, live, observations }: Fleet) {
  return {
    watch: state,
    cursor: pages.cursor,
    pacers: live.memory(),
    positions: observations.positions,
    lists: Object.fromEntries(pages.walks.map(({ walk, memory }) => [walk.key, memory])),
  };
}

function pointsOf(
  tally: Tally,
  facts: SweepFacts,
  watched: Watched,
  { deliveries, outbox }: Delivered,
  session: StateSession,
  startedAt: UtcDateTime,
): MetricPoint[] {
  return [
    ...metricPoints(tally, facts),
    ...incidentPoints(watched, deliveries, undeliveredSince(outbox), startedAt),
    ...statePoints(session.outcome()?.ok ?? null),
  ];
}
