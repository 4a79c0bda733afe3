import type { CountedSighting, SightedEntry } from '../../monitor/journal-entry.ts';
import { relayKeyOf } from '../../monitor/sightings.ts';
import type { Seen } from './seen.ts';

/** What ends a fault, whatever the policy. */
const WELL: ReadonlySet<SightedEntry['as']> = new Set(['running', 'healthy', 'gone']);

/**
 * Relays that the journal only counts. Nobody knows which they are, so of those on one way (region, source, destination) one is
 * as good as another: what counts is how many of them are faulty, and since when.
 */
export class Crowd {
  readonly #seen: Map<string, Seen>;
  /** Those that have no name yet, by their way. */
  readonly #nameless = new Map<string, Set<string>>();
  /** What a relay that was named later is called here. */
  readonly #names = new Map<string, string>();
  /** Those that were well by count since, as they were before. */
  readonly #turned = new Map<string, Seen>();
  #made = 0;

  /** @param seen all relays that are followed, by key; the crowd is among them */
  constructor(seen: Map<string, Seen>) {
    this.#seen = seen;
  }

  /**
   * The relay as it is followed here: it may be one that was only counted before. Only changes are noted, so when it is known to
   * be as it is now, its change in between was counted, and taken for that of another one on its way, which follows.
   */
  known(seen: Seen): Seen[] {
    const here = this.#called(seen);
    const before = this.#seen.get(here.key);
    this.#turned.delete(here.key);
    // what was never faulty is not noted as well
    const wasCounted = before ? isSame(before, here) : WELL.has(here.as);
    return wasCounted ? [here, ...this.#insteadOf(here)] : [here];
  }

  #called(seen: Seen): Seen {
    const called = this.#names.get(seen.key) ?? this.#namelessFor(seen);
    if (called === null) return seen;
    this.#names.set(seen.key, called);
    const { region, taskId, name, source, destination } = this.#seen.get(called) ?? seen;
    return { ...seen, key: called, ...(seen.region === '' ? { region, taskId, name, source, destination } : {}) };
  }

  /** Relays that were seen so, by count. @returns each of them as it is now */
  take(entry: CountedSighting): Seen[] {
    return entry.counts.flatMap(([source, destination, count]) => {
      const place = { source: entry.places[source]?.[0] ?? '', destination: entry.places[destination]?.[0] ?? '' };
      const changed = this.#others(entry, place).slice(0, count);
      const { as, reason } = entry;
      if (WELL.has(as)) for (const one of changed) this.#turned.set(one.key, one);
      const before = changed.map((one): Seen => ({ ...one, as, reason }));
      return WELL.has(as) ? before : [...before, ...this.#more(entry, place, count - changed.length)];
    });
  }

  /** The one that was taken for this relay, as it really was. */
  #insteadOf(here: Seen): Seen[] {
    const isOnWay = (one: Seen) => one.key !== here.key && wayOf(one) === wayOf(here);
    if (!WELL.has(here.as)) {
      const other = [...this.#turned.values()].find(isOnWay);
      if (other) this.#turned.delete(other.key);
      return other ? [other] : [];
    }
    if (this.#made === 0) return [];
    const faulty = [...this.#seen.values()].find((one) => isOnWay(one) && !WELL.has(one.as));
    return faulty ? [{ ...faulty, as: here.as, reason: here.reason }] : [];
  }

  /** Faulty relays on this way that were seen as something else so far, the nameless first. */
  #others(
    { region, as, reason }: CountedSighting,
    { source, destination }: Pick<Seen, 'source' | 'destination'>,
  ): Seen[] {
    const isHere = (one: Seen) =>
      region === '' || (one.region === region && one.source === source && one.destination === destination);
    const isOther = (one: Seen) => !WELL.has(one.as) && (one.as !== as || one.reason !== reason);
    const found = [...this.#seen.values()].filter((one) => isHere(one) && isOther(one));
    const isNameless = (one: Seen) => this.#nameless.get(wayOf(one))?.has(one.key) === true;
    return [...found.filter(isNameless), ...found.filter((one) => !isNameless(one))];
  }

  #more(entry: CountedSighting, place: Pick<Seen, 'source' | 'destination'>, count: number): Seen[] {
    const { as, reason, severity, region, standing, unlisted } = entry;
    return Array.from({ length: count }, () => {
      this.#made += 1;
      const taskId = `left-out-${this.#made}`;
      const key = relayKeyOf(region, taskId);
      const times = { startMs: null, endMs: null, retrySeconds: null };
      const marks = { ...(standing ? { standing } : {}), ...(unlisted ? { unlisted } : {}) };
      const one: Seen = { key, region, taskId, name: '', ...place, ...times, as, reason, ...marks };
      const way = this.#nameless.get(wayOf(one)) ?? new Set();
      this.#nameless.set(wayOf(one), way.add(key));
      return severity === undefined ? one : { ...one, severity };
    });
  }

  /** One without a name that this relay must, or may well, have been; null when it was named before, or there is none. */
  #namelessFor(seen: Seen): string | null {
    if (this.#made === 0 || this.#seen.has(seen.key)) return null;
    const way = seen.region === '' ? this.#wayIn(seen.key) : wayOf(seen);
    const keys = this.#nameless.get(way) ?? new Set<string>();
    for (const key of keys) {
      const one = this.#seen.get(key);
      if (!one || WELL.has(one.as) || (one.as === seen.as && one.reason === seen.reason)) continue;
      keys.delete(key);
      return key;
    }
    return null;
  }

  /** Any way of the region of a relay of which no more than its key is known. */
  #wayIn(key: string): string {
    const start = `${key.slice(0, key.indexOf('/'))}\n`;
    return [...this.#nameless].find(([way, keys]) => way.startsWith(start) && keys.size > 0)?.[0] ?? '';
  }
}

function isSame(a: Seen, b: Seen): boolean {
  return a.as === b.as && a.reason === b.reason && a.standing === b.standing && a.unlisted === b.unlisted;
}

function wayOf({ region, source, destination }: Pick<Seen, 'region' | 'source' | 'destination'>): string {
  return `${region}\n${source}\n${destination}`;
}
