import { messageOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { PacerMemory } from '../live/pacer-memory.ts';
import { type Lease, newLease } from '../state/lease.ts';
import { SNAPSHOT_VERSION, type Snapshot } from '../state/snapshot.ts';
import { packPoints } from './last-points.ts';
import { handledTriggersOf, listMemoriesOf, positionsOf, rivalsOf } from './remembered.ts';
import type { Remembered, StateSession } from './session-types.ts';
import { type FoundState, isForgotten } from './state-found.ts';
import type { StateHealth, StateOutcome } from './state-health.ts';
import { keepUnsaved, type StateMemory } from './state-memory.ts';
import type { StateWriter } from './state-writer.ts';

/** Timer events that are remembered as handled: a platform repeats the last one or two of them. */
const TRIGGERS_KEPT = 8;

interface SavingParts {
  readonly found: FoundState;
  /** Name of the store. */
  readonly store: string;
  /** Null when the store could not be read, so that nobody knows what the next number is. */
  readonly writer: StateWriter | null;
  /** What was saved with the lease; null when that was not possible. */
  readonly held: Snapshot | null;
  readonly holder: string;
  readonly leaseSeconds: number;
  /** The sweep before came to an orderly end, and what it left could be loaded. */
  readonly isOrderly: boolean;
  readonly health: StateHealth;
  readonly memory: StateMemory;
  readonly trigger: string | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** The state of a sweep that nobody keeps out: saved where that is possible, and else kept as well as it can be. */
export class SavingSession implements StateSession {
  readonly heldUntil = null;
  readonly handledBefore = false;
  readonly degraded: boolean;
  readonly #parts: SavingParts;
  /** What was saved last with a lease; null when the lease was given back, or never taken. */
  #held: Snapshot | null;

  constructor(parts: SavingParts) {
    this.#parts = parts;
    this.#held = parts.held;
    const { found, health } = parts;
    // where something was told before, or remembered and lost, this is no first sweep
    const isNoFirst = isForgotten(found) || (found.watchState === null && found.telling.knowsMore);
    this.degraded = health.problem !== null || isNoFirst;
  }

  get watchState() {
    return this.#parts.found.watchState;
  }

  get outbox() {
    return this.#parts.found.outbox;
  }

  get cursor() {
    return this.#parts.found.base?.cursor ?? null;
  }

  get pacers() {
    const { found, isOrderly } = this.#parts;
    return isOrderly ? (found.base?.pacers ?? {}) : null;
  }

  get positions() {
    return positionsOf(this.#parts.found.base?.extras.positions);
  }

  get lists() {
    return listMemoriesOf(this.#parts.found.base?.extras.lists);
  }

  get rivals() {
    return rivalsOf(this.#parts.found.base?.extras.rivals);
  }

  get telling() {
    return this.#parts.found.telling;
  }

  outcome(): StateOutcome {
    return this.#parts.health.outcome();
  }

  save(remembered: Remembered, lease: 'keep' | 'release'): Promise<boolean> {
    return lease === 'keep' ? this.#saveUnderWay(remembered) : this.#saveAtTheEnd(remembered);
  }

  async renew(): Promise<boolean> {
    const { writer, health, clock, log } = this.#parts;
    if (!writer || !this.#held || health.problem !== null) return true;
    const snapshot: Snapshot = { ...this.#held, savedAt: clock.nowUtc().toISO(), lease: this.#leaseFromNow() };
    return writer.renew(snapshot).catch((error: unknown) => {
      // the next save finds out whether that matters
      log.warn('lease_not_renewed', { problem: messageOf(error) });
      return true;
    });
  }

  async keep(remembered: Remembered): Promise<void> {
    this.#keepHere(this.#snapshotOf(remembered, true));
    await this.telling.keep();
  }

  /** A store that did not serve once is asked again at the end alone: whoever waits for a page shall not wait for it. */
  async #saveUnderWay(remembered: Remembered): Promise<boolean> {
    const { writer, health } = this.#parts;
    const snapshot = this.#snapshotOf(remembered, false);
    try {
      if (writer && health.problem === null) return await this.#saveHeld(writer, snapshot);
    } catch (error) {
      health.isNotSaved(error);
    }
    // better told twice than never: dedup keys are the same next time
    this.#keepHere(snapshot);
    return true;
  }

  async #saveHeld(writer: StateWriter, unleased: Snapshot): Promise<boolean> {
    const snapshot = { ...unleased, lease: this.#held && this.#leaseFromNow() };
    const isSaved = await writer.save(snapshot);
    if (isSaved && this.#held) this.#held = snapshot;
    return isSaved;
  }

  #leaseFromNow(): Lease {
    const { holder, clock, leaseSeconds } = this.#parts;
    return newLease(holder, clock.nowUtc(), { seconds: leaseSeconds });
  }

  async #saveAtTheEnd(remembered: Remembered): Promise<boolean> {
    const { writer, health, memory, store } = this.#parts;
    // first what takes no time, as the store may take all that is left
    if (health.problem !== null) await this.keep(remembered);
    if (!writer) return true;
    try {
      if (!(await writer.save(this.#snapshotOf(remembered, true)))) return false;
      this.#held = null;
      memory.unsaved = null;
      memory.seen = { store, newest: writer.newest };
      await this.telling.keep();
    } catch (error) {
      health.isNotSaved(error);
      await this.keep(remembered);
      await writer.withdraw();
      await this.keep(remembered);
    }
    return true;
  }

  /** In a process that lives on, the next sweep goes on from this. */
  #keepHere(snapshot: Snapshot): void {
    const { memory, store, writer, holder } = this.#parts;
    keepUnsaved(memory, { store, snapshot, holder }, writer?.newest ?? null);
  }

  /** @param isEnd handled when all is told: a sweep that dies before that is worth repeating */
  #snapshotOf(remembered: Remembered, isEnd: boolean): Snapshot {
    const { found, trigger, clock } = this.#parts;
    const { watchState, outbox, cursor, pacers, positions, lists, rivals, points } = remembered;
    const extras = found.base?.extras ?? {};
    const at = clock.nowUtc();
    const handled = [...handledTriggersOf(extras.triggers), ...(trigger === null ? [] : [trigger])];
    return {
      version: SNAPSHOT_VERSION,
      savedAt: at.toISO(),
      cursor,
      pacers: Object.fromEntries(Object.entries(pacers).filter(([, one]) => saysAnything(one))),
      lease: null,
      incidents: watchState,
      outbox,
      extras: {
        ...extras,
        positions,
        lists,
        rivals,
        ...(points === null ? {} : { points: packPoints({ at, points }) }),
        // what was told before is in here by now; what begins or ends after it must not be taken for told because of that
        toldUntil: isEnd ? at.toISO() : found.telling.takenInUntil,
        ...(isEnd && trigger !== null ? { triggers: handled.slice(-TRIGGERS_KEPT) } : {}),
      },
    };
  }
}

function saysAnything({ samples, held }: PacerMemory): boolean {
  return samples > 0 || (held?.freeInMs.length ?? 0) > 0;
}
