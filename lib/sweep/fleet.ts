import type { Log } from '../base/log.ts';
import type { Clock, Random, UtcDateTime } from '../base/time.ts';
import type { LiveApi } from '../live/client.ts';
import { type PacedLive, pacedLive, type RetrySettings } from '../live/paced.ts';
import { type PageProgress, type ReadPagesOptions, readPages } from '../live/pages.ts';
import type { TaskFilter } from '../live/request.ts';
import type { PagesResult, Walk } from '../live/walk.ts';
import type { MetricsBackend } from '../metrics/backend.ts';
import { type LapFacts, type LapFigures, sweepFactsOf } from '../monitor/lap-facts.ts';
import type { SweepFacts } from '../monitor/metric-points.ts';
import { type Expectation, expectationsDue } from '../monitor/mutes.ts';
import type { Policy } from '../monitor/policy.ts';
import type { PhaseTime } from './budget.ts';
import { type Counted, countedIn, countedInLap } from './counted.ts';
import { Observations } from './observations.ts';
import { LapNotes } from './rolling/lap-notes.ts';
import { type LapReading, readInLaps } from './rolling/read-laps.ts';
import type { StateSession } from './session/state-session.ts';

export interface FleetSettings {
  readonly regions: readonly string[];
  /** The filters to read in each region; without any, everything is read. */
  readonly scopes: readonly TaskFilter[];
  readonly qps: number;
  readonly pageSize: number;
  readonly policy: Policy;
  readonly expectations: readonly Expectation[];
  readonly retry?: RetrySettings | undefined;
  /** Where one sweep is too short to read every list: several read them in a lap. Absent: each sweep reads all. */
  readonly rolling?: { readonly longestLapSeconds: number } | undefined;
}

export interface FleetDeps {
  readonly live: LiveApi;
  readonly backends: readonly MetricsBackend[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onProgress?: ((progress: PageProgress) => void) | undefined;
}

/** The sweep that reads the fleet. */
export interface FleetRun {
  readonly settings: FleetSettings;
  readonly deps: FleetDeps;
  readonly startedAt: UtcDateTime;
}

/** What was read about all relays, and the means to ask for more. */
export interface Fleet {
  readonly live: PacedLive;
  readonly observations: Observations;
  readonly pages: PagesResult;
  /** Of the last whole lap, where lists are read in laps; before the first one ended, of what it has read. */
  readonly counted: Counted;
  /** Null when each sweep reads all lists. */
  readonly lap: LapReading | null;
  /** Relays that matter most: how many there are, and were asked for while lists were read; none where each sweep reads all. */
  readonly priority: LapFigures['priority'];
}

/** Answers held in memory at once; enough for 50 calls a second at a round trip of 300 ms. */
const MOST_CALLS_UNDER_WAY = 16;

type Reading = Pick<Fleet, 'pages' | 'lap'>;

/** What else is done while the pages are read. */
export type Beside = (fleet: Pick<Fleet, 'live' | 'observations'>, reading: () => Promise<Reading>) => Promise<Reading>;

/** Reads every page of every region and scope, as far as time permits, and judges each relay on the way. */
export async function readFleet(
  { settings, deps, startedAt }: FleetRun,
  session: StateSession,
  { signal }: Pick<PhaseTime, 'signal'>,
  beside: Beside = (_, reading) => reading(),
): Promise<Omit<Fleet, 'priority'>> {
  const { qps, retry } = settings;
  const live = pacedLive(deps.live, { qps }, { ...deps, memory: session.pacers, retry });
  // a lap counts for expectations that are not due when a part of it is read, and may be at its end
  const expected = settings.rolling ? settings.expectations : expectationsDue(settings.expectations, startedAt);
  const notes = settings.rolling && new LapNotes(session.lap, startedAt.toMillis(), expected);
  const observations = new Observations(startedAt, {
    notes,
    policy: settings.policy,
    known: new Set([...(session.watch?.incidents ?? []).map(({ key }) => key), ...session.looks.stoppedByUser]),
    expected,
    positions: session.positions,
    mostTaskGauges: mostTaskGauges(deps.backends),
  });
  const walks = walksOf(settings);
  const options: ReadPagesOptions = {
    concurrency: Math.min(qps, MOST_CALLS_UNDER_WAY),
    pageSize: settings.pageSize,
    memory: session.lists,
    classify: (...sighting) => observations.take(...sighting),
    onProgress: reportProgress(deps),
    signal,
  };
  const reading = async (): Promise<Reading> => {
    if (settings.rolling)
      return readInLaps(live, options, walks, { session, settings, observations, notes, clock: deps.clock });
    return { pages: await readPages(live, walks, { ...options, cursor: session.cursor }), lap: null };
  };
  const { pages, lap } = await beside({ live, observations }, reading);
  return { live, observations, pages, lap, counted: lap ? countedInLap(lap.lap) : countedIn(observations, pages) };
}

/** What a sweep reports about itself. @param durationMs from its start to its last page */
export function factsOf(
  { live, observations, pages }: Omit<Fleet, 'priority'>,
  durationMs: number,
  laps: LapFacts | null,
): SweepFacts {
  return {
    regionsSeen: [...new Set(pages.walks.filter(({ pagesRead }) => pagesRead > 0).map(({ walk }) => walk.region))],
    complete: pages.walks.every(({ complete }) => complete),
    exact: pages.walks.every(({ exact }) => exact),
    overlooked: pages.walks.reduce((sum, { overlooked }) => sum + overlooked, 0),
    pages: pages.walks.reduce((sum, { pagesRead }) => sum + pagesRead, 0),
    calls: live.counts.calls,
    throttled: live.counts.throttled,
    durationMs,
    errorsByCode: live.counts.errorsByCode,
    unexpectedFields: observations.unexpectedFields,
    ...(laps ? sweepFactsOf(laps) : {}),
  };
}

/** The lists that a sweep reads: each scope in each region. */
export function walksOf({ regions, scopes }: Pick<FleetSettings, 'regions' | 'scopes'>): Walk[] {
  const filters = scopes.length > 0 ? scopes : [{}];
  return filters.flatMap((filter, index) =>
    regions.map((region) => ({ region, filter, key: scopes.length > 0 ? `${region}/scope-${index + 1}` : region })),
  );
}

/** Undefined when no backend takes one point per relay. */
function mostTaskGauges(backends: readonly MetricsBackend[]): number | undefined {
  const limits = backends.flatMap(({ perTask }) => (perTask ? [perTask.mostMetrics] : []));
  return limits.length > 0 ? Math.max(...limits) : undefined;
}

function reportProgress({ onProgress, clock, log }: FleetDeps): (progress: PageProgress) => void {
  const everyMs = 5_000;
  let reportedMs = clock.monotonicMs();
  return (progress) => {
    onProgress?.(progress);
    if (clock.monotonicMs() - reportedMs < everyMs) return;
    reportedMs = clock.monotonicMs();
    log.info('sweep_progressed', { ...progress });
  };
}
