import type { Clock, UtcDateTime } from '../../base/time.ts';
import { type Lease, leaseOf } from '../../state/lease.ts';
import type { RawSnapshot } from '../../state/snapshot-forms.ts';
import { StateError } from '../../state/state-error.ts';
import type { LoadedState, StateStore } from '../../state/store.ts';

/** How many taken numbers to skip before the state counts as broken. */
const TRIES = 3;
/** What another sweep is writing right now becomes readable within this time. */
const MOMENT_MS = 1_000;

interface WriterDeps {
  readonly store: StateStore;
  readonly clock: Clock;
}

export type LeaseOutcome =
  | { readonly acquired: true; readonly lease: Lease }
  | { readonly acquired: false; readonly until: string; readonly holder: string };

/** Creates the snapshots of one sweep, one after another. */
export class StateWriter {
  readonly #deps: WriterDeps;
  readonly #holder: string;
  #newest: number;
  /** The numbers under which our lease is, or may be, saved while nothing else has been saved after it. */
  #bareLeases: number[] = [];
  /** One of our writes ended without an answer, so it may have succeeded. */
  #inDoubt = false;
  /** The previous write; renewing the lease must not run in parallel with a save. */
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
   * Takes the lease, unless another sweep has it. A number that turns out to be taken is inspected: this sweep is only
   * kept out if there is a lease in it.
   * @param snapshotOf builds what is saved with the lease from what the store holds at that time
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
      // the existing snapshot is our own; only the answer was lost
      if (there?.lease?.holder !== this.#holder) return false;
      this.#newest = newest;
    }
    return false;
  }

  /**
   * Removes the lease if nothing was saved after it, so that the next sweep does not have to wait for its end. Does not
   * throw.
   */
  async withdraw(): Promise<void> {
    try {
      for (let number = this.#bareLeases.at(-1); number !== undefined; number = this.#bareLeases.at(-1)) {
        if (!(await this.#isOurs(number)) || !(await this.#deps.store.withdraw(number))) return;
        this.#newest = number - 1;
        this.#bareLeases.pop();
      }
    } catch {
      // then it simply expires
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

  /** The state under a number that somebody has just taken; a half-written text is given a moment. */
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
