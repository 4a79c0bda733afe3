import type { UtcDateTime } from '../base/time.ts';
import { isActive } from '../monitor/incident.ts';
import { isoOf } from '../monitor/instants.ts';
import { causeEntry } from '../monitor/journal.ts';
import { type IncidentEntry, incidentEntry, type JournalEntry } from '../monitor/journal-entry.ts';
import type { WatchState } from '../monitor/watch-state.ts';

/** What is known now, as far as it says what the journal does not. */
export type StandingState = Pick<WatchState, 'causes' | 'incidents'>;

/**
 * Entries for what is open and of which the journal of a time says nothing: it began before, and nothing happened to it since.
 * Without them, an outage of a week would be missing from its last day. Pure. @param from of the time
 */
export function standingEntries(
  entries: readonly JournalEntry[],
  { causes, incidents }: StandingState,
  from: UtcDateTime,
): JournalEntry[] {
  const start = isoOf(from);
  const told = new Map<string, string>();
  for (const one of entries) if (one.kind === 'cause' || isOpen(one)) told.set(`${one.kind} ${one.key}`, one.at);
  const isTold = (kind: 'cause' | 'incident', key: string, since: string) =>
    (told.get(`${kind} ${key}`) ?? '') >= since;
  const active = incidents.filter(isActive);
  const atOf = (since: string) => (since > start ? since : start);
  return [
    ...causes
      .filter(({ key, since }) => !isTold('cause', key, since))
      .map((one) => ({ at: atOf(one.since), ...causeEntry('changed', one, one.most) })),
    ...active
      .filter(({ key, since }) => !isTold('incident', key, since))
      // one that is up for the moment loses nothing until the end
      .map((one) => ({ at: atOf(one.since), ...incidentEntry(one.down ? 'opened' : 'seen', one) })),
  ];
}

/**
 * As standingEntries, for a time that ended before now: without what began after its end, which a report that comes late must
 * not count.
 */
export function standingAt(
  entries: readonly JournalEntry[],
  { causes, incidents }: StandingState,
  from: UtcDateTime,
  until: UtcDateTime,
): JournalEntry[] {
  const end = isoOf(until);
  const before = <One extends { readonly since: string }>(all: readonly One[]) =>
    all.filter(({ since }) => since <= end);
  return standingEntries(entries, { causes: before(causes), incidents: before(incidents) }, from);
}

/** Both, oldest first. */
export function withStanding(
  entries: readonly JournalEntry[],
  standing: readonly JournalEntry[],
): readonly JournalEntry[] {
  if (standing.length === 0) return entries;
  return [...standing, ...entries].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** A first sighting says nothing of what became of it. */
function isOpen(one: JournalEntry): one is JournalEntry & IncidentEntry {
  return one.kind === 'incident' && one.event !== 'seen';
}
