import { parseUtc } from '../base/time.ts';
import { millisOf } from '../monitor/instants.ts';
import type { IncidentEntry } from '../monitor/journal-entry.ts';
import { activeMutes, type MaintenanceWindow, mutedBy, type Silence } from '../monitor/mutes.ts';
import type { MuteFact } from './story.ts';

/** What muted a relay at a time, by the windows and silences that are known today: the journal does not keep old ones. */
export function mutesThen(windows: readonly MaintenanceWindow[], silences: readonly Silence[]) {
  return (relay: IncidentEntry, at: string): MuteFact | null => {
    const time = parseUtc(at);
    if (time === null) return null;
    const begun = silences.filter(({ createdAt }) => !(millisOf(createdAt) > time.toMillis()));
    const mute = mutedBy(relay, activeMutes(windows, begun, time));
    if (mute === null) return null;
    const { kind, id, name, until } = mute;
    return { kind, id, name, until };
  };
}
