import { errorText } from '../../base/errors.ts';
import type { UtcDateTime } from '../../base/time.ts';
import type { PacedLive } from '../../live/paced.ts';
import type { Hint } from '../../monitor/hint.ts';
import type { Incident } from '../../monitor/incident.ts';
import { addedUp, callsLeft, type HintCounts, type LookMemory, spent } from '../../monitor/look-memory.ts';
import { callsFor, canBeAsked, STORM, type Targets, targetsOf } from '../../monitor/look-targets.ts';
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
import { type Answer, answersTo, isConfirmed } from './answers.ts';
import { areListsLong, isOfOneHost, isTrueStorm } from './storm.ts';
import { type Waiting, waitingHints } from './waiting.ts';

/** What a look came to. `storm`: so much changed at once that the lists have to be read. */
export type LookOutcome = 'looked' | 'nothing' | 'storm' | 'overtaken';

/** What one look is at. */
export interface LookAt {
  /** What callbacks named. */
  readonly hinted: boolean;
  /** Relays with an incident. */
  readonly due: boolean;
}

export interface LookParts {
  readonly run: SweepRun;
  readonly session: StateSession;
  readonly live: PacedLive;
  /** How young a fault must be for its relay to be due; absent: any. */
  readonly youngMs?: number | undefined;
  /** Of the sweep that is reading meanwhile; absent when none is. */
  readonly faults?: FaultySightings;
}

/** A storm that goes on while the lists are read is sampled no more often: they show it, too. */
const SAMPLE_EVERY_MS = 5_000;

/** What the answers of one look come to. */
interface Seen {
  readonly watched: Watched;
  readonly looks: LookMemory;
}

/**
 * Looks at single relays, asked for by id: those that a callback named, and those that have an incident. What Live says
 * is judged, saved and told by the same code as in a sweep, only earlier; about all other relays nothing is concluded.
 */
export class Looks {
  readonly #parts: LookParts;
  /** When a relay with an incident was asked for, on the clock's monotonic time. */
  readonly #askedMs = new Map<string, number>();
  /** When a storm was last found to be true, likewise. */
  #stormMs = Number.NEGATIVE_INFINITY;

  constructor(parts: LookParts) {
    this.#parts = parts;
  }

  /** Whether there is a relay with an incident to look at. */
  get isDue(): boolean {
    return this.#due.length > 0;
  }

  get #due(): readonly Incident[] {
    const { run, session, youngMs = Number.POSITIVE_INFINITY } = this.#parts;
    const nowMs = run.deps.clock.nowUtc().toMillis();
    const isYoung = ({ since }: Incident) => nowMs - Date.parse(since) < youngMs;
    return session.watch?.incidents.filter((one) => canBeAsked(one) && isYoung(one)) ?? [];
  }

  /** Whether the storm that is under way was found to be true just now. */
  get #isSampled(): boolean {
    return this.#parts.run.deps.clock.monotonicMs() - this.#stormMs < SAMPLE_EVERY_MS;
  }

  /**
   * One look. @param at what callbacks named, relays with an incident, or both
   * @throws StateError when the hints cannot be read
   */
  async look(time: PhaseTime, at: LookAt = { hinted: true, due: false }): Promise<LookOutcome> {
    const { run, session } = this.#parts;
    const { watch, looks } = session;
    // without a sweep before, nothing is known that a single relay could be compared with
    if (watch === null || looks.totals === null) return 'nothing';
    const waiting = at.hinted ? await waitingHints(run.deps, time) : NOTHING_WAITS;
    if (waiting.hints.length > STORM && this.#isSampled) return 'nothing';
    const targets = this.#targets(waiting, watch, at.due);
    if (targets.asked.length + targets.idle.length + targets.strangers.length === 0) return 'nothing';
    const now = run.deps.clock.nowUtc();
    const answers = await answersTo(targets.asked, now, { ...run.deps, ...run.settings, ...this.#parts, ...time });
    const seen = this.#seen(watch, targets, answers, now);
    const isStorm = targets.isStorm && isTrueStorm(answers);
    if (isStorm) {
      this.#stormMs = run.deps.clock.monotonicMs();
      const { relays } = looks.totals;
      if (!areListsLong(relays, run.settings) || !isOfOneHost(watch, seen.watched)) return 'storm';
    }
    const outcome = await this.#takeIn(watch, seen, answers, time);
    if (outcome === 'overtaken') return outcome;
    await this.#removeHints(targets, answers);
    return isStorm ? 'storm' : outcome;
  }

  #targets({ hints, isOurs }: Waiting, { incidents }: WatchState, withDue: boolean): Targets {
    const { run, session } = this.#parts;
    const nowMs = run.deps.clock.monotonicMs();
    const askedMs = (key: string) => this.#askedMs.get(key) ?? Number.NEGATIVE_INFINITY;
    const due = withDue ? this.#due.map(({ key }) => key).sort((a, b) => askedMs(a) - askedMs(b)) : [];
    const left = Math.floor(callsLeft(session.looks.allowance, run.deps.clock.nowUtc()));
    const targets = targetsOf(hints, incidents, { regions: run.settings.regions, callsLeft: left, due, isOurs });
    for (const { key } of targets.asked) if (key !== null) this.#askedMs.set(key, nowMs);
    return targets;
  }

  /** Judges the answers. */
  #seen(before: WatchState, targets: Targets, answers: readonly Answer[], now: UtcDateTime): Seen {
    const { run, session } = this.#parts;
    const channels = run.deps.channels.map(({ name }) => name);
    const watching = { ...run.settings, channels, degraded: session.degraded };
    const watched = watchAsTold(before, this.#findings(answers), watching, now, session.ended);
    return { watched, looks: looksAfter(session.looks, targets, answers, watched, now) };
  }

  /** Saves and tells what follows from the answers, if anything does. */
  async #takeIn(
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
    const { totals } = session.looks;
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

  /** Hints of relays that could not be asked for are kept for the next look. */
  async #removeHints({ idle, strangers }: Targets, answers: readonly Answer[]): Promise<void> {
    const { hints, log } = this.#parts.run.deps;
    const done = [
      ...idle,
      ...strangers,
      ...answers.flatMap(({ target, problem }) => (problem === null ? target.hints : [])),
    ];
    await hints?.remove(done).catch((error: unknown) => {
      // they are looked into once more, which changes nothing
      log.warn('hints_not_removed', { problem: errorText(error) });
    });
  }
}

const NOTHING_WAITS: Waiting = { hints: [], isOurs: null };
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
