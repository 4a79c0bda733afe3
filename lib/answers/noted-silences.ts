import { millisOf } from '../monitor/instants.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import type { Silence } from '../monitor/mutes.ts';

/** Silences that were made by hand as the journal has them, each until somebody ended it: the state forgets those that are over. */
export function notedSilences(entries: readonly JournalEntry[]): Silence[] {
  const silences = new Map<string, Silence>();
  for (const one of entries) {
    if (one.kind !== 'change') continue;
    if (one.what === 'silence-add' && isSilence(one.silence)) silences.set(one.silence.id, one.silence);
    const ended = one.what === 'silence-expire' ? silences.get(one.of ?? one.text) : undefined;
    if (ended) silences.set(ended.id, endedAt(ended, one.at));
  }
  return [...silences.values()];
}

function endedAt(silence: Silence, at: string): Silence {
  const held = silence.until === 'recovered' || millisOf(silence.until) > millisOf(at);
  return held ? { ...silence, until: at } : silence;
}

/** The journal checks of a change no more than what it says. */
function isSilence(silence: Silence | undefined): silence is Silence {
  if (typeof silence !== 'object' || silence === null) return false;
  const { id, comment, createdAt, until, match } = silence;
  const isTold = [id, comment, createdAt, until].every((text) => typeof text === 'string');
  return isTold && typeof match === 'object' && match !== null;
}
