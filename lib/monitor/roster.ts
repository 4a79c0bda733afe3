import { fingerprint } from './fingerprint.ts';

/**
 * Which relays there are, in four bytes each: so that a callback about one of them can be told from one that somebody
 * made up. Of 100,000 relays a made-up id passes for one in 40,000 times. Sorted, each once.
 */
export type Roster = Uint32Array;

/** The part of a fingerprint that stands for a relay. */
export function rosterEntry(taskId: string): number {
  return fingerprint(taskId)[0] >>> 0;
}

/** @param entries of relays, in any order and possibly repeated */
export function rosterOf(entries: Iterable<number>): Roster {
  const sorted = Uint32Array.from(entries).sort();
  return sorted.filter((entry, at) => at === 0 || entry !== sorted[at - 1]);
}

/** Whether it may be one of these relays. */
export function isOnRoster(roster: Roster, taskId: string): boolean {
  const entry = rosterEntry(taskId);
  let [from, to] = [0, roster.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((roster[middle] as number) < entry) from = middle + 1;
    else to = middle;
  }
  return roster[from] === entry;
}

/** Differs, in all likelihood, as soon as a relay comes or goes. */
export function rosterMark(roster: Roster): string {
  let [sum, mixed] = [0, 0];
  for (const entry of roster) {
    sum = (sum + entry) >>> 0;
    mixed = Math.imul(mixed ^ entry, 0x01000193) >>> 0;
  }
  return `${roster.length}.${sum}.${mixed}`;
}
