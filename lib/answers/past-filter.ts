import type { IncidentEntry } from '../monitor/journal-entry.ts';
import { type Matchable, matches } from '../monitor/matching.ts';
import type { OutageInFull } from './outages.ts';

/** What of the past is wanted; empty texts want all. Globs as in the configuration (`studio-*`), but the verdict is a word. */
export interface PastFilter {
  readonly region: string;
  /** Of a source or a destination. */
  readonly host: string;
  readonly verdict: string;
  readonly name: string;
}

export const NO_FILTER: PastFilter = { region: '', host: '', verdict: '', name: '' };

export function isFiltering(filter: PastFilter): boolean {
  return Object.values(filter).some((wanted) => wanted !== '');
}

/** Whether a relay is wanted. */
export function isWantedRelay(relay: IncidentEntry, filter: PastFilter): boolean {
  return isWanted(relay, filter);
}

/** Whether an outage is wanted: by one of its relays or, as in a storm the journal has not all of them, by what they have in common. */
export function isWantedOutage({ outage, members }: OutageInFull, filter: PastFilter): boolean {
  if (!isFiltering(filter)) return true;
  const { by, place, verdict } = outage;
  const ofPlace = (kind: typeof by) => (by === kind ? place : '');
  const shared = { region: '', name: '', source: ofPlace('source'), destination: ofPlace('destination'), verdict };
  return isWanted(shared, filter) || members.some(({ entry }) => isWantedRelay(entry, filter));
}

function isWanted(subject: Matchable, { region, host, verdict, name }: PastFilter): boolean {
  const match = {
    ...(region === '' ? {} : { region }),
    ...(verdict === '' ? {} : { verdict }),
    ...(name === '' ? {} : { name }),
  };
  if (!matches(subject, match)) return false;
  return host === '' || matches(subject, { source: host }) || matches(subject, { destination: host });
}
