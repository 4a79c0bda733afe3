import { errorText } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Clock } from '../../base/time.ts';
import { NO_LOOKS } from '../../monitor/look-memory.ts';
import { type Lease, newLease } from '../../state/lease.ts';
import { rawOf, type Snapshot } from '../../state/snapshot.ts';
import type { RawSnapshot } from '../../state/snapshot-forms.ts';
import { diedTelling } from './died-telling.ts';
import { type FoundState, isForgotten } from './found-state.ts';
import { nextSnapshot } from './next-snapshot.ts';
import type { StateHealth, StateOutcome } from './state-health.ts';
import { keepUnsaved, type StateMemory } from './state-memory.ts';
import type { StateNews } from './state-news.ts';
import type { Reached, Remembered, StateSession } from './state-session.ts';
import type { StateWriter } from './state-writer.ts';
import type { ToldLately } from './told-lately.ts';

interface SavingParts {
  readonly found: FoundState;
  /** Name of the store. */
  readonly store: string;
  /** Null when the store could not be read, so that the next number is unknown. */
  readonly writer: StateWriter | null;
  /** What was saved together with the lease; null when that was not possible. */
  readonly held: RawSnapshot | null;
  readonly holder: string;
  readonly leaseSeconds: number;
  /** The previous sweep ended in an orderly way, and its state could be loaded. */
  readonly isOrderly: boolean;
  readonly health: StateHealth;
  readonly memory: StateMemory;
  readonly trigger: string | null;
  readonly clock: Clock;
  readonly log: Log;
}

/** The state of a sweep that holds the lease: saved where possible, and otherwise kept as well as it can be. */
export class SavingSession implements StateSession {
  readonly heldUntil = null;
  readonly heldBy = null;
  readonly isUnready = false;
  readonly handledBefore = false;
  readonly degraded: boolean;
  readonly cursor: StateSession['cursor'];
  readonly pacers: StateSession['pacers'];
  readonly positions: StateSession['positions'];
  readonly lists: StateSession['lists'];
  readonly rivals: StateSession['rivals'];
  readonly sighted: StateSession['sighted'];
  readonly report: StateSession['report'];
  readonly lap: StateSession['lap'];
  readonly toldLately: ToldLately;
  readonly stateNews: StateNews;
  readonly #parts: SavingParts;
  /** What is known now: first what was found, then what looks arrived at. */
  #now: Pick<StateSession, 'watch' | 'outbox' | 'looks' | 'toldUnknown'>;
  #diedTelling: StateSession['diedTelling'];
  #lookedAt: StateSession['lookedAt'] = null;
  /** The last snapshot saved with a lease; null when the lease was released, or never taken. */
  #held: RawSnapshot | null;

  constructor(parts: SavingParts) {
    const { found, health, isOrderly, held } = parts;
    const { snapshot, outbox, toldLately, stateNews } = found;
    this.#parts = parts;
    this.#held = held;
    const watch = snapshot?.watch ?? null;
    this.#now = { watch, outbox, looks: snapshot?.looks ?? NO_LOOKS, toldUnknown: found.toldUnknown };
    this.cursor = snapshot?.cursor ?? null;
    this.pacers = isOrderly ? (snapshot?.pacers ?? {}) : null;
    this.positions = snapshot?.positions ?? {};
    this.lists = snapshot?.lists ?? {};
    this.rivals = snapshot?.rivals ?? {};
    this.sighted = snapshot?.sighted ?? {};
    this.report = snapshot?.report ?? null;
    this.lap = snapshot?.lap ?? null;
    this.#diedTelling = snapshot && diedTelling(snapshot);
    this.toldLately = toldLately;
    this.stateNews = stateNews;
    // if something was told before, or was remembered and lost, this is not a first sweep
    const isNoFirst = isForgotten(found) || (watch === null && toldLately.knowsMore);
    this.degraded = health.problem !== null || isNoFirst;
  }

  get watch(): StateSession['watch'] {
    return this.#now.watch;
  }

  get outbox(): StateSession['outbox'] {
    return this.#now.outbox;
  }

  get looks(): StateSession['looks'] {
    return this.#now.looks;
  }

  get toldUnknown(): StateSession['toldUnknown'] {
    return this.#now.toldUnknown;
  }

  get diedTelling(): StateSession['diedTelling'] {
    return this.#diedTelling;
  }

  get lookedAt(): StateSession['lookedAt'] {
    return this.#lookedAt;
  }

  moveOn(reached: Reached): void {
    if (reached.watch !== this.#now.watch) this.#lookedAt = reached.watch.asOf;
    // what was told of ends without the state knowing has been taken into account by now; to take in what began twice changes nothing
    this.#now = { ...reached, toldUnknown: { ...this.#now.toldUnknown, ended: new Set() } };
    this.#diedTelling = null;
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
    const snapshot = { ...this.#held, savedAt: clock.nowUtc().toISO(), lease: this.#leaseFromNow() };
    return writer.renew(snapshot).catch((error: unknown) => {
      // the next save will show whether that matters
      log.warn('lease_not_renewed', { problem: errorText(error) });
      return true;
    });
  }

  async keep(remembered: Remembered): Promise<void> {
    this.#keepHere(this.#atTheEnd(remembered));
    await this.toldLately.keep(remembered.outbox);
  }

  /**
   * A store that failed once is not tried again before the end: nobody waiting for a page should have to wait for the
   * store.
   */
  async #saveUnderWay(remembered: Remembered): Promise<boolean> {
    const { writer, health } = this.#parts;
    const snapshot = this.#underWay(remembered);
    try {
      if (writer && health.problem === null) return await this.#saveHeld(writer, snapshot);
    } catch (error) {
      health.isNotSaved(error);
    }
    // better told twice than never: the dedup keys are the same next time
    this.#keepHere(snapshot);
    await this.toldLately.keepAhead(snapshot.outbox);
    return true;
  }

  async #saveHeld(writer: StateWriter, snapshot: Snapshot): Promise<boolean> {
    const held = rawOf({ ...snapshot, lease: this.#held && this.#leaseFromNow() });
    const isSaved = await writer.save(held);
    if (isSaved && this.#held) this.#held = held;
    return isSaved;
  }

  #leaseFromNow(): Lease {
    const { holder, clock, leaseSeconds } = this.#parts;
    return newLease(holder, clock.nowUtc(), { seconds: leaseSeconds });
  }

  async #saveAtTheEnd(remembered: Remembered): Promise<boolean> {
    const { writer, health, memory, store } = this.#parts;
    // first what takes no time, since the store may use up all that is left
    if (health.problem !== null) await this.keep(remembered);
    if (!writer) return true;
    try {
      const snapshot = rawOf(this.#atTheEnd(remembered));
      if (!(await writer.save(snapshot))) return false;
      this.#held = null;
      memory.unsaved = null;
      memory.saved = { store, newest: writer.newest, snapshot };
      await this.toldLately.keep(null);
    } catch (error) {
      health.isNotSaved(error);
      await this.keep(remembered);
      await writer.withdraw();
      await this.keep(remembered);
    }
    return true;
  }

  /** In a long-running process, the next sweep starts from this. */
  #keepHere(snapshot: Snapshot): void {
    const { memory, store, writer, holder, found } = this.#parts;
    const known = writer?.newest ?? (found.raw === null ? 'nothing' : null);
    keepUnsaved(memory, { store, snapshot: rawOf(snapshot), holder }, known);
  }

  /**
   * Includes what was told before this save; anything that begins or ends later must not be taken as told because of
   * it.
   */
  #underWay(remembered: Remembered): Snapshot {
    const { found, clock } = this.#parts;
    const toldUntil = this.toldLately.takenInUntil;
    return nextSnapshot(found.snapshot, remembered, { at: clock.nowUtc(), toldUntil, handled: null });
  }

  /** The timer event counts as handled once everything is told: a sweep that dies before that is worth repeating. */
  #atTheEnd(remembered: Remembered): Snapshot {
    const { found, trigger, clock } = this.#parts;
    const at = clock.nowUtc();
    return nextSnapshot(found.snapshot, remembered, { at, toldUntil: at.toISO(), handled: trigger });
  }
}
