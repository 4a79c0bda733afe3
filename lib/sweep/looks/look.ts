import { errorText } from '../../base/errors.ts';
import type { Incident } from '../../monitor/incident.ts';
import { callsLeft } from '../../monitor/look-memory.ts';
import { canBeAsked, STORM, type Targets, targetsOf } from '../../monitor/look-targets.ts';
import type { WatchState } from '../../monitor/watch-state.ts';
import type { PhaseTime } from '../budget.ts';
import { type Answer, answersTo } from './answers.ts';
import { areListsLong, isOfOneHost, isTrueStorm } from './storm.ts';
import { type LookOutcome, TakingIn, type TakingInParts } from './taking-in.ts';
import { type Waiting, waitingHints } from './waiting.ts';

/** What one look is at. */
export interface LookAt {
  /** What callbacks named. */
  readonly hinted: boolean;
  /** Relays with an incident. */
  readonly due: boolean;
}

export interface LookParts extends TakingInParts {
  /** How young a fault must be for its relay to be due; absent: any. */
  readonly youngMs?: number | undefined;
}

/** A storm that goes on while the lists are read is sampled no more often: they show it, too. */
const SAMPLE_EVERY_MS = 5_000;

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

  readonly #takingIn: TakingIn;

  constructor(parts: LookParts) {
    this.#parts = parts;
    this.#takingIn = new TakingIn(parts);
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
    const seen = this.#takingIn.judged(watch, targets, answers, now);
    const isStorm = targets.isStorm && isTrueStorm(answers);
    if (isStorm) {
      this.#stormMs = run.deps.clock.monotonicMs();
      const { relays } = looks.totals;
      if (!areListsLong(relays, run.settings) || !isOfOneHost(watch, seen.watched)) return 'storm';
    }
    const outcome = await this.#takingIn.takeIn(watch, seen, answers, time);
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
