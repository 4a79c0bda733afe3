import pLimit, { type LimitFunction } from 'p-limit';
import type { Clock } from '../time.ts';

/** One call's claim on the limit: from its departure until no later call can share its second at the server. */
export interface Slot {
  readonly leftAtMs: number;
  /** Infinity while the call is under way. */
  readonly freeAtMs: number;
}

/** How fast calls may leave at this moment. */
export interface Pace {
  readonly perSecond: number;
  readonly gapMs: number;
  /** Nothing leaves before this (set while the service throttles). */
  readonly blockedUntilMs: number;
}

/** What the pacer knows of the network, worth carrying over to the next sweep: `samples` round trips, the shortest one. */
export interface PacerMemory {
  readonly shortestMs: number;
  readonly samples: number;
}

export interface PacerSettings {
  /** Calls that may arrive in any second, account-wide. Live documents 10 for each operation. */
  readonly qps: number;
  /** Calls under way at once; never useful above `qps`. */
  readonly concurrency?: number;
}

/** How a call ended, as the pacer needs it. `answered: false` means no reply came, yet the call may have arrived. */
export type CallEnd =
  | { readonly answered: true; readonly throttled: boolean; readonly retryAfterMs?: number }
  | { readonly answered: false };

const SECOND_MS = 1000;
/** For timers that round down and servers that round up. */
const GUARD_MS = 3;
/** A little faster than even spacing, so that the window and not the gap decides the rate. */
const GAP_SHARE = 0.98;
/** Round trips after which the shortest one seen is taken for nearly the true one. */
const WELL_KNOWN_SAMPLES = 500;
/** Samples for which a shortest round trip counts; then it is forgotten, so that one lucky sample does not rule for ever. */
const FORGET_AFTER_SAMPLES = 2000;
const UNKNOWN_NETWORK_SHARE = 0.75;
const KNOWN_NETWORK_SHARE = 0.9;
/** Wait after a throttle that names no time of its own: the whole window of the service. */
const THROTTLE_PAUSE_MS = SECOND_MS;

/**
 * How long the next call must wait: 0 when it may leave now, Infinity when only an answer can free a slot.
 * Pure; `slots` in order of departure.
 */
export function msUntilDeparture(slots: readonly Slot[], nowMs: number, pace: Pace): number {
  const lastLeftAtMs = slots.at(-1)?.leftAtMs ?? Number.NEGATIVE_INFINITY;
  const earliestMs = Math.max(pace.blockedUntilMs, lastLeftAtMs + pace.gapMs);
  const held = slots.filter((slot) => slot.freeAtMs > nowMs).map((slot) => slot.freeAtMs);
  if (held.length < pace.perSecond) return Math.max(0, earliestMs - nowMs);
  held.sort((a, b) => a - b);
  const enoughFreeAtMs = held[held.length - pace.perSecond] ?? Number.POSITIVE_INFINITY;
  return Math.max(earliestMs, enoughFreeAtMs) - nowMs;
}

/**
 * When an answered call stops counting. It arrived no later than its answer less the way back; a later call arrives no
 * earlier than its departure plus the way there; both ways together take at least the shortest round trip. So a call
 * that leaves `1 s - shortest round trip` after this answer arrives at least 1 s after this call did.
 */
function freeAfterAnswerMs(answeredAtMs: number, memory: PacerMemory): number {
  // early on, the shortest round trip seen is still longer than the true one
  const share = memory.samples >= WELL_KNOWN_SAMPLES ? KNOWN_NETWORK_SHARE : UNKNOWN_NETWORK_SHARE;
  return answeredAtMs + SECOND_MS - share * memory.shortestMs + GUARD_MS;
}

/**
 * Lets calls leave so that no more than `qps` arrive at the service in any second, whatever the network does: the
 * response-anchored window. One pacer for each account and operation; every try goes through it, retries included.
 */
export class Pacer {
  readonly #qps: number;
  readonly #clock: Clock;
  readonly #limit: LimitFunction;
  #slots: { leftAtMs: number; freeAtMs: number }[] = [];
  #perSecond: number;
  #blockedUntilMs = Number.NEGATIVE_INFINITY;
  #rateChangedAtMs = Number.NEGATIVE_INFINITY;
  #turn: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};
  #carried: PacerMemory;
  #seen: PacerMemory = { shortestMs: Number.POSITIVE_INFINITY, samples: 0 };

  constructor(settings: PacerSettings, clock: Clock, memory?: PacerMemory) {
    if (!(settings.qps >= 1)) throw new RangeError(`qps must be at least 1, not ${settings.qps}`);
    this.#qps = Math.floor(settings.qps);
    this.#perSecond = this.#qps;
    this.#clock = clock;
    this.#limit = pLimit(Math.max(1, Math.min(this.#qps, settings.concurrency ?? this.#qps)));
    this.#carried = memory ?? { shortestMs: Number.POSITIVE_INFINITY, samples: 0 };
  }

  /**
   * Runs one call when it may leave. `describeEnd` says how the call ended; it is given the result or what was thrown.
   * Rejects as the call rejects, or with the signal's reason when aborted before departure.
   */
  run<T>(
    call: () => Promise<T>,
    describeEnd: (outcome: { readonly error?: unknown }) => CallEnd,
    signal?: AbortSignal,
  ): Promise<T> {
    return this.#limit(async () => {
      const slot = await this.#depart(signal);
      try {
        const result = await call();
        this.#settle(slot, describeEnd({}));
        return result;
      } catch (error) {
        this.#settle(slot, describeEnd({ error }));
        throw error;
      }
    });
  }

  /** The shortest round trip known, over the last 1,000 to 2,000 samples. */
  get memory(): PacerMemory {
    return {
      shortestMs: Math.min(this.#carried.shortestMs, this.#seen.shortestMs),
      samples: this.#carried.samples + this.#seen.samples,
    };
  }

  /** Calls a second that may leave at present: `qps`, or less after throttling. */
  get ratePerSecond(): number {
    return this.#perSecond;
  }

  #depart(signal?: AbortSignal): Promise<{ leftAtMs: number; freeAtMs: number }> {
    const departure = this.#turn.then(() => this.#waitForSlot(signal));
    this.#turn = departure.then(
      () => undefined,
      () => undefined,
    );
    return departure;
  }

  async #waitForSlot(signal?: AbortSignal): Promise<{ leftAtMs: number; freeAtMs: number }> {
    for (;;) {
      signal?.throwIfAborted();
      const nowMs = this.#clock.monotonicMs();
      const waitMs = msUntilDeparture(this.#slots, nowMs, this.#pace());
      if (waitMs <= 0) {
        const slot = { leftAtMs: nowMs, freeAtMs: Number.POSITIVE_INFINITY };
        this.#slots = this.#slots.filter((held) => held.freeAtMs > nowMs);
        this.#slots.push(slot);
        return slot;
      }
      await this.#sleepOrWake(waitMs, signal);
    }
  }

  /** Sleeps, but an answer in between may free a slot earlier than was foreseen, or throttling block it for longer. */
  async #sleepOrWake(ms: number, signal?: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = () => woken.abort('woken');
    this.#wake = wake;
    signal?.addEventListener('abort', wake, { once: true });
    try {
      await this.#clock.sleep(Math.min(ms, 60 * SECOND_MS), woken.signal);
    } catch (error) {
      if (!woken.signal.aborted) throw error;
    } finally {
      this.#wake = () => {};
      signal?.removeEventListener('abort', wake);
    }
  }

  #pace(): Pace {
    return {
      perSecond: this.#perSecond,
      gapMs: (GAP_SHARE * SECOND_MS) / this.#perSecond,
      blockedUntilMs: this.#blockedUntilMs,
    };
  }

  #settle(slot: { leftAtMs: number; freeAtMs: number }, end: CallEnd): void {
    const nowMs = this.#clock.monotonicMs();
    if (end.answered) {
      this.#learn(nowMs - slot.leftAtMs);
      slot.freeAtMs = freeAfterAnswerMs(nowMs, this.memory);
      if (end.throttled) this.#slowDown(nowMs, end.retryAfterMs ?? THROTTLE_PAUSE_MS);
      else this.#recover(nowMs);
    } else {
      // it may have arrived at any time up to now, and no answer proves a way back
      slot.freeAtMs = nowMs + SECOND_MS + GUARD_MS;
    }
    this.#wake();
  }

  #learn(roundTripMs: number): void {
    this.#seen = {
      shortestMs: Math.min(this.#seen.shortestMs, Math.max(0, roundTripMs)),
      samples: this.#seen.samples + 1,
    };
    if (this.#seen.samples >= FORGET_AFTER_SAMPLES / 2) {
      this.#carried = this.#seen;
      this.#seen = { shortestMs: Number.POSITIVE_INFINITY, samples: 0 };
    }
  }

  #slowDown(nowMs: number, pauseMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, nowMs + pauseMs);
    // calls that were under way together are throttled together: that is one sign, not many
    if (nowMs - this.#rateChangedAtMs < SECOND_MS) return;
    this.#perSecond = Math.max(1, Math.floor(this.#perSecond / 2));
    this.#rateChangedAtMs = nowMs;
  }

  #recover(nowMs: number): void {
    if (this.#perSecond === this.#qps || nowMs - this.#rateChangedAtMs < SECOND_MS) return;
    this.#perSecond += 1;
    this.#rateChangedAtMs = nowMs;
  }
}
