/** Which configuration a command works with. */
export interface Chosen {
  /** Path of the file; absent: as `configPath` finds it. */
  readonly config?: string;
  /** One of its accounts, where it has several. */
  readonly account?: string;
}
