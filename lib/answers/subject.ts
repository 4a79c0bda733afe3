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
  return relaysNamed(
    entries.filter((entry) => entry.kind === 'incident'),
    word,
  );
}

type Named = Pick<RelaySubject, 'key' | 'region' | 'name'>;

/** Which of some relays a word means, by the same rules. Of one that is named twice, the later name counts. */
export function relaysNamed(named: Iterable<Named>, word: string): RelaySubject[] {
  const relays = new Map<string, RelaySubject>();
  for (const { key, region, name } of named) relays.set(key, { kind: 'relay', key, region, name });
  const all = [...relays.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const exact = all.filter(({ key }) => isExact(key, word));
  return exact.length > 0 ? exact : all.filter((one) => mayMean(one, word));
}

/** Whether a word may mean a relay, if no other is meant more exactly. */
export function mayMean({ key, name }: Pick<Named, 'key' | 'name'>, word: string): boolean {
  return isExact(key, word) || [name, key, idOf(key)].some((text) => globMatches(word, text));
}

function isExact(key: string, word: string): boolean {
  return key === word || idOf(key) === word;
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
