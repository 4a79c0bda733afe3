import type { CheckResult } from '../base/check-result.ts';
import type { NotCleared } from './not-cleared.ts';
import type { RawSnapshot } from './snapshot-forms.ts';

export interface StoredSnapshot {
  readonly number: number;
  readonly snapshot: RawSnapshot;
}

export interface LoadedState {
  /**
   * The number of the newest snapshot, readable or not; 0 when there is none. The next one is `newest + 1`. An
   * unreadable number far above all others is ignored.
   */
  readonly newest: number;
  /** The newest readable snapshot. */
  readonly snapshot: RawSnapshot | null;
  /** One sentence for each newer snapshot that is unreadable or ignored; empty when the newest is readable. */
  readonly problems: readonly string[];
}

/** Where state is stored: numbered snapshots that can only be created, so that creating the same one twice fails. */
export interface StateStore {
  readonly type: string;
  /** What messages call it, for example `state.path /var/lib/relaywatch`; unique to this store. */
  readonly name: string;
  /**
   * @param signal aborts the call, as if the service never answered
   * @param taken a number that is known to exist, whether or not a listing shows it yet
   * @throws StateError when the store cannot be read, or the newest snapshot is from a newer relaywatch
   */
  load(signal?: AbortSignal, taken?: number): Promise<LoadedState>;
  /**
   * Saves a snapshot under a new number and removes the oldest ones. When several callers create the same number,
   * exactly one gets true.
   * @param signal aborts the call, as if the service never answered
   * @returns false when somebody else created it first
   * @throws StateError when it was not saved, or when that is unknown (the service never answered)
   */
  create(number: number, snapshot: RawSnapshot, signal?: AbortSignal): Promise<boolean>;
  /**
   * Removes the newest snapshot, so that the previous one counts again.
   * @returns false when it was kept, because no earlier one is readable. @throws StateError
   */
  withdraw(number: number): Promise<boolean>;
  /**
   * The readable snapshots, newest first, each read on demand; unreadable ones are left out.
   * @param limit maximum number of snapshots; default: all
   * @throws StateError when the store cannot be read
   */
  history(limit?: number): AsyncIterable<StoredSnapshot>;
  /** Checks whether the store can be read and written as required, and leaves nothing behind. Does not throw. */
  check(): Promise<CheckResult>;
  /**
   * What went wrong apart from the request itself, one sentence each: the snapshot is saved, but somebody should have a
   * look.
   */
  troubles(): readonly string[];
  /** What the last clearing away of old snapshots left behind; null when all went. `troubles` tells it, too. */
  notCleared(): NotCleared | null;
}

export interface Retention {
  /** How many of the newest snapshots to keep, at least 1. Default: 50. */
  readonly keep?: number;
}
