/** The key of a cause within its account: messages have the name in front of it. */
export function keyWithin(key: string, { account }: Chosen): string {
  return account !== undefined && key.startsWith(`${account}_`) ? key.slice(account.length + 1) : key;
}

/** Which configuration a command works with. */
export interface Chosen {
  /** Path of the file; absent: as `configPath` finds it. */
  readonly config?: string;
  /** One of its accounts, where it has several. */
  readonly account?: string;
}
