import type { Connection } from './call-trip.ts';
import type { RoundTrips } from './round-trips.ts';

const SECOND_MS = 1000;
/** Allows for clocks that run at slightly different speeds, and for servers that count in whole milliseconds. */
const GUARD_MS = 2;

/** How long a call holds its slot after it has arrived, when nothing is known about the network. */
export const WHOLE_SLOT_MS = SECOND_MS + GUARD_MS;
/** A call that was abandoned arrives within this time of being written, or never. */
export const LONGEST_WAY_MS = 1000;

/** One call's claim on the limit: from its departure until no later call can share its second at the server. */
export class CallSlot {
  readonly leftAtMs: number;
  #writtenAtMs: number | null = null;
  #connection: Connection = 'new';
  /** The latest instant at which the call can have arrived. */
  #arrivedByMs = Number.POSITIVE_INFINITY;
  #answered = false;

  constructor(leftAtMs: number) {
    this.leftAtMs = leftAtMs;
  }

  /** The slot of a call that another process made before us. */
  static ofAnother(arrivedByMs: number): CallSlot {
    const slot = new CallSlot(Number.NEGATIVE_INFINITY);
    slot.#arrivedByMs = arrivedByMs;
    return slot;
  }

  written(nowMs: number, connection: Connection): void {
    // the call was sent a second time on another connection, so we cannot tell which of the two was answered
    this.#connection = this.#writtenAtMs === null ? connection : 'new';
    this.#writtenAtMs ??= nowMs;
  }

  /** The call was answered; `roundTrips` learns from it. Later calls of this method do nothing. */
  heard(nowMs: number, roundTrips: RoundTrips): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#arrivedByMs = nowMs;
    roundTrips.learn(nowMs - (this.#writtenAtMs ?? this.leftAtMs), this.#connection);
  }

  /**
   * The caller no longer waits for an answer. What was written just now may still be on its way, unless the connection
   * is gone.
   */
  givenUp(nowMs: number, connectionLost: boolean): void {
    if (this.#answered) return;
    const onTheWayMs = connectionLost ? 0 : LONGEST_WAY_MS;
    this.#arrivedByMs = Math.max(nowMs, (this.#writtenAtMs ?? this.leftAtMs) + onTheWayMs);
  }

  /** When the slot is certain to be free, whatever the network does; Infinity while the call is under way. */
  get surelyFreeAtMs(): number {
    return this.#arrivedByMs + WHOLE_SLOT_MS;
  }

  /**
   * When the slot is free if a round trip takes at least `leastMs`. An answered call arrived no later than its answer
   * minus the way back; a later call arrives no earlier than its departure plus the way there. So a call that leaves `1
   * s - leastMs` after this answer arrives at least 1 s after this call did.
   */
  freeAtMs(leastMs: number): number {
    return this.#answered ? this.surelyFreeAtMs - leastMs : this.surelyFreeAtMs;
  }
}
