import { ENDINGS } from '../monitor/incident.ts';
import type { IncidentEntry } from '../monitor/journal-entry.ts';

/** One relay's part of an outage. */
export interface MemberSpan {
  /** As last noted. */
  readonly entry: IncidentEntry;
  readonly since: string;
  /** Null while it goes on. */
  readonly until: string | null;
}

const OVER: ReadonlySet<string> = new Set(ENDINGS);

/** Whether an entry is the end of a relay's fault. */
export function isEnding({ event }: IncidentEntry): boolean {
  return OVER.has(event);
}

/** Notes what happened to a relay among those of its outage, by key. @param members absent: the journal does not have the outage */
export function memberNoted(
  members: Map<string, MemberSpan> | undefined,
  entry: IncidentEntry & { readonly at: string },
): void {
  const { key, since, at } = entry;
  const known = members?.get(key);
  const first = known && known.since < since ? known.since : since;
  members?.set(key, { entry, since: first, until: isEnding(entry) ? at : null });
}
