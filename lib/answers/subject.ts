import type { JournalEntry } from '../monitor/journal-entry.ts';
import { globMatches } from '../monitor/matching.ts';

export interface RelaySubject {
  readonly kind: 'relay';
  /** Region and task id; or a name of ours for what is no task. */
  readonly key: string;
  readonly region: string;
  readonly name: string;
}

export interface CauseSubject {
  readonly kind: 'cause';
  /** The dedup key of its messages. */
  readonly key: string;
}

/** What can be asked about. */
export type AnswerSubject = RelaySubject | CauseSubject;

/**
 * What of the journal a word means: the cause with this key; else the relay with this region and id, or this id; else every relay
 * whose name, id or region and id fits it as a pattern. Relays without any fault are in no journal. Sorted by key.
 */
export function subjectsOf(entries: readonly JournalEntry[], word: string): AnswerSubject[] {
  if (entries.some((entry) => causeKeyOf(entry) === word)) return [{ kind: 'cause', key: word }];
  const relays = new Map<string, RelaySubject>();
  for (const entry of entries) {
    if (entry.kind !== 'incident') continue;
    const { key, region, name } = entry;
    relays.set(key, { kind: 'relay', key, region, name });
  }
  const all = [...relays.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const exact = all.filter(({ key }) => key === word || idOf(key) === word);
  if (exact.length > 0) return exact;
  return all.filter(({ key, name }) => [name, key, idOf(key)].some((text) => globMatches(word, text)));
}

function causeKeyOf(entry: JournalEntry): string | null {
  switch (entry.kind) {
    case 'cause':
      return entry.key;
    case 'answer':
      return entry.dedupKey;
    case 'decision':
    case 'incident':
      return entry.causeKey;
    case 'sweep':
    case 'sighted':
    case 'change':
    case 'left-out':
      return null;
  }
}

/** The task id in a key. */
function idOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
