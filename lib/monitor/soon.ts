import type { RelayTask } from './relay-task.ts';
import { relayKeyOf } from './sightings.ts';

/** A relay that is about to start or end, or has just started, and when it deserves attention: Unix milliseconds. */
export type SoonRelay = readonly [region: string, taskId: string, fromMs: number, untilMs: number];

/** A relay that is new has a start that is new, too: Live does not say when it was created. */
const BEFORE_START_MS = 60_000;
const AFTER_START_MS = 600_000;
const BEFORE_END_MS = 120_000;
const AFTER_END_MS = 60_000;
/** More of them than one sweep can ask for; each is some 80 bytes of the state. */
const MOST_KEPT = 500;

/** Relays that are about to start or end before a lap may have shown them again. */
export class SoonRelays {
  readonly #nowMs: number;
  readonly #horizonMs: number;
  readonly #byKey = new Map<string, SoonRelay>();

  /** @param known what earlier sweeps have left @param horizonMs how far ahead to look */
  constructor(known: readonly SoonRelay[], nowMs: number, horizonMs: number) {
    this.#nowMs = nowMs;
    this.#horizonMs = horizonMs;
    for (const one of known) if (one[3] >= nowMs) this.#byKey.set(relayKeyOf(one[0], one[1]), one);
  }

  /** Takes in how a relay is planned now. */
  note({ region, taskId, status, startMs, endMs }: RelayTask): void {
    const isAlive = (status === 'idle' || status === 'running') && taskId !== '';
    const times = isAlive ? (this.#start(startMs) ?? this.#end(endMs)) : null;
    if (times !== null) this.#byKey.set(relayKeyOf(region, taskId), [region, taskId, ...times]);
    else if (this.#byKey.size > 0) this.#byKey.delete(relayKeyOf(region, taskId));
  }

  /** For the next sweeps: the nearest, where there are too many. */
  get kept(): readonly SoonRelay[] {
    return [...this.#byKey.values()].sort((a, b) => a[2] - b[2]).slice(0, MOST_KEPT);
  }

  #start(startMs: number | null): readonly [number, number] | null {
    if (startMs === null) return null;
    return this.#ifSoon(startMs - BEFORE_START_MS, startMs + AFTER_START_MS);
  }

  #end(endMs: number | null): readonly [number, number] | null {
    return endMs === null ? null : this.#ifSoon(endMs - BEFORE_END_MS, endMs + AFTER_END_MS);
  }

  #ifSoon(fromMs: number, untilMs: number): readonly [number, number] | null {
    return untilMs >= this.#nowMs && fromMs <= this.#nowMs + this.#horizonMs ? [fromMs, untilMs] : null;
  }
}
