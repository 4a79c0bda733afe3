/** A text that exists but cannot be read; `problem` follows "snapshot 7 ". */
export interface Unreadable {
  readonly problem: string;
}

export interface NumbersAsked {
  /** Only numbers below this one. */
  readonly below?: number;
  readonly limit: number;
  /** Aborts the call, as if the place never answered; the other signals do the same. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A place that holds numbered texts. This is all in which the stores differ; the meaning of snapshots is defined once,
 * in numbered-store.ts.
 */
export interface SnapshotPlace {
  readonly type: string;
  /** What messages call it, for example `state.path /var/lib/relaywatch`. */
  readonly name: string;
  /**
   * Old snapshots are removed once every this many saves. Where a listing costs money, up to that many extra ones are
   * kept.
   */
  readonly clearEvery: number;
  /** Numbers in use, highest first. @throws StateError */
  numbers(range: NumbersAsked): Promise<readonly number[]>;
  /** @throws StateError when the place as a whole cannot be read */
  read(number: number, signal?: AbortSignal): Promise<string | Unreadable>;
  /**
   * @param text in pieces, since all of it at once would take more memory than a sweep does. They may be gone through more than once
   * @returns false when the number is taken. @throws StateError, 'state-full' when old ones must be removed first
   */
  create(number: number, text: Iterable<string>, signal?: AbortSignal): Promise<boolean>;
  /**
   * Removes snapshots and whatever dead writers left behind; tries each, even after one failed.
   * @param created the number that was, or is about to be, created @throws NotRemovedError
   */
  clear(old: readonly number[], created: number, signal?: AbortSignal): Promise<void>;
  /**
   * Writes something other than a snapshot and removes it again.
   * @param bytes how large a snapshot is at present @throws StateError when the place does not work
   */
  tryOut(bytes: number): Promise<void>;
  /** What is wrong with the place although it works, one sentence each. */
  troubles?(): readonly string[];
}
