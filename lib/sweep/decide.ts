import { parseUtc, type UtcDateTime } from '../base/time.ts';
import { type CallbackFigures, callbackFigures } from '../monitor/callback-figures.ts';
import type { SightedEntry } from '../monitor/journal-entry.ts';
import { largestHosts, NO_LOOKS, NOTHING_HINTED } from '../monitor/look-memory.ts';
import type { SweepFacts } from '../monitor/metric-points.ts';
import { type ReportDue, reportDue } from '../monitor/report-due.ts';
import { sightedNews } from '../monitor/sighted.ts';
import type { Tally } from '../monitor/tally.ts';
import { watchAsTold } from '../monitor/told-again.ts';
import type { Watched } from '../monitor/watch.ts';
import type { PhaseTime } from './budget.ts';
import { gatherFindings } from './findings.ts';
import { type Fleet, factsOf } from './fleet.ts';
import type { LeftBefore } from './looks/covered.ts';
import { withIntents } from './looks/intent.ts';
import { firstLapOf, isCounted, isWhole, lapFactsIn, lapOf } from './rolling/whole.ts';
import type { Remembered, StateSession } from './session/state-session.ts';
import type { SweepRun } from './sweep-run.ts';

/** The findings of a sweep, and what follows from them. */
export interface Decided {
  readonly tally: Tally;
  readonly facts: SweepFacts;
  readonly watched: Watched;
  /** Null where no callbacks are expected. */
  readonly callbacks: CallbackFigures | null;
  /** Null when no report is. */
  readonly reportDue: ReportDue | null;
  /** For the journal. */
  readonly sighted: readonly SightedEntry[];
  /** For the next sweep, except what this one tells and counts. */
  readonly remembered: Omit<Remembered, 'outbox' | 'points'>;
}

const CLOCK_WENT_BACK = 'the clock is behind that of the last sweep, so nothing is closed in this one';

/**
 * Combines the findings with what was known before; asks Live about relays that no list showed. The hints waited before
 * the lists were read. The sightings are
 * released before this returns, so before the state is written.
 */
export async function decide(
  { settings, deps, startedAt, elapsedMs }: SweepRun,
  session: StateSession,
  fleet: Fleet,
  { hints, refused }: LeftBefore,
  { signal }: Pick<PhaseTime, 'signal'>,
): Promise<Decided> {
  const { watch, rivals, degraded } = session;
  const asking = { ...deps, ...settings, live: fleet.live, rivals, signal };
  const at = sinceLooked(startedAt, session);
  const gathered = await gatherFindings(fleet, watch?.incidents ?? [], at, asking);
  // what is known of each relay is not wanted any more, and would be there beside all that is saved
  if (!deps.hints) for (const { census } of fleet.pages.walks) census.clear();
  const { sightings, stoppedByUser } = withIntents(gathered.sightings, hints, session.looks.stoppedByUser);
  const findings = { ...gathered, sightings, complete: isCounted(fleet) };
  const channels = deps.channels.map(({ name }) => name);
  const watching = { ...settings, channels, degraded, ...firstLapOf(fleet) };
  const watched = watchAsTold(watch, findings, watching, at, session.toldUnknown);
  if (watched.clockJumped) deps.log.warn('clock_went_back', { since: watch?.asOf, problem: CLOCK_WENT_BACK });
  const now = deps.clock.nowUtc();
  const facts = factsOf(fleet, elapsedMs, lapFactsIn(fleet, now, settings));
  const complete = isWhole(fleet);
  const known = new Set(watched.state.incidents.map(({ key }) => key));
  const sighted = sightedNews(session.sighted, findings, { totals: findings.totals, known, complete, ...lapOf(fleet) });
  const totals = isCounted(fleet) ? largestHosts(fleet.counted.totals) : session.looks.totals;
  const looks = deps.hints ? { ...session.looks, totals, stoppedByUser, counts: NOTHING_HINTED } : NO_LOOKS;
  const report = settings.report && reportDue(settings.report, session.report, startedAt);
  return {
    tally: fleet.counted.tally,
    facts,
    watched,
    callbacks: deps.hints ? figuresOf(session, watched, complete ? hints : [], refused) : null,
    reportDue: report?.due ?? null,
    sighted: sighted.entries,
    remembered: {
      ...readingMemoryOf(fleet),
      watch: watched.state,
      rivals: findings.rivals,
      looks,
      report: report?.memory ?? null,
      // without a journal there is nothing to compare with
      sighted: deps.journal ? sighted.memory : {},
    },
  };
}

/** What a look changed while the lists were read is not undone as if the clock had gone back since. */
function sinceLooked(startedAt: UtcDateTime, { lookedAt }: Pick<StateSession, 'lookedAt'>): UtcDateTime {
  const looked = lookedAt === null ? null : parseUtc(lookedAt);
  return looked !== null && looked > startedAt ? looked : startedAt;
}

function readingMemoryOf({ pages, live, observations, lap }: Fleet) {
  return {
    lap: lap?.lap ?? null,
    cursor: pages.cursor,
    pacers: live.memory(),
    positions: observations.positions.now,
    lists: Object.fromEntries(pages.walks.map(({ walk, memory }) => [walk.key, memory])),
  };
}

function figuresOf(
  { watch, looks }: StateSession,
  { opened }: Watched,
  covered: LeftBefore['hints'],
  refused: number,
): CallbackFigures {
  const before = looks.totals && new Set(watch?.incidents.map(({ key }) => key));
  return callbackFigures({ counts: looks.counts, covered, refused, opened, before });
}
