import { DateTime } from 'luxon';
import type { UtcDateTime } from '../base/time.ts';
import { type Recurring, timesUntil } from './cron.ts';
import { type Match, type Matchable, matches } from './matching.ts';

/** Recurring hours: from each time that a cron expression names, in a time zone, for a number of minutes. */
export interface Hours extends Recurring {
  /** Elapsed minutes, so that a clock change makes a window neither longer nor shorter. */
  readonly durationMinutes: number;
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
  const [since] = timesUntil(hours, now, 1);
  if (!since) return null;
  const until = since.plus({ minutes: hours.durationMinutes });
  return now < until ? { since, until } : null;
}
