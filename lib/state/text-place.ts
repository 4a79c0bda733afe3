/** Which names to list. */
export interface NameQuery {
  /** What they begin with. */
  readonly prefix: string;
  /** Only this name and those that sort after it. */
  readonly from?: string | undefined;
  /** No more than this many, the first ones; absent: all. */
  readonly most?: number | undefined;
}

/** Small texts by name, kept beside the snapshots. */
export interface TextPlace {
  /** Null when there is no such text. @throws StateError */
  read(name: string, signal?: AbortSignal): Promise<string | null>;
  /** Writes a text in place of the one that was there, if any; durable once it returns. @throws StateError */
  replace(name: string, text: string, signal?: AbortSignal): Promise<void>;
  /** Names in use, sorted. @throws StateError */
  names(query: NameQuery, signal?: AbortSignal): Promise<readonly string[]>;
  /** Those that are not there count as removed. @throws StateError */
  remove(names: readonly string[], signal?: AbortSignal): Promise<void>;
}

/** The part of all names that a query asks for. */
export function namesFor({ prefix, from = '', most }: NameQuery, all: readonly string[]): string[] {
  return all
    .filter((name) => name.startsWith(prefix) && name >= from)
    .sort()
    .slice(0, most);
}
