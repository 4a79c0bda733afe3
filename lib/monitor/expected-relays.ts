import type { RelayTask } from './relay-task.ts';
import { relayKeyOf } from './sightings.ts';

/** A relay that counts for `expect:`, and until when it is looked after: Unix milliseconds. */
export type ExpectedRelay = readonly [region: string, taskId: string, untilMs: number];

/** Fewer than one sweep can ask for, since known faults need calls, too; each is some 50 bytes of the state. */
export const MOST_EXPECTED_KEPT = 200;

/** Relays that count for what must run, so that sweeps ask for them until a lap has come by again. */
export class ExpectedRelays {
  readonly #untilMs: number;
  readonly #byKey = new Map<string, ExpectedRelay>();

  /** @param known what earlier sweeps have left @param horizonMs how long a relay is kept that no page shows */
  constructor(known: readonly ExpectedRelay[], nowMs: number, horizonMs: number) {
    this.#untilMs = nowMs + horizonMs;
    for (const one of known) if (one[2] >= nowMs) this.#byKey.set(relayKeyOf(one[0], one[1]), one);
  }

  /** Takes in that a relay counts. Where there are too many, those that came first stay. */
  note({ region, taskId }: Pick<RelayTask, 'region' | 'taskId'>): void {
    const key = relayKeyOf(region, taskId);
    if (taskId === '' || (this.#byKey.size >= MOST_EXPECTED_KEPT && !this.#byKey.has(key))) return;
    this.#byKey.set(key, [region, taskId, this.#untilMs]);
  }

  /** For the next sweeps. */
  get kept(): readonly ExpectedRelay[] {
    return [...this.#byKey.values()];
  }
}
