import type { IncidentEntry, JournalEntry } from '../monitor/journal-entry.ts';
import { isEnding } from './member-span.ts';
import { secondsBetween } from './times.ts';

/** What was lost of one relay, or of all relays to one destination. */
export interface Lost {
  readonly name: string;
  readonly lostSeconds: number;
  /** Relays that lost something. */
  readonly relays: number;
}

export interface Availability {
  readonly lostSeconds: number;
  /** Of all relays over the whole time, 0 to 1; null when it is not known how many there are. */
  readonly share: number | null;
  /** Those that lost most, the worst first. */
  readonly worstRelays: readonly Lost[];
  readonly worstDestinations: readonly Lost[];
}

interface Ledger {
  name: string;
  destination: string;
  counted: number;
  lost: number;
  /** Of the last entry while the fault goes on; null once it is over, or before it was told. */
  openSince: string | null;
}

const WORST_SHOWN = 10;

/**
 * What relays lost between two times. Each entry has the seconds down of its whole incident, so that its increase counts, no more
 * of it than the time has; a fault that goes on counts to the end. One that passed before it was told is not in the journal.
 * @param relays how many there are; null when not known
 */
export function availabilityOf(
  entries: readonly JournalEntry[],
  { from, until, relays }: { readonly from: string; readonly until: string; readonly relays: number | null },
): Availability {
  const ledgers = new Map<string, Ledger>();
  for (const one of entries) if (one.kind === 'incident' && isRelay(one)) note(ledgers, one, from);
  for (const one of ledgers.values()) if (one.openSince !== null) one.lost += secondsBetween(one.openSince, until);
  const lossy = [...ledgers].filter(([, { lost }]) => lost > 0);
  const lostSeconds = lossy.reduce((sum, [, { lost }]) => sum + lost, 0);
  const wholeSeconds = (relays ?? 0) * secondsBetween(from, until);
  return {
    lostSeconds,
    share: wholeSeconds > 0 ? Math.max(0, 1 - lostSeconds / wholeSeconds) : null,
    worstRelays: worst(lossy.map(([key, one]) => ({ name: nameOf(key, one), lostSeconds: one.lost, relays: 1 }))),
    worstDestinations: worst(byDestination(lossy.map(([, one]) => one))),
  };
}

/** Expected relays and the monitor itself are no relays, and have no addresses. */
function isRelay({ source, destination }: IncidentEntry): boolean {
  return source !== '' || destination !== '';
}

function note(ledgers: Map<string, Ledger>, one: IncidentEntry & { readonly at: string }, from: string): void {
  const { key, name, destination, at, event } = one;
  const lostSeconds = Math.round(one.lostSeconds);
  const known = ledgers.get(key) ?? { name, destination, counted: 0, lost: 0, openSince: null };
  // a new incident counts from nothing again
  const more = lostSeconds < known.counted ? lostSeconds : lostSeconds - known.counted;
  const isOpen = !isEnding(one) && event !== 'seen';
  const lost = known.lost + Math.min(more, secondsBetween(from, at));
  ledgers.set(key, { name, destination, counted: lostSeconds, lost, openSince: isOpen ? at : null });
}

function nameOf(key: string, { name }: Ledger): string {
  return name === '' ? key : `${name} (${key})`;
}

function byDestination(ledgers: readonly Ledger[]): Lost[] {
  const sums = new Map<string, Lost>();
  for (const { destination: name, lost } of ledgers) {
    if (name === '') continue;
    const sum = sums.get(name) ?? { name, lostSeconds: 0, relays: 0 };
    sums.set(name, { name, lostSeconds: sum.lostSeconds + lost, relays: sum.relays + 1 });
  }
  return [...sums.values()];
}

function worst(all: readonly Lost[]): Lost[] {
  return all.toSorted((a, b) => b.lostSeconds - a.lostSeconds || (a.name < b.name ? -1 : 1)).slice(0, WORST_SHOWN);
}
