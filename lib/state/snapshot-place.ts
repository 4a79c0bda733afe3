/** A text that is there and cannot be had; `problem` goes on after "snapshot 7 ". */
export interface Unreadable {
  readonly problem: string;
}

export interface NumbersAsked {
  /** Only those under it. */
  readonly below?: number;
  readonly limit: number;
  /** Gives up, as a place that never answers; so do all the others. */
  readonly signal?: AbortSignal | undefined;
}

/** What holds numbered texts. The stores differ in this alone; what snapshots mean is told once, in numbered-store.ts. */
export interface SnapshotPlace {
  readonly type: string;
  /** As sentences call it, for example `state.path /var/lib/relaywatch`. */
  readonly name: string;
  /** Old snapshots are cleared once in this many saves: where a listing costs money, up to that many more are kept. */
  readonly clearEvery: number;
  /** Numbers in use, highest first. @throws StateError */
  numbers(range: NumbersAsked): Promise<readonly number[]>;
  /** @throws StateError when the place as a whole cannot be read */
  read(number: number, signal?: AbortSignal): Promise<string | Unreadable>;
  /** @returns false when the number is taken. @throws StateError, 'state-full' when old ones have to go first */
  create(number: number, text: string, signal?: AbortSignal): Promise<boolean>;
  /** Removes snapshots, and whatever dead writers left. @param created the number that was, or shall be, created */
  clear(old: readonly number[], created: number, signal?: AbortSignal): Promise<void>;
  /**
   * Writes something that is no snapshot and takes it away again.
   * @param bytes how large a snapshot is at present @throws StateError when the place does not serve
   */
  tryOut(bytes: number): Promise<void>;
  /** What is wrong with the place although it serves, a sentence each. */
  troubles?(): readonly string[];
}
