import { parseUtc, type UtcDateTime } from '../base/time.ts';
import type { VerdictKind } from './judge.ts';
import type { CauseScope, Notification } from './notification.ts';
import { type Outbox, TOLD_ONCE } from './outbox.ts';
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
  /** What began; absent of an end, and in what an older relaywatch wrote. */
  readonly begun?: Begun | undefined;
  /** No state that was saved has it. Times alone do not show that: a clock may have been wrong. */
  readonly unsaved?: boolean | undefined;
  /** It was about to be sent when this was written: the channel may have accepted it. */
  readonly maybe?: boolean | undefined;
}

/** What a cause is by the message that began it, besides its key. */
export interface Begun {
  readonly scope: CauseScope;
  readonly verdict: VerdictKind;
  readonly reason: string;
  /** ISO 8601, UTC: since when its first relay is faulty. */
  readonly since: string;
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
const ONCE: ReadonlySet<string> = TOLD_ONCE;
/** Clocks may differ by this much without it meaning anything. */
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * What was told lately, for the sweep that finds the state broken, or what is in it out of date. Trusted for little: it
 * can keep a message from being repeated within the hour, and shows whom an end is owed that no state knows of. It never
 * makes anybody believe that a relay is well.
 */
export class ToldBook {
  /**
   * Until when what was told is known to a state that is saved in this sweep, before it tells: all that others told before it,
   * and all that is in here. Not what this sweep tells, should nobody live to save more.
   */
  readonly takenInUntil: string;
  readonly #now: UtcDateTime;
  /** What the state does not know, oldest first, whatever the clock said. */
  readonly #unknownToState: readonly ToldEntry[];
  /** Of these, what channels accepted after the state was saved, by channel and cause; without what they accepted since, in this sweep. */
  readonly #toldSince: Map<string, ToldEntry>;
  readonly #wasBroken: boolean;
  #entries: readonly ToldEntry[];
  /** What this sweep was about to send, by channel and cause. */
  readonly #tried = new Set<string>();
  #isChanged = false;

  /** @param knownUntil the state knows what was told until then: a time (ISO 8601, UTC), or NOTHING_KNOWN or ALL_KNOWN */
  constructor({ broken, told }: KeptBook, knownUntil: string, now: UtcDateTime) {
    this.#now = now;
    this.#wasBroken = broken;
    this.#entries = told.filter((one) => isKept(one, now));
    const untilNow = now.minus({ milliseconds: 1 }).toISO();
    this.takenInUntil = this.#entries
      .filter(({ at }) => hoursAgo(at, now) <= KEPT_HOURS)
      .reduce((latest, { at }) => (at > latest ? at : latest), untilNow);
    const isUnknown = ({ unsaved, at }: ToldEntry) => knownUntil !== ALL_KNOWN && (unsaved || at > knownUntil);
    this.#unknownToState = this.#entries.filter(isUnknown);
    const since = this.#withoutOutdated(this.#unknownToState)
      .filter(({ maybe, at }) => !maybe && at > knownUntil)
      .sort(byTime);
    this.#toldSince = new Map(since.map((one) => [placeOf(one.channel, one.key), one]));
  }

  /** What was told and the state does not know. */
  get unknownToState(): readonly ToldEntry[] {
    return this.#unknownToState;
  }

  /** What has an end that was not told, or may have: the state does not know to whom it is owed. */
  get owed(): readonly ToldEntry[] {
    return this.#unknownToState.filter(({ kind }) => beginsSomething(kind));
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
    const last = this.#toldSince.get(placeOf(channel, dedupKey));
    if (last?.kind === 'report') return last.at;
    if (!last || kind === 'update' || hoursAgo(last.at, this.#now) > LATELY_HOURS) return null;
    if (kind === 'resolved' || last.kind === 'resolved') return kind === last.kind ? last.at : null;
    const isGraver = severityRank(severity) > severityRank(last.severity);
    const hasSpread = regions.some((region) => !last.regions.includes(region));
    return isGraver || hasSpread || hasGrown(last.affected, affected, DEFAULT_POLICY) ? null : last.at;
  }

  /** Causes whose end was the last that was told of them, whatever the state says. */
  endedKeys(): ReadonlySet<string> {
    const last = new Map(this.#withoutOutdated(this.#unknownToState).map((one) => [one.key, one.kind]));
    return new Set([...last].filter(([, kind]) => kind === 'resolved').map(([key]) => key));
  }

  /** Notes that a channel accepted a message. */
  note(channel: string, notification: Notification, at: UtcDateTime): void {
    if (notification.kind === 'update') return;
    this.#isChanged = true;
    const { dedupKey: key } = notification;
    this.#toldSince.delete(placeOf(channel, key));
    const others = this.#entries.filter((one) => one.channel !== channel || one.key !== key);
    this.#entries = [...others, entryOf(channel, notification, at)].slice(-MOST_KEPT);
  }

  /** Notes what is about to be sent and no state has: whoever dies now leaves the next sweep an end to tell. */
  noteAhead({ pending }: Outbox): void {
    // what the state knows of may be over since
    const owed = [...this.#unknownToState, ...this.#entries.filter(({ unsaved }) => unsaved)];
    const begun = new Set(owed.flatMap((one) => (beginsSomething(one.kind) ? [placeOf(one.channel, one.key)] : [])));
    const begins = pending.filter(({ maybeHeard, notification: { kind } }) => maybeHeard && beginsSomething(kind));
    for (const { channel, notification } of begins) this.#tried.add(placeOf(channel, notification.dedupKey));
    const ahead = begins
      .filter(({ channel, notification: { dedupKey } }) => !begun.has(placeOf(channel, dedupKey)))
      .map(({ channel, notification }) => ({ ...entryOf(channel, notification, this.#now), maybe: true }));
    this.#entries = [...this.#entries, ...ahead].slice(-MOST_KEPT);
  }

  /**
   * Forgets what this sweep was about to send and did not, or was refused: this is what still waits. What another one was about
   * to send it knows nothing of, and may have been heard.
   */
  settle({ pending }: Outbox): void {
    const waiting = pending.filter(({ maybeHeard }) => maybeHeard);
    const mayBeHeard = new Set(waiting.map((one) => placeOf(one.channel, one.notification.dedupKey)));
    const isUnheard = (place: string) => this.#tried.has(place) && !mayBeHeard.has(place);
    this.#entries = this.#entries.filter(({ maybe, channel, key }) => !maybe || !isUnheard(placeOf(channel, key)));
  }

  /** A state was saved that has all of this. */
  saved(): void {
    this.#isChanged ||= this.#entries.some(({ unsaved }) => unsaved);
    this.#entries = this.#withoutOutdated(this.#entries).flatMap(({ unsaved: _, maybe, ...one }) =>
      maybe ? [] : [one],
    );
  }

  /** Without what was told before something that may have been told since. Times do not show that: a clock may have been wrong. */
  #withoutOutdated(entries: readonly ToldEntry[]): readonly ToldEntry[] {
    const begun = new Set(this.#entries.flatMap((one) => (one.maybe ? [placeOf(one.channel, one.key)] : [])));
    return entries.filter(({ maybe, channel, key }) => maybe || !begun.has(placeOf(channel, key)));
  }

  /** What the next sweep needs of it. @param broken whether the state is broken in this one */
  kept(broken: boolean): KeptBook {
    return { broken, told: this.#entries };
  }
}

/** Whether what was told is still believed, and need not be told again. */
export function isToldLately({ maybe, at }: ToldEntry, now: UtcDateTime): boolean {
  return !maybe && hoursAgo(at, now) <= LATELY_HOURS;
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

/** A day, by whichever clock: of what lies ahead only the end that is owed counts. */
function isKept({ at }: ToldEntry, now: UtcDateTime): boolean {
  const time = parseUtc(at);
  return time !== null && Math.abs(now.diff(time).as('hours')) <= KEPT_HOURS;
}

/** Whether what such a message is about has an end. */
export function beginsSomething(kind: string): boolean {
  return kind !== 'resolved' && kind !== 'update' && !ONCE.has(kind);
}

function entryOf(
  channel: string,
  { dedupKey: key, kind, severity, affected, regions, scope, verdict, reason, since }: Notification,
  at: UtcDateTime,
): ToldEntry {
  const told = { channel, key, kind, severity, affected, regions: [...regions], at: at.toISO(), unsaved: true };
  return beginsSomething(kind) ? { ...told, begun: { scope, verdict, reason, since } } : told;
}

/** Tells apart what channels were told of causes. */
export function placeOf(channel: string, key: string): string {
  return `${channel}\n${key}`;
}
