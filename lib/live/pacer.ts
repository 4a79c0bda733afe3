import { after, type Clock } from '../base/time.ts';
import type { PacerMemory } from '../monitor/reading-memory.ts';
import { CallSlot } from './call-slot.ts';
import type { CallTrip } from './call-trip.ts';
import { msUntilDeparture, type Pace, type Slot } from './departure.ts';
import { heldBefore, heldNow, NOBODY_BEFORE } from './pacer-memory.ts';
import { RoundTrips } from './round-trips.ts';

export interface PacerSettings {
  /** Calls that may arrive in any second, account-wide. Live documents 10 for each operation. */
  readonly qps: number;
}

/** How a call ended, as far as the pacer is concerned. */
export type CallEnd =
  | { readonly answered: true; readonly throttled: boolean; readonly retryAfterMs?: number }
  /** No reply came, but the call may have arrived, or may still arrive unless its connection is gone. */
  | { readonly answered: false; readonly connectionLost: boolean };

const SECOND_MS = 1000;
/**
 * Minimum gap between departures, as a share of the average one. Below 1, so that the slots and not the gap limit the
 * rate, which leaves room for answers that come in bursts.
 */
const GAP_SHARE = 0.6;
/** Wait after throttling that asks for no particular time: the full window of the service. */
const THROTTLE_PAUSE_MS = SECOND_MS;

/**
 * Lets calls leave so that no more than `qps` arrive at the service in any second (the response-anchored window). There
 * is one pacer per account and operation, and every attempt goes through it, retries included. docs/architecture.md
 * explains what is proven and what is not.
 */
export class Pacer {
  readonly #qps: number;
  readonly #clock: Clock;
  readonly #roundTrips: RoundTrips;
  #slots: CallSlot[];
  #perSecond: number;
  #blockedUntilMs = Number.NEGATIVE_INFINITY;
  #rateChangedAtMs = Number.NEGATIVE_INFINITY;
  #turn: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  /**
   * @param memory of the previous pacer. Without it we do not know who called during the last second, so the first call
   * waits for one second.
   */
  constructor(settings: PacerSettings, clock: Clock, memory?: PacerMemory) {
    if (!(settings.qps >= 1)) throw new RangeError(`qps must be at least 1, not ${settings.qps}`);
    this.#qps = Math.floor(settings.qps);
    this.#perSecond = this.#qps;
    this.#clock = clock;
    this.#roundTrips = new RoundTrips(memory ?? NOBODY_BEFORE);
    this.#slots = heldBefore(memory, this.#qps, clock);
  }

  /**
   * Runs one call as soon as it may leave. `describeEnd` says how the call ended, given its result or what it threw.
   * Rejects as the call rejects, or with the signal's reason when aborted before departure.
   */
  async run<T>(
    call: (trip: CallTrip) => Promise<T>,
    describeEnd: (outcome: { readonly error?: unknown }) => CallEnd,
    signal?: AbortSignal,
  ): Promise<T> {
    const slot = await this.#depart(signal);
    try {
      const result = await call(this.#tripOf(slot));
      this.#settle(slot, describeEnd({}));
      return result;
    } catch (error) {
      this.#settle(slot, describeEnd({ error }));
      throw error;
    }
  }

  get memory(): PacerMemory {
    return { ...this.#roundTrips.memory, held: heldNow(this.#slots, this.#clock) };
  }

  /** Calls per second that may leave at present: `qps`, or fewer after throttling. */
  get ratePerSecond(): number {
    return this.#perSecond;
  }

  #depart(signal?: AbortSignal): Promise<CallSlot> {
    const departure = this.#turn.then(() => this.#waitForSlot(signal));
    this.#turn = departure.then(
      () => undefined,
      () => undefined,
    );
    return departure;
  }

  async #waitForSlot(signal?: AbortSignal): Promise<CallSlot> {
    for (;;) {
      signal?.throwIfAborted();
      const nowMs = this.#clock.monotonicMs();
      const waitMs = msUntilDeparture(this.#slotsNow(), nowMs, this.#pace());
      if (waitMs <= 0) {
        const slot = new CallSlot(nowMs);
        if (this.#slots.length >= this.#perSecond)
          this.#slots = this.#slots.filter((held) => held.surelyFreeAtMs > nowMs);
        this.#slots.push(slot);
        return slot;
      }
      await this.#sleepOrWake(waitMs, signal);
    }
  }

  /**
   * Computed from what is known now: answers that have arrived since then also narrow down the slots of earlier calls.
   * As long as there are fewer than may be held, only the last one matters.
   */
  #slotsNow(): Slot[] {
    if (this.#slots.length < this.#perSecond)
      return this.#slots.slice(-1).map(({ leftAtMs, surelyFreeAtMs }) => ({ leftAtMs, freeAtMs: surelyFreeAtMs }));
    const { leastMs } = this.#roundTrips;
    return this.#slots.map((slot) => ({ leftAtMs: slot.leftAtMs, freeAtMs: slot.freeAtMs(leastMs) }));
  }

  /** Sleeps, but wakes early when an answer frees a slot sooner than expected or throttling blocks it for longer. */
  async #sleepOrWake(ms: number, signal?: AbortSignal): Promise<void> {
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const cancel = after(this.#clock, Math.min(ms, 60 * SECOND_MS), wake);
    this.#wake = wake;
    signal?.addEventListener('abort', wake);
    await woken;
    cancel();
    this.#wake = () => {};
    signal?.removeEventListener('abort', wake);
  }

  #pace(): Pace {
    return {
      perSecond: this.#perSecond,
      gapMs: (GAP_SHARE * SECOND_MS) / this.#perSecond,
      blockedUntilMs: this.#blockedUntilMs,
    };
  }

  #tripOf(slot: CallSlot): CallTrip {
    return {
      written: (connection) => slot.written(this.#clock.monotonicMs(), connection),
      heard: () => {
        slot.heard(this.#clock.monotonicMs(), this.#roundTrips);
        this.#wake();
      },
    };
  }

  #settle(slot: CallSlot, end: CallEnd): void {
    const nowMs = this.#clock.monotonicMs();
    if (!end.answered) {
      slot.givenUp(nowMs, end.connectionLost);
    } else {
      slot.heard(nowMs, this.#roundTrips);
      if (end.throttled) this.#slowDown(nowMs, end.retryAfterMs ?? THROTTLE_PAUSE_MS);
      else this.#recover(nowMs);
    }
    this.#wake();
  }

  #slowDown(nowMs: number, pauseMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, nowMs + pauseMs);
    // calls that were under way together are throttled together: that counts once
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
