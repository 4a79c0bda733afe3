import { ExpectedRelays, MOST_EXPECTED_KEPT } from '../../monitor/expected-relays.ts';
import { durationMsOf, type Lap } from '../../monitor/lap.ts';
import type { Expectation } from '../../monitor/mutes.ts';
import type { RelayTask } from '../../monitor/relay-task.ts';
import { SoonRelays } from '../../monitor/soon.ts';

const LEAST_HORIZON_MS = 600_000;

/** Relays without a fault that matter more than the rest of a lap, as the pages show them. */
export class LapNotes {
  readonly #soon: SoonRelays;
  readonly #expected: ExpectedRelays;
  readonly #expectations: readonly Pick<Expectation, 'atLeast'>[];

  /** Looks ahead over two more laps: so each relay is known before its time, and known still when its page comes again. */
  constructor(lap: Lap | null, nowMs: number, expectations: readonly Pick<Expectation, 'atLeast'>[]) {
    const horizonMs = Math.max(LEAST_HORIZON_MS, 2 * (lap?.last ? durationMsOf(lap.last) : 0));
    this.#soon = new SoonRelays(lap?.soon ?? [], nowMs, horizonMs);
    this.#expectations = expectations;
    this.#expected = new ExpectedRelays(lap?.expected ?? [], nowMs, horizonMs);
  }

  /** Takes in a relay. @param meets the expectations that it helps to meet */
  note(task: RelayTask, meets: readonly number[] = []): void {
    this.#soon.note(task);
    // where thousands have to run, one more or less of them matters no more than any other relay
    if (meets.some((index) => (this.#expectations[index]?.atLeast ?? 0) <= MOST_EXPECTED_KEPT))
      this.#expected.note(task);
  }

  /** For the next sweeps. */
  get kept(): Pick<Lap, 'soon' | 'expected'> {
    return { soon: this.#soon.kept, expected: this.#expected.kept };
  }
}
