import { mayMean } from '../answers/subject.ts';
import type { IncidentEntry, JournalEntry } from '../monitor/journal-entry.ts';
import type { ExplainAsked } from './explain-document.ts';
import type { OfInterest } from './past.ts';

/**
 * What a story needs of the journal: of a cause that cause, of a relay each that the word may mean with the causes that these were told
 * under; and how well relaywatch looked. The rest of a storm is let go of before it takes any room.
 */
export function storyEntries({ relay, cause }: Pick<ExplainAsked, 'relay' | 'cause'>): OfInterest {
  const causes = new Set(cause === null ? [] : [cause]);
  const relays = new Set<string>();
  const isMeant = ({ key, name, causeKey }: IncidentEntry) =>
    relay === null ? causeKey === cause : relays.has(key) || mayMean({ key, name }, relay);
  return (sweep) => {
    const incidents = sweep.filter((one) => one.kind === 'incident').filter(isMeant);
    const meant = new Set<JournalEntry>(incidents);
    for (const { key, causeKey } of relay === null ? [] : incidents) {
      relays.add(key);
      if (causeKey !== null) causes.add(causeKey);
    }
    return sweep.filter((one) => (one.kind === 'incident' ? meant.has(one) : isAbout(one, { relays, causes })));
  };
}

interface Followed {
  readonly relays: ReadonlySet<string>;
  readonly causes: ReadonlySet<string>;
}

function isAbout(one: Exclude<JournalEntry, { kind: 'incident' }>, { relays, causes }: Followed): boolean {
  switch (one.kind) {
    case 'cause':
      return causes.has(one.key);
    case 'answer':
      return causes.has(one.dedupKey);
    case 'decision':
      // on one of the relays alone, or on one of the causes as a whole
      return one.incidentKey === null ? causes.has(one.causeKey ?? '') : relays.has(one.incidentKey);
    case 'sighted':
      return false;
    // they are few: those of other causes are told apart where they are read, and any silence may have held it back
    case 'change':
    case 'sweep':
    case 'left-out':
      return true;
  }
}
