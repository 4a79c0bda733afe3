import type { UtcDateTime } from '../../base/time.ts';
import type { PacedLive } from '../../live/paced.ts';
import type { Hint } from '../../monitor/hint.ts';
import { isActive, isQuiet } from '../../monitor/incident.ts';
import { totalsOf } from '../../monitor/lap-counts.ts';
import { addedUp, type HintCounts, type LookMemory, spent } from '../../monitor/look-memory.ts';
import { callsFor, type Targets } from '../../monitor/look-targets.ts';
import { watchAsTold } from '../../monitor/told-again.ts';
import type { Findings, Watched } from '../../monitor/watch.ts';
import type { WatchState } from '../../monitor/watch-state.ts';
import type { PhaseTime } from '../budget.ts';
import { couldBeListed } from '../coverage.ts';
import type { FaultySightings } from '../faulty-sightings.ts';
import { noteLook } from '../note.ts';
import type { StateSession } from '../session/state-session.ts';
import type { SweepRun } from '../sweep-run.ts';
import { Telling } from '../telling.ts';
import { type Answer, isConfirmed } from './answers.ts';

/** What a look came to. `storm`: so much changed at once that the lists have to be read. */
export type LookOutcome = 'looked' | 'nothing' | 'storm' | 'overtaken';

export interface TakingInParts {
  readonly run: SweepRun;
  readonly session: StateSession;
  readonly live: PacedLive;
  /** Of the sweep that is reading meanwhile; absent when none is. */
  readonly faults?: FaultySightings;
}

/** What the answers of one look come to. */
export interface Seen {
  readonly watched: Watched;
  readonly looks: LookMemory;
}

/** Judges what Live said of single relays, saves what follows from it, and tells it, while a sweep is under way or between two. */
export class TakingIn {
  readonly #parts: TakingInParts;

  constructor(parts: TakingInParts) {
    this.#parts = parts;
  }

  /** Judges the answers. */
  judged(before: WatchState, targets: Targets, answers: readonly Answer[], now: UtcDateTime): Seen {
    const { run, session } = this.#parts;
    const channels = run.deps.channels.map(({ name }) => name);
    const watching = { ...run.settings, channels, degraded: session.degraded };
    const watched = watchAsTold(before, this.#findings(answers), watching, now, session.toldUnknown);
    return { watched, looks: looksAfter(session.looks, targets, answers, watched, now) };
  }

  /** Notes what Live said of relays that nobody named. @returns whether it may mean anything beyond what is known */
  noted({ incidents }: Pick<WatchState, 'incidents'>, answers: readonly Answer[]): boolean {
    this.#findings(answers);
    const known = new Map(incidents.map((one) => [one.key, one]));
    return answers.some(({ target, sighting, isGone }) => {
      const incident = known.get(sighting?.key ?? target.key ?? '');
      if (!incident || isQuiet(incident)) return sighting !== null && sighting.verdict.severity !== 'none';
      if (sighting === null) return isGone;
      const { kind, reason } = sighting.verdict;
      return !isActive(incident) || !incident.down || kind !== incident.verdict || reason !== incident.reason;
    });
  }

  /** Saves and tells what follows from the answers, if anything does. */
  async takeIn(
    before: WatchState,
    { watched, looks }: Seen,
    answers: readonly Answer[],
    time: PhaseTime,
  ): Promise<LookOutcome> {
    const { run, session } = this.#parts;
    if (!isNews(before, watched)) {
      session.moveOn({ watch: before, outbox: session.outbox, looks });
      return 'looked';
    }
    run.deps.onSource?.(answers.some(isConfirmed) ? 'callback' : 'asked again');
    return this.#tell(before, watched, looks, time).finally(() => run.deps.onSource?.('sweep'));
  }

  #findings(answers: readonly Answer[]): Findings {
    const { run, session, faults } = this.#parts;
    const { last = null } = session.lap ?? {};
    const totals = session.looks.totals ?? (last && totalsOf(last.counts));
    const sightings = answers.flatMap(({ sighting }) =>
      sighting !== null && couldBeListed(sighting, run.settings) ? [sighting] : [],
    );
    const gone = new Set(answers.flatMap(({ target, isGone }) => (isGone && target.key ? [target.key] : [])));
    for (const one of sightings) faults?.noteAsked(one);
    for (const key of gone) faults?.noteGone(key);
    return { sightings, gone, totals: totals ?? NO_TOTALS };
  }

  async #tell(before: WatchState, watched: Watched, looks: LookMemory, time: PhaseTime): Promise<LookOutcome> {
    const { run, session, live } = this.#parts;
    const { cursor, positions, lists, rivals, sighted, report, lap } = session;
    const remembered = {
      cursor,
      positions,
      lists,
      rivals,
      sighted,
      report,
      lap,
      pacers: live.memory(),
      watch: watched.state,
      looks,
    };
    const telling = new Telling(run, session, { watched, remembered });
    if (!(await telling.save())) return 'overtaken';
    const told = await telling.tell(time);
    if (!(await telling.settle(told))) return 'overtaken';
    const { diedTelling } = session;
    session.moveOn({ watch: watched.state, outbox: told.outbox, looks });
    await noteLook(run, { before, watched, diedTelling }, told.deliveries, time);
    return 'looked';
  }
}

const NO_TOTALS: Findings['totals'] = { relays: 0, bySource: new Map(), byDestination: new Map() };

/** Whether anything follows from a look. If not, nothing is saved: in an outage there are several looks a second. */
function isNews(before: WatchState, { state, messages }: Watched): boolean {
  if (messages.length > 0 || before.incidents.length !== state.incidents.length) return true;
  const known = new Map(before.incidents.map((one) => [one.key, one]));
  return state.incidents.some((one) => {
    const then = known.get(one.key);
    return then === undefined || TELLING.some((field) => then[field] !== one[field]);
  });
}

/** Times and counts alone are no news. */
const TELLING = ['phase', 'verdict', 'reason', 'severity', 'down'] as const;

function looksAfter(
  before: LookMemory,
  { idle, strangers }: Targets,
  answers: readonly Answer[],
  { opened }: Watched,
  now: UtcDateTime,
): LookMemory {
  // what was true was no flood
  const calls = answers.reduce((sum, answer) => sum + (isConfirmed(answer) ? 0 : callsFor(answer.target)), 0);
  const byUser = answers.flatMap(({ sighting, byUser: isByUser }) => (isByUser && sighting ? [sighting.key] : []));
  return {
    ...before,
    stoppedByUser: [...new Set([...before.stoppedByUser, ...byUser])],
    allowance: calls > 0 ? spent(before.allowance, calls, now) : before.allowance,
    counts: addedUp(before.counts, countsOf([...idle, ...strangers], answers, opened, now)),
  };
}

function countsOf(
  unasked: readonly Hint[],
  answers: readonly Answer[],
  opened: Watched['opened'],
  now: UtcDateTime,
): HintCounts {
  const confirmed = answers.filter(isConfirmed);
  const delays = confirmed.flatMap(({ target }) =>
    target.hints.flatMap(({ eventSeconds }) => (eventSeconds === null ? [] : now.toMillis() - eventSeconds * 1_000)),
  );
  return {
    received: unasked.length + answers.reduce((sum, { target }) => sum + target.hints.length, 0),
    confirmed: confirmed.length,
    longestDelayMs: delays.length > 0 ? Math.max(0, ...delays) : null,
    opened: opened.length,
  };
}
