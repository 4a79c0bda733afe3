import { parseUtc, type UtcDateTime } from '../base/time.ts';
import type { Notification } from './notification.ts';
import { DEFAULT_POLICY, hasGrown } from './policy.ts';
import { type Severity, severityRank } from './severity.ts';

/** The last that one channel accepted about one cause. */
export interface ToldEntry {
  readonly channel: string;
  /** The dedup key of the cause. */
  readonly key: string;
  /** Of the message; another version may know kinds that this one does not. */
  readonly kind: string;
  readonly severity: Severity;
  readonly affected: number;
  readonly regions: readonly string[];
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What is kept from one sweep to the next. Plain data. */
export interface KeptBook {
  /** Whether the state was broken in the sweep that wrote it. */
  readonly broken: boolean;
  readonly told: readonly ToldEntry[];
}

/** Before and after every time. */
export const NOTHING_KNOWN = '';
export const ALL_KNOWN = '~';
/** What was told this recently is not told again. */
const LATELY_HOURS = 1;
const KEPT_HOURS = 24;
/** More would no longer be the memory of a few sweeps; what is left out is told again. */
const MOST_KEPT = 1_000;
/** Clocks may differ by this much without it meaning anything. */
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * What was told lately, for the sweep that finds the state broken, or what is in it out of date. Trusted for nothing but
 * that: it can keep a message from being repeated within the hour, and never makes anybody believe that a relay is well.
 */
export class ToldBook {
  /**
   * Until when what was told is known to a state that is saved in this sweep, before it tells: all that others told before it,
   * and all that is in here. Not what this sweep tells, should nobody live to save more.
   */
  readonly takenInUntil: string;
  readonly #now: UtcDateTime;
  /** The newest of each channel and cause that the state does not know. */
  readonly #unknownToState: ReadonlyMap<string, ToldEntry>;
  readonly #wasBroken: boolean;
  readonly #knownUntil: string;
  #entries: readonly ToldEntry[];
  #isChanged = false;

  /** @param knownUntil the state knows what was told until then: a time (ISO 8601, UTC), or NOTHING_KNOWN or ALL_KNOWN */
  constructor({ broken, told }: KeptBook, knownUntil: string, now: UtcDateTime) {
    this.#now = now;
    this.#wasBroken = broken;
    this.#knownUntil = knownUntil;
    this.#entries = told.filter(({ at }) => hoursAgo(at, now) <= KEPT_HOURS);
    const untilNow = now.minus({ milliseconds: 1 }).toISO();
    this.takenInUntil = this.#entries.reduce((latest, { at }) => (at > latest ? at : latest), untilNow);
    const unknown = this.#entries.filter(({ at }) => at > knownUntil).sort(byTime);
    this.#unknownToState = new Map(unknown.map((one) => [placeOf(one.channel, one.key), one]));
  }

  /** What was told and the state does not know. */
  get unknownToState(): readonly ToldEntry[] {
    return [...this.#unknownToState.values()];
  }

  /** The last word on this key, of each channel; also what was told in the very moment in which the state was saved. */
  lastWords(key: string): readonly ToldEntry[] {
    return this.#entries.filter((one) => one.key === key && one.at >= this.#knownUntil);
  }

  /** Whether there is anything to write, where the state is broken or is not. */
  isNews(broken: boolean): boolean {
    return broken || this.#wasBroken || this.#isChanged;
  }

  /**
   * When the channel was told this within the hour, and nothing graver is to be told now; else null. A report is never news
   * again, so all that is kept of it counts.
   */
  toldAt(channel: string, { dedupKey, kind, severity, affected, regions }: Notification): string | null {
    const last = this.#unknownToState.get(placeOf(channel, dedupKey));
    if (last?.kind === 'report') return last.at;
    if (!last || kind === 'update' || hoursAgo(last.at, this.#now) > LATELY_HOURS) return null;
    if (kind === 'resolved' || last.kind === 'resolved') return kind === last.kind ? last.at : null;
    const isGraver = severityRank(severity) > severityRank(last.severity);
    const hasSpread = regions.some((region) => !last.regions.includes(region));
    return isGraver || hasSpread || hasGrown(last.affected, affected, DEFAULT_POLICY) ? null : last.at;
  }

  /** Causes whose end was the last that was told of them, whatever the state says. */
  endedKeys(): ReadonlySet<string> {
    const last = new Map([...this.#unknownToState.values()].sort(byTime).map((one) => [one.key, one.kind]));
    return new Set([...last].filter(([, kind]) => kind === 'resolved').map(([key]) => key));
  }

  /** Notes that a channel accepted a message. */
  note(channel: string, { dedupKey: key, kind, severity, affected, regions }: Notification, at: UtcDateTime): void {
    if (kind === 'update') return;
    this.#isChanged = true;
    const others = this.#entries.filter((one) => one.channel !== channel || one.key !== key);
    this.#entries = [
      ...others,
      { channel, key, kind, severity, affected, regions: [...regions], at: at.toISO() },
    ].slice(-MOST_KEPT);
  }

  /** What the next sweep needs of it. @param broken whether the state is broken in this one */
  kept(broken: boolean): KeptBook {
    return { broken, told: this.#entries };
  }
}

/** Infinity for what is no time, or lies ahead: it was written by a wrong clock, and is not believed. */
function hoursAgo(iso: string, now: UtcDateTime): number {
  const at = parseUtc(iso);
  const seconds = at === null ? Number.NaN : now.diff(at).as('seconds');
  return seconds >= -CLOCK_TOLERANCE_SECONDS ? seconds / 3_600 : Number.POSITIVE_INFINITY;
}

function byTime(a: ToldEntry, b: ToldEntry): number {
  return a.at < b.at ? -1 : 1;
}

function placeOf(channel: string, key: string): string {
  return `${channel}\n${key}`;
}
