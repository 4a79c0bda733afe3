import type { CheckResult } from '../base/check-result.ts';
import type { RawSnapshot } from './snapshot-forms.ts';

export interface StoredSnapshot {
  readonly number: number;
  readonly snapshot: RawSnapshot;
}

export interface LoadedState {
  /**
   * The number of the newest snapshot, readable or not; 0 when there is none. The next one is `newest + 1`. What cannot
   * be read and is far above all others counts for nothing.
   */
  readonly newest: number;
  /** The newest that could be read. */
  readonly snapshot: RawSnapshot | null;
  /** One sentence for each newer snapshot that could not be read or is ignored; none when the newest could be. */
  readonly problems: readonly string[];
}

/** Where state goes: numbered snapshots that can only be created, so that creating the same one twice fails. */
export interface StateStore {
  readonly type: string;
  /** As sentences call it, for example `state.path /var/lib/relaywatch`; no other store has the same. */
  readonly name: string;
  /**
   * @param signal gives up, as a service that never answers
   * @param taken a number that somebody is known to have created, whether or not a listing shows it yet
   * @throws StateError when the store cannot be read, or the newest snapshot is from a newer relaywatch
   */
  load(signal?: AbortSignal, taken?: number): Promise<LoadedState>;
  /**
   * Saves a snapshot under a new number, and clears away the oldest. Exactly one of many creators of a number gets true.
   * @param signal gives up, as a service that never answers
   * @returns false when somebody else created it first
   * @throws StateError when it was not saved, or nobody knows whether it was (a service that never answered)
   */
  create(number: number, snapshot: RawSnapshot, signal?: AbortSignal): Promise<boolean>;
  /**
   * Takes the newest snapshot away, so that the one before it counts again.
   * @returns false when it stayed, as nothing before it can be read. @throws StateError
   */
  withdraw(number: number): Promise<boolean>;
  /**
   * The readable snapshots, newest first, read one by one as they are asked for; others are left out.
   * @param limit most that are given; default: all that are kept
   * @throws StateError when the store cannot be read
   */
  history(limit?: number): AsyncIterable<StoredSnapshot>;
  /** Finds out whether the store can be read and written as it must be, and leaves nothing there. Does not throw. */
  check(): Promise<CheckResult>;
  /** What went wrong beside what was asked for, a sentence each: what is saved is saved, but somebody should look. */
  troubles(): readonly string[];
}

export interface Retention {
  /** Newest snapshots that are kept, at least 1. Default: 50. */
  readonly keep?: number;
}
