import type { CheckResult } from '../check-result.ts';
import type { Snapshot } from './snapshot.ts';

export interface LoadedState {
  /** The number of the newest snapshot, readable or not; 0 when there is none. The next one is `newest + 1`. */
  readonly newest: number;
  /** The newest that could be read. */
  readonly snapshot: Snapshot | null;
}

/** Where state goes: numbered snapshots that can only be created, so that creating the same one twice fails. */
export interface StateStore {
  readonly type: string;
  /** @throws StateError when the store cannot be read */
  load(): Promise<LoadedState>;
  /** Saves a snapshot under a new number. @returns false when somebody else created it first. @throws StateError */
  create(number: number, snapshot: Snapshot): Promise<boolean>;
  /** Finds out whether the store can be read and written, and leaves nothing there. Does not throw. */
  check(): Promise<CheckResult>;
}
