import type { Incident, Sighting } from './incident.ts';
import { bareSighting, HEALTHY } from './sightings.ts';
import type { Findings } from './watch.ts';

/** How one of several accounts is watched. */
export interface AccountSeen {
  readonly name: string;
  /** Why it is not watched as it should be, as a code of ours or of Live; null while all is well. */
  readonly fault: string | null;
}

const PREFIX = 'watched-account:';

/**
 * What follows from a look at some of the accounts: an incident for each that is behind. Nothing is concluded about one that was
 * not looked at, and one that the configuration has no longer is let go. Pure.
 * @param names all accounts of the configuration
 */
export function accountFindings(
  seen: readonly AccountSeen[],
  names: readonly string[],
  incidents: readonly Pick<Incident, 'key'>[],
): Findings {
  const known = new Set(incidents.map(({ key }) => key));
  const there = new Set(names.map(keyOf));
  return {
    sightings: seen.flatMap((one) => sightingOf(one, known)),
    gone: new Set(),
    unwatched: new Set([...known].filter((key) => !there.has(key))),
    totals: { relays: 0, bySource: new Map(), byDestination: new Map() },
  };
}

/** Names of the accounts that have an incident. */
export function accountsBehind(incidents: readonly Pick<Incident, 'key' | 'name' | 'phase'>[]): string[] {
  return incidents.filter(({ key, phase }) => key.startsWith(PREFIX) && phase !== 'quiet').map(({ name }) => name);
}

function sightingOf({ name, fault }: AccountSeen, known: ReadonlySet<string>): Sighting[] {
  const key = keyOf(name);
  if (fault !== null) return [bareSighting(key, name, { kind: 'accounts-behind', severity: 'warning', reason: fault })];
  return known.has(key) ? [bareSighting(key, name, HEALTHY)] : [];
}

function keyOf(name: string): string {
  return `${PREFIX}${name}`;
}
