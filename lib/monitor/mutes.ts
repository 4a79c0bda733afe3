import { Cron } from 'croner';
import { DateTime, IANAZone } from 'luxon';
import type { UtcDateTime } from '../base/time.ts';
import { type Match, type Matchable, matches } from './matching.ts';

/** Recurring hours: from each time that a cron expression names, in a time zone, for a number of minutes. */
export interface Hours {
  /** Minute, hour, day, month, weekday. */
  readonly cron: string;
  /** Elapsed minutes, so that a clock change makes a window neither longer nor shorter. */
  readonly durationMinutes: number;
  /** An IANA name, such as Europe/Berlin. */
  readonly timeZone: string;
}

/** Maintenance: while it lasts, messages about what it matches are held back; without `match`, all of them. */
export interface MaintenanceWindow extends Hours {
  readonly name: string;
  readonly match?: Match | undefined;
}

/** A one-off mute that a person asked for. */
export interface Silence {
  readonly id: string;
  readonly comment: string;
  /** ISO 8601. It holds at once, even if the clock that wrote this was ahead. */
  readonly createdAt: string;
  /** ISO 8601; or `recovered`: until everything that it matches has recovered, which the caller has to determine. */
  readonly until: string | 'recovered';
  readonly match: Match;
  /** Who made it. */
  readonly by?: string;
}

/** Something that must run, always or at its hours. */
export interface Expectation {
  /** Its label in messages. */
  readonly name: string;
  readonly match: Match;
  /** How many relays that match have to run. */
  readonly atLeast: number;
  readonly hours?: Hours | undefined;
}

/** What holds messages back now. */
export interface ActiveMute {
  /** `window/` and the window's name, the same each time it recurs; or `silence/` and the silence's id. */
  readonly id: string;
  readonly kind: 'window' | 'silence';
  /** The window's name, or the silence's comment. */
  readonly name: string;
  /** ISO 8601, UTC. Of a window that recurs before it is over, the latest start. */
  readonly since: string;
  /** ISO 8601, UTC; null for a silence until recovery. */
  readonly until: string | null;
  /** Null: everything. */
  readonly match: Match | null;
}

/**
 * The mutes that are active at `now`, the one that lasts longest first. Windows and silences include their start and exclude
 * their end. A silence whose end cannot be read is not active: better one page too many.
 */
export function activeMutes(
  windows: readonly MaintenanceWindow[],
  silences: readonly Silence[],
  now: UtcDateTime,
): ActiveMute[] {
  const active = [
    ...windows.flatMap((window) => activeWindow(window, now) ?? []),
    ...silences.flatMap((silence) => activeSilence(silence, now) ?? []),
  ];
  return active.sort((a, b) => endMs(b) - endMs(a));
}

/** What mutes a subject: of several, the one that holds longest. Null when it is not muted. */
export function mutedBy(subject: Matchable, active: readonly ActiveMute[]): ActiveMute | null {
  return active.find(({ match }) => match === null || matches(subject, match)) ?? null;
}

/** The expectations that hold at `now`: those without hours, and those within theirs. */
export function expectationsDue<T extends Pick<Expectation, 'hours'>>(
  expectations: readonly T[],
  now: UtcDateTime,
): T[] {
  return expectations.filter(({ hours }) => !hours || occurrence(hours, now) !== null);
}

function activeWindow(window: MaintenanceWindow, now: UtcDateTime): ActiveMute | null {
  const times = occurrence(window, now);
  if (!times) return null;
  const { name, match = null } = window;
  return { id: `window/${name}`, kind: 'window', name, since: times.since.toISO(), until: times.until.toISO(), match };
}

function activeSilence({ id, comment, createdAt, until, match }: Silence, now: UtcDateTime): ActiveMute | null {
  const silence = { id: `silence/${id}`, kind: 'silence', name: comment, since: createdAt, match } as const;
  if (until === 'recovered') return { ...silence, until: null };
  const end = DateTime.fromISO(until, { zone: 'utc' });
  return end.isValid && now < end ? { ...silence, until: end.toISO() } : null;
}

function endMs({ until }: ActiveMute): number {
  return until === null ? Number.POSITIVE_INFINITY : DateTime.fromISO(until).toMillis();
}

/** The occurrence that contains `now`, the latest one if they overlap; null if none does. */
function occurrence(
  hours: Hours,
  now: UtcDateTime,
): { readonly since: UtcDateTime; readonly until: UtcDateTime } | null {
  // only times before the reference are found, and `now` itself may be one
  const [came] = cronOf(hours.cron, hours.timeZone).previousRuns(1, new Date(now.toMillis() + 1));
  if (!came) return null;
  const since = DateTime.fromMillis(came.getTime(), { zone: 'utc' }) as UtcDateTime;
  const until = since.plus({ minutes: hours.durationMinutes });
  return now < until ? { since, until } : null;
}

/**
 * Named times (`30 2 * * *`) come once a day that the clocks change: at the first of two 02:30, and when there is none, at
 * the change. Repeated ones (`0,30 * * * *`) go by elapsed time. @throws Error when either cannot be read
 */
function cronOf(cron: string, timezone: string): Cron {
  return new Cron(cron, { mode: '5-part', timezone, fixedTimeRule: 'no-wildcard' });
}

/** Where the search for the first time starts; any instant will do. */
const LONG_AGO = new Date(0);

/** Whether a text is a cron expression of five fields, or a nickname such as @daily, that ever occurs (a 31st of June does not). */
export function isCron(text: string): boolean {
  // croner takes a text with a colon for a date
  if (text.includes(':')) return false;
  try {
    return cronOf(text, 'UTC').nextRun(LONG_AGO) !== null;
  } catch {
    return false;
  }
}

/** Whether a text is the IANA name of a time zone that this machine knows. An offset is not one: it knows no summer time. */
export function isTimeZone(text: string): boolean {
  return /^[A-Za-z]/.test(text) && IANAZone.isValidZone(text);
}
