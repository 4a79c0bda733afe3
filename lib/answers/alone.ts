import type { IncidentEntry, JournalEntry } from '../monitor/journal-entry.ts';
import { isEnding, type MemberSpan } from './member-span.ts';

/**
 * Faults of relays that on-call should have known of and that belong to no cause: a mute held them back, or they were there before
 * watching began. Oldest first. @param causes keys of the causes that the journal has
 */
export function faultsAlone(entries: readonly JournalEntry[], causes: ReadonlySet<string>): MemberSpan[] {
  const over: MemberSpan[] = [];
  const open = new Map<string, MemberSpan>();
  for (const entry of entries) {
    if (entry.kind !== 'incident') continue;
    const known = open.get(entry.key);
    const ends = isEnding(entry) || isOf(causes, entry);
    if (ends) {
      open.delete(entry.key);
      if (known) over.push({ ...known, until: entry.at });
      // its beginning is before this time
      else if (!isOf(causes, entry)) over.push({ entry, since: entry.since, until: entry.at });
    } else if (known || isOpening(entry))
      open.set(entry.key, { entry, since: known?.since ?? entry.since, until: null });
  }
  return [...over, ...open.values()].toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
}

function isOf(causes: ReadonlySet<string>, { causeKey }: IncidentEntry): boolean {
  return causeKey !== null && causes.has(causeKey);
}

function isOpening({ event }: IncidentEntry): boolean {
  return event === 'opened' || event === 'flapping';
}
