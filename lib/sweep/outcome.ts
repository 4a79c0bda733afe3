import type { Delivery } from '../alerts/deliver.ts';
import type { Log } from '../base/log.ts';
import type { PagesResult } from '../live/walk.ts';
import { isActive } from '../monitor/incident.ts';
import type { LapFigures } from '../monitor/lap-facts.ts';
import type { SweepFacts } from '../monitor/metric-points.ts';
import type { SweepPhase } from './budget.ts';
import type { Decided } from './decide.ts';
import type { Published } from './publish.ts';
import type { StateOutcome } from './session/state-health.ts';
import type { StateSession } from './session/state-session.ts';
import type { AlertOutcome, SweepSummary } from './summary.ts';

interface Deps {
  readonly log: Log;
}

/** The results of a sweep that finished. */
interface Ended extends Published, Pick<Decided, 'tally' | 'facts' | 'watched'> {
  readonly pages: PagesResult;
  readonly deliveries: readonly Delivery[];
  /** Null when no state is kept. */
  readonly state: StateOutcome | null;
  readonly cut: readonly SweepPhase[];
  /** It was told to end before its time. */
  readonly isHurried: boolean;
}

/** Builds and logs the summary of a sweep that finished. */
export function finished(sweepId: string, ended: Ended, { log }: Deps): SweepSummary {
  const { tally, pages, facts, watched, metrics, heartbeat, deliveries, state, cut, isHurried } = ended;
  const { complete, exact, overlooked, pages: pageCount, calls, throttled, durationMs } = facts;
  const sweep = {
    complete,
    exact,
    overlooked,
    reasons: reasonsOf(pages, facts, cut),
    pages: pageCount,
    calls,
    throttled,
    durationMs,
    ...(facts.lap ? { lap: facts.lap } : {}),
  };
  const incidents = {
    open: watched.state.incidents.filter(isActive).length,
    opened: watched.opened.length,
    resolved: watched.ended.length,
  };
  const { total, byStatus, stoppedByReason } = tally;
  if (state?.notCleared) log.warn('state_not_cleared', { ...state.notCleared });
  if (!facts.lap && !isHurried) tellOfSize(pages, log);
  log.info('sweep_finished', { sweepId, ...sweep, tasks: total, byStatus, incidents });
  return {
    tasks: { total, byStatus, stoppedByReason },
    sweep,
    incidents,
    metrics: metrics.map(({ rejected: _, ...outcome }) => outcome),
    alerts: deliveries.map(alertOutcomeOf),
    ...(state === null ? {} : { state }),
    ...(heartbeat === null ? {} : { heartbeat }),
  };
}

/** What remains undone when a phase is cut short; unfinished lists are reported by the walks themselves. */
const CUT: Readonly<Record<Exclude<SweepPhase, 'reading'>, string>> = {
  opening: 'the state could not be loaded and leased in time',
  asking: 'not every relay that the lists did not show could be asked for by its id; the next sweep goes on',
  saving: 'the state could not be saved before the messages left',
  telling: 'not every message could be sent; the next sweep sends the rest',
  reporting: 'the report that is due could not be made; the next sweep makes it',
  releasing: 'the state could not be saved after the messages left; the next sweep waits for the end of the lease',
  publishing: 'not every number could be published',
};

function reasonsOf({ walks }: PagesResult, { lap, lapProblems }: SweepFacts, cut: readonly SweepPhase[]): string[] {
  const problems = lap
    ? lapReasons(lap, lapProblems)
    : walks.flatMap(({ walk, incompleteness }) =>
        incompleteness.map(({ code, text }) => `${walk.key}: ${code}: ${text}`),
      );
  return [
    ...problems,
    ...cut.flatMap((phase) => (phase === 'reading' ? [] : [`${phase}: deadline: time ran out: ${CUT[phase]}`])),
  ];
}

/** A fleet that one sweep has not enough time for has a mode of its own. */
function tellOfSize({ walks }: PagesResult, log: Log): void {
  const unread = walks.filter(({ incompleteness }) => incompleteness.some(({ code }) => code === 'deadline'));
  if (unread.length === 0) return;
  const lists = unread.map(({ walk: { key }, pagesRead }) => `${key} (${pagesRead} pages read)`).join(', ');
  const problem = `there was not enough time for all pages of ${lists}; if that is so in every sweep, several can read them in a lap: sweep.mode: rolling`;
  log.warn('fleet_does_not_fit', { problem });
}

function lapReasons({ last, pagesRead }: LapFigures, problems: SweepFacts['lapProblems'] = []): string[] {
  const isFirst = last === null ? [`the first lap is under way: ${pagesRead} pages so far`] : [];
  const before = last?.complete === false ? ['the last lap did not read every relay'] : [];
  return [...isFirst, ...before, ...problems.map(({ code, text }) => `${code}: ${text}`)];
}

function alertOutcomeOf({ type, channel, sent, left, problem, waitingUntil }: Delivery): AlertOutcome {
  return {
    type,
    ...(channel === type ? {} : { name: channel }),
    ok: problem === null,
    sent,
    ...(left === 0 ? {} : { waiting: left }),
    ...(waitingUntil === null ? {} : { waitingUntil }),
    ...(problem === null ? {} : { problem }),
  };
}

const NOTHING_SEEN: Pick<SweepSummary, 'metrics' | 'alerts' | 'incidents'> = {
  incidents: { open: 0, opened: 0, resolved: 0 },
  metrics: [],
  alerts: [],
};

/**
 * The summary of a sweep that has to stop at once; null when it may go on. Platforms repeat timer events, and what was
 * told must not be told, counted or paid for twice. Two sweeps must not share the ten calls a second either; the second
 * one does not count as complete.
 */
export function skippedBy(
  { handledBefore, heldUntil: until }: Pick<StateSession, 'handledBefore' | 'heldUntil'>,
  deps: Deps,
): SweepSummary | null {
  if (handledBefore) return skipped({ reason: 'an earlier sweep handled this timer event to its end' }, deps);
  if (until === null) return null;
  return skipped({ reason: `another sweep is under way (its lease ends at ${until})`, until }, deps);
}

/** The figures of a sweep that looked at nothing. */
const UNSWEPT = {
  complete: false,
  exact: false,
  overlooked: 0,
  reasons: [],
  pages: 0,
  calls: 0,
  throttled: 0,
  durationMs: 0,
} as const;

function skipped(why: NonNullable<SweepSummary['skipped']>, { log }: Deps): SweepSummary {
  const { reason } = why;
  log.warn('sweep_skipped', { problem: reason });
  const byStatus = { idle: 0, running: 0, recovering: 0, stopped: 0, exited: 0, unknown: 0 };
  return {
    skipped: why,
    tasks: { total: 0, byStatus, stoppedByReason: {} },
    sweep: { ...UNSWEPT, reasons: [reason] },
    ...NOTHING_SEEN,
  };
}

/**
 * Another sweep took over the lease while this one was running: that one continues, and this one falls silent.
 * @param deliveries what had been told by then
 */
export function superseded(
  { tally, facts }: Pick<Decided, 'tally' | 'facts'>,
  deliveries: readonly Delivery[],
  { log }: Deps,
): SweepSummary {
  const told = deliveries.some(({ sent }) => sent > 0) ? 'nothing more was told or published' : 'nothing was told';
  const reason = `another sweep took over before this one could save; ${told}`;
  log.warn('sweep_superseded', { problem: reason });
  const { overlooked, pages, calls, throttled, durationMs } = facts;
  return {
    tasks: { total: tally.total, byStatus: tally.byStatus, stoppedByReason: tally.stoppedByReason },
    sweep: { complete: false, exact: false, overlooked, reasons: [reason], pages, calls, throttled, durationMs },
    ...NOTHING_SEEN,
    alerts: deliveries.map(alertOutcomeOf),
  };
}
