import type { Random } from '../../lib/base/time.ts';
import type { CallTrip } from '../../lib/live/call-trip.ts';
import type { CallEnd } from '../../lib/live/pacer.ts';
import { standardNormal } from '../../stand-ins/live/random.ts';
import type { VirtualClock } from '../../stand-ins/simulation/virtual-clock.ts';

/** The two ways of one call, in milliseconds. `sinceMs` is how long the network has been there. */
export type Legs = (random: Random, sinceMs: number) => readonly [thereMs: number, backMs: number];

/** What befalls calls on their way. Waits are drawn for each call, in milliseconds. */
export interface Circumstances {
  /** What a new connection takes: DNS, TCP, TLS. */
  readonly connectMs?: (random: Random) => number;
  /** Calls after which a connection is closed. */
  readonly callsPerConnection?: number;
  /** The event loop is busy between the departure and the write, and between the answer and our reading of it. */
  readonly lagMs?: (random: Random, sinceMs: number) => number;
  /** The share of calls that get no answer: half of them never arrive, half are given up while they are on their way. */
  readonly lostShare?: number;
}

/** Both ways alike, around half of `rttMs`, and never further from it than three times `jitterMs / 2`. */
export function around(rttMs: number, jitterMs: number): Legs {
  const leg = (random: Random) => rttMs / 2 + (jitterMs / 2) * Math.max(-3, Math.min(3, standardNormal(random)));
  return (random) => [leg(random), leg(random)];
}

/** A way that is never shorter than `leastMs`, and without bound on the other side. */
export const heavyTailed =
  (leastMs: number, power: number) =>
  (random: Random): number =>
    leastMs / (1 - random()) ** (1 / power);

class CallLost extends Error {}

/** A network and its kept connections, for calls of any number of sweeps. Tells when each call arrived. */
export class SimulatedNetwork {
  readonly arrivals: number[] = [];
  readonly #legs: Legs;
  readonly #circumstances: Circumstances;
  readonly #random: Random;
  readonly #clock: VirtualClock;
  readonly #bornMs: number;
  readonly #idle: { calls: number }[] = [];

  constructor(legs: Legs, circumstances: Circumstances, random: Random, clock: VirtualClock) {
    this.#legs = legs;
    this.#circumstances = circumstances;
    this.#random = random;
    this.#clock = clock;
    this.#bornMs = clock.monotonicMs();
  }

  /** One call, with all that it tells of its trip. */
  async call(trip: CallTrip): Promise<void> {
    const { connectMs, callsPerConnection = Number.POSITIVE_INFINITY } = this.#circumstances;
    await this.#lag();
    const kept = this.#idle.pop();
    const connection = kept ?? { calls: 0 };
    if (!kept) await this.#clock.sleep(connectMs?.(this.#random) ?? 0);
    trip.written(kept ? 'kept' : 'new');
    await this.#exchange();
    await this.#lag();
    trip.heard();
    connection.calls += 1;
    if (connection.calls < callsPerConnection) this.#idle.push(connection);
  }

  /** How a call ended, for the pacer. */
  static endOf({ error }: { readonly error?: unknown }): CallEnd {
    return error instanceof CallLost
      ? { answered: false, connectionLost: false }
      : { answered: true, throttled: false };
  }

  #lag(): Promise<void> {
    return this.#clock.sleep(this.#circumstances.lagMs?.(this.#random, this.#sinceMs) ?? 0);
  }

  get #sinceMs(): number {
    return this.#clock.monotonicMs() - this.#bornMs;
  }

  async #exchange(): Promise<void> {
    const [thereMs, backMs] = this.#legs(this.#random, this.#sinceMs);
    if (this.#random() < (this.#circumstances.lostShare ?? 0)) {
      if (this.#random() < 0.5) this.arrivals.push(this.#clock.monotonicMs() + Math.min(thereMs, 1_000));
      await this.#clock.sleep(this.#random() * thereMs);
      throw new CallLost();
    }
    await this.#clock.sleep(thereMs);
    this.arrivals.push(this.#clock.monotonicMs());
    await this.#clock.sleep(backMs);
  }
}
