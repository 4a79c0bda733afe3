import type { Target } from '../../monitor/look-targets.ts';
import { priorityOf } from '../../monitor/priority.ts';
import type { PhaseTime } from '../budget.ts';
import { answersTo } from '../looks/answers.ts';
import { type LookOutcome, TakingIn, type TakingInParts } from '../looks/taking-in.ts';

/** So many are asked for side by side: what one of them shows is not told before all have answered. */
const AT_ONCE = 10;
/** Where there is time to ask for all of them again, it is not sooner than this after the first of them. */
const AGAIN_MS = 25_000;
/** Of the calls by id that a sweep has time for: retries, hints and known conflicts need some. */
const SHARE = 0.9;
/** In an interval, other relays have their turn than in the one before. */
const TURN_MS = 60_000;

const NOTHING_NAMED = { asked: [], idle: [], strangers: [], isStorm: false };

/**
 * Asks, while a sweep reads its part of a lap, for the relays that matter most, by their ids: Live counts these calls
 * apart from those of the lists, so the lap takes no longer. What they show is told at once.
 */
export class PriorityLooks {
  readonly #parts: TakingInParts;
  readonly #takingIn: TakingIn;
  #queue: Target[] = [];
  #beganMs = Number.NEGATIVE_INFINITY;
  #wanted = 0;
  #asked = 0;

  constructor(parts: TakingInParts) {
    this.#parts = parts;
    this.#takingIn = new TakingIn(parts);
  }

  /** How many relays have priority, and how many of them this sweep has asked for. */
  get figures(): { readonly wanted: number; readonly asked: number } {
    return { wanted: this.#wanted, asked: Math.min(this.#asked, this.#wanted) };
  }

  /** Whether there is a relay to ask for now. */
  isDue(time: Pick<PhaseTime, 'deadlineMs'>): boolean {
    const { session, run } = this.#parts;
    // before a lap has ended there is nothing that a single relay could be compared with
    if (session.watch === null || !session.lap?.last) return false;
    if (this.#queue.length === 0 && run.deps.clock.monotonicMs() - this.#beganMs >= AGAIN_MS) this.#begin(time);
    return this.#queue.length > 0;
  }

  /** Asks for the next few. */
  async look(time: PhaseTime): Promise<LookOutcome> {
    const { run, session } = this.#parts;
    const { watch } = session;
    const targets = this.#queue.splice(0, AT_ONCE);
    if (watch === null || targets.length === 0) return 'nothing';
    const now = run.deps.clock.nowUtc();
    const answers = await answersTo(targets, now, { ...run.deps, ...run.settings, ...this.#parts, ...time });
    this.#asked += answers.filter(({ problem }) => problem === null).length;
    if (!this.#takingIn.noted(watch, answers)) return 'looked';
    const seen = this.#takingIn.judged(watch, NOTHING_NAMED, answers, now);
    return this.#takingIn.takeIn(watch, seen, answers, time);
  }

  #begin({ deadlineMs }: Pick<PhaseTime, 'deadlineMs'>): void {
    const { session, run } = this.#parts;
    const { lap, watch } = session;
    const nowMs = run.deps.clock.nowUtc().toMillis();
    this.#beganMs = run.deps.clock.monotonicMs();
    const seconds = (deadlineMs - this.#beganMs) / 1_000;
    const { targets, wanted } = priorityOf({
      incidents: watch?.incidents ?? [],
      soon: lap?.soon ?? [],
      expected: lap?.expected ?? [],
      nowMs,
      lapBeganMs: lap?.last ? Date.parse(lap.last.beganAt) : 0,
      room: Math.max(0, Math.floor(seconds * run.settings.qps * SHARE)),
      turn: Math.floor(nowMs / TURN_MS),
    });
    this.#queue = [...targets];
    this.#wanted = Math.max(this.#wanted, wanted);
  }
}
