import type { Clock, UtcDateTime } from '../../base/time.ts';
import { type Lease, leaseOf } from '../../state/lease.ts';
import type { RawSnapshot } from '../../state/snapshot-forms.ts';
import { StateError } from '../../state/state-error.ts';
import type { LoadedState, StateStore } from '../../state/store.ts';

/** A number that is taken is gone past so often before the state counts as broken. */
const TRIES = 3;
/** What another sweep is writing at this moment can be read a moment later. */
const MOMENT_MS = 1_000;

interface WriterDeps {
  readonly store: StateStore;
  readonly clock: Clock;
}

export type LeaseOutcome =
  | { readonly acquired: true; readonly lease: Lease }
  | { readonly acquired: false; readonly until: string };

/** Creates the snapshots of one sweep, one after another. */
export class StateWriter {
  readonly #deps: WriterDeps;
  readonly #holder: string;
  #newest: number;
  /** The numbers under which the lease is, or may be, while nothing else was saved after it. */
  #bareLeases: number[] = [];
  /** A write of ours ended without an answer, so that it may be there. */
  #inDoubt = false;
  /** The write before; a renewal of the lease must not meet a save. */
  #before: Promise<unknown> = Promise.resolve();

  constructor(newest: number, holder: string, deps: WriterDeps) {
    this.#newest = newest;
    this.#holder = holder;
    this.#deps = deps;
  }

  /** The newest number, as far as is known. */
  get newest(): number {
    return this.#newest;
  }

  /**
   * Takes the lease, unless another sweep has it. A number that turns out to be taken is looked at: only a lease in it
   * keeps this sweep out.
   * @param snapshotOf what is saved with the lease, made of what the store holds by then
   * @throws StateError when the store cannot be used, or its numbers are taken and nobody holds it
   */
  async lease(
    first: LoadedState,
    snapshotOf: (loaded: LoadedState, lease: Lease) => RawSnapshot,
    now: UtcDateTime,
    seconds: number,
  ): Promise<LeaseOutcome> {
    let loaded = first;
    for (let tries = 1; tries <= TRIES; tries++) {
      const answer = leaseOf(loaded, this.#holder, now, { seconds });
      if (!answer.acquired) return answer;
      this.#newest = loaded.newest;
      this.#bareLeases = [loaded.newest + 1];
      if (await this.#create(snapshotOf(loaded, answer.lease))) return answer;
      this.#bareLeases = [];
      loaded = await this.#lookAt(loaded.newest + 1);
    }
    throw numbersTaken(this.#deps.store, this.#newest + 1);
  }

  /** @returns false when another sweep saved first. @throws StateError */
  save(snapshot: RawSnapshot): Promise<boolean> {
    return this.#inTurn(async () => {
      const isSaved = await this.#write(snapshot);
      if (isSaved) this.#bareLeases = [];
      return isSaved;
    });
  }

  /** Saves what was saved last, with a lease that ends later. @returns and throws as `save` */
  renew(snapshot: RawSnapshot): Promise<boolean> {
    return this.#inTurn(async () => {
      const isSaved = await this.#write(snapshot);
      if (isSaved && this.#bareLeases.length > 0) this.#bareLeases.push(this.#newest);
      return isSaved;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#before.then(work);
    this.#before = done.catch(() => undefined);
    return done;
  }

  async #write(snapshot: RawSnapshot): Promise<boolean> {
    for (let tries = 1; tries <= TRIES; tries++) {
      if (await this.#create(snapshot)) return true;
      if (!this.#inDoubt) return false;
      const { newest, snapshot: there } = await this.#deps.store.load(undefined, this.#newest + 1);
      // what is there is our own, of which only the answer was lost
      if (there?.lease?.holder !== this.#holder) return false;
      this.#newest = newest;
    }
    return false;
  }

  /** Takes the lease back where nothing was saved after it, so that the next sweep does not wait for its end. Does not throw. */
  async withdraw(): Promise<void> {
    try {
      for (let number = this.#bareLeases.at(-1); number !== undefined; number = this.#bareLeases.at(-1)) {
        if (!(await this.#isOurs(number)) || !(await this.#deps.store.withdraw(number))) return;
        this.#newest = number - 1;
        this.#bareLeases.pop();
      }
    } catch {
      // then it ends by its time
    }
  }

  async #isOurs(number: number): Promise<boolean> {
    if (!this.#inDoubt) return true;
    const { newest, snapshot } = await this.#deps.store.load(undefined, number);
    return newest === number && snapshot?.lease?.holder === this.#holder;
  }

  async #create(snapshot: RawSnapshot): Promise<boolean> {
    try {
      const created = await this.#deps.store.create(this.#newest + 1, snapshot);
      if (created) this.#newest += 1;
      return created;
    } catch (error) {
      this.#inDoubt = true;
      throw error;
    }
  }

  /** The state with a number that somebody has just taken; a text that is only half there is given a moment. */
  async #lookAt(taken: number): Promise<LoadedState> {
    const { store, clock } = this.#deps;
    const seen = await store.load(undefined, taken);
    if (seen.newest > taken || seen.problems.length === 0) return seen;
    await clock.sleep(MOMENT_MS);
    return store.load(undefined, taken);
  }
}

function numbersTaken({ name }: StateStore, number: number): StateError {
  return new StateError(
    'state-unwritable',
    `${name} says that snapshot ${number} already exists, but no sweep holds the state: look at what is there, and remove what does not belong there`,
  );
}
