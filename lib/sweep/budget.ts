import { setMaxListeners } from 'node:events';
import type { Clock } from '../base/time.ts';

/** The parts of a sweep that wait for outside systems, in order. */
const PHASES = ['opening', 'reading', 'asking', 'saving', 'telling', 'reporting', 'releasing', 'publishing'] as const;
export type SweepPhase = (typeof PHASES)[number];

/** The time that one phase may use. */
export interface PhaseTime {
  /** On the clock's monotonic time; Infinity where nothing ends the phase. */
  readonly deadlineMs: number;
  /** Fires at the deadline, with a TimeoutError. */
  readonly signal: AbortSignal;
}

/** The time that a run was given, as of `enteredMs`. */
export interface TimeGiven {
  /** When the run began, on the clock's monotonic time. */
  readonly enteredMs: number;
  /** How long until the platform ends the run; absent or Infinity if nobody does. */
  readonly givenMs?: number;
  /** How long lists may be read; absent: no limit of its own. */
  readonly readingMs?: number;
}

interface Rule {
  /** The share of all time that earlier phases must leave for this one. */
  readonly keptShare: number;
  /** Upper limit of that reserve, however much time there is. */
  readonly mostKeptMs: number;
  /** Longest duration of the phase, however much time is left: what waits for it must not wait longer. */
  readonly mostMs: number;
}

/**
 * Time that a phase does not use is passed on to the following ones, so in most sweeps each has much more than its
 * reserve. Pages come first: no phase before telling can use up its share, and no phase after it has a comparable
 * reserve.
 */
const RULES: Readonly<Record<SweepPhase, Rule>> = {
  opening: { keptShare: 0, mostKeptMs: 0, mostMs: 15_000 },
  reading: { keptShare: 0.3, mostKeptMs: Number.POSITIVE_INFINITY, mostMs: Number.POSITIVE_INFINITY },
  // enough for 200 relays at 10 calls a second, and a little more; pages wait for this phase
  asking: { keptShare: 0.06, mostKeptMs: 8_000, mostMs: 25_000 },
  saving: { keptShare: 0.08, mostKeptMs: 4_000, mostMs: 15_000 },
  telling: { keptShare: 0.2, mostKeptMs: 15_000, mostMs: 30_000 },
  // only what no other phase needs: a report can wait for the next sweep
  reporting: { keptShare: 0, mostKeptMs: 0, mostMs: 8_000 },
  releasing: { keptShare: 0.06, mostKeptMs: 4_000, mostMs: 15_000 },
  publishing: { keptShare: 0.08, mostKeptMs: 6_000, mostMs: 20_000 },
};
/** Kept free before the platform's end: timers are late, and the answer has to be written. */
const MARGIN_SHARE = 0.05;
const MOST_MARGIN_MS = 1_000;
/** Where reading has a limit of its own, asking may take this share of it on top. */
const ASKING_OF_READING = 0.15;

/** `sweep.timeLimitSeconds` in the form that the budget takes. */
export function readingLimit(seconds: number | undefined): Pick<TimeGiven, 'readingMs'> {
  return seconds === undefined ? {} : { readingMs: seconds * 1_000 };
}

/** The time budget of a sweep: gives each phase its deadline, and a signal that fires at that deadline. */
export class SweepBudget {
  readonly #clock: Clock;
  #totalMs: number;
  #endMs: number;
  #isHurried = false;
  readonly #own: Partial<Readonly<Record<SweepPhase, number>>>;
  readonly #cut: SweepPhase[] = [];
  #signal: AbortSignal = new AbortController().signal;
  /** Sets the timer of the current phase. */
  #arm = () => {};

  constructor(clock: Clock, { enteredMs, givenMs = Number.POSITIVE_INFINITY, readingMs }: TimeGiven) {
    this.#clock = clock;
    // a platform would not start a run without any time left, so its figure is wrong and only used as a limit for
    // reading
    const isTrue = givenMs > 0;
    this.#totalMs = isTrue ? givenMs - Math.min(MOST_MARGIN_MS, givenMs * MARGIN_SHARE) : Number.POSITIVE_INFINITY;
    this.#endMs = enteredMs + this.#totalMs;
    if (!isTrue) this.#own = { reading: enteredMs };
    else if (readingMs === undefined) this.#own = {};
    else this.#own = { reading: enteredMs + readingMs, asking: enteredMs + readingMs * (1 + ASKING_OF_READING) };
  }

  /** The phases so far whose time ran out before their work was done. */
  get cut(): readonly SweepPhase[] {
    return this.#cut;
  }

  /** Somebody told the run to end sooner than it might have. */
  get isHurried(): boolean {
    return this.#isHurried;
  }

  /** The signal of the current phase. */
  get signal(): AbortSignal {
    return this.#signal;
  }

  /** How long a phase that began now could last. */
  leftFor(phase: SweepPhase): number {
    const nowMs = this.#clock.monotonicMs();
    return this.#deadlineOf(phase, nowMs) - nowMs;
  }

  /** Makes the run end in this many milliseconds, if not sooner: the current phase and all later ones have to fit. */
  endWithin(ms: number): void {
    const endMs = this.#clock.monotonicMs() + ms;
    if (endMs >= this.#endMs) return;
    this.#isHurried = true;
    this.#endMs = endMs;
    this.#totalMs = ms;
    this.#arm();
  }

  /** Runs the work of a phase. The work knows its deadline and must respect it; it is not stopped from here. */
  async run<T>(phase: SweepPhase, work: (time: PhaseTime) => Promise<T>): Promise<T> {
    const over = new AbortController();
    // every call of the phase listens to it, and Node would report more than ten listeners as a leak on stderr
    setMaxListeners(0, over.signal);
    this.#signal = over.signal;
    const beganMs = this.#clock.monotonicMs();
    let timer = new AbortController();
    const end = () => over.abort(new DOMException(`the time for ${phase} is over`, 'TimeoutError'));
    this.#arm = () => {
      timer.abort('set anew');
      timer = new AbortController();
      const leftMs = this.#deadlineOf(phase, beganMs) - this.#clock.monotonicMs();
      if (leftMs <= 0) end();
      else if (Number.isFinite(leftMs)) this.#clock.sleep(leftMs, timer.signal).then(end, () => undefined);
    };
    this.#arm();
    try {
      return await work({ deadlineMs: this.#deadlineOf(phase, beganMs), signal: over.signal });
    } finally {
      this.#arm = () => {};
      timer.abort('done');
      // a phase may be entered again with what time is left
      if (over.signal.aborted && !this.#cut.includes(phase)) this.#cut.push(phase);
      // work of the phase that is still under way must not continue into the next one
      over.abort('done');
    }
  }

  #deadlineOf(phase: SweepPhase, beganMs: number): number {
    const later = PHASES.slice(PHASES.indexOf(phase) + 1);
    const keptMs = later.reduce((sum, one) => sum + this.#keptFor(RULES[one]), 0);
    const most = beganMs + RULES[phase].mostMs;
    return Math.min(most, this.#endMs - keptMs, this.#own[phase] ?? Number.POSITIVE_INFINITY);
  }

  #keptFor({ keptShare, mostKeptMs }: Rule): number {
    return Number.isFinite(this.#totalMs) ? Math.min(this.#totalMs * keptShare, mostKeptMs) : 0;
  }
}
