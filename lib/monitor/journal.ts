import type { UtcDateTime } from '../base/time.ts';
import type { Cause } from './cause.ts';
import type { Decision } from './decision.ts';
import { type Incident, isActive } from './incident.ts';
import {
  type AnswerEntry,
  type CauseEntry,
  type DecisionEntry,
  type IncidentEntry,
  incidentEntry,
  type JournalEntry,
  type JournalFact,
  type SightedEntry,
  type SweepEntry,
} from './journal-entry.ts';
import type { SweepFacts } from './metric-points.ts';
import type { Watched } from './watch.ts';
import type { WatchState } from './watch-state.ts';

interface Changed {
  /** Null when nothing was known. */
  readonly before: WatchState | null;
  readonly watched: Watched;
  readonly answers: readonly AnswerEntry[];
}

export interface Happened extends Changed {
  readonly facts: Pick<SweepFacts, 'complete' | 'exact' | 'overlooked' | 'durationMs'>;
  readonly relays: number;
  /** Relays that were seen otherwise than before. */
  readonly sighted: readonly SightedEntry[];
  /** What was known was lost. */
  readonly degraded: boolean;
}

/**
 * What a sweep adds to the journal: nothing where nothing changed since the one before, but for one entry an hour that
 * shows that relaywatch looked, and one for every sweep that was not complete. The gravest first, since there may not be
 * room for all. Pure.
 */
export function journalOf(happened: Happened, now: UtcDateTime): JournalEntry[] {
  const changed = [...factsOf(happened), ...happened.sighted];
  const sweep = sweepEntry(happened);
  const isDue = changed.length > 0 || !sweep.complete || isFirstOfHour(happened.before, now);
  return isDue ? [sweep, ...changed].map((fact) => ({ at: now.toISO(), ...fact })) : [];
}

/** What a look at single relays adds to the journal. Pure. */
export function changesOf(happened: Changed, now: UtcDateTime): JournalEntry[] {
  return factsOf(happened).map((fact) => ({ at: now.toISO(), ...fact }));
}

function factsOf({ before, watched, answers }: Changed): JournalFact[] {
  const incidents = incidentChanges(before?.incidents ?? [], watched);
  const causes = causeChanges(before?.causes ?? [], watched.state);
  const touched = new Set([...incidents.map(({ key }) => key), ...causes.map(({ key }) => key)]);
  const decisions = watched.decisions.filter((one) => isWorthNoting(one, touched)).map(decisionEntry);
  return [...causes, ...answers, ...decisions, ...incidents];
}

function incidentChanges(before: readonly Incident[], { state, ended }: Watched): IncidentEntry[] {
  const known = new Map(before.map((one) => [one.key, one]));
  const over = new Set(ended.map(({ incident }) => incident.key));
  return [
    ...ended.map(({ incident, ending }) => incidentEntry(ending, incident)),
    ...state.incidents.flatMap((one) => {
      const event = over.has(one.key) ? null : eventOf(known.get(one.key), one);
      return event === null ? [] : [incidentEntry(event, one)];
    }),
  ];
}

function eventOf(before: Incident | undefined, now: Incident): IncidentEntry['event'] | null {
  if (now.phase === 'quiet') return null;
  if (before === undefined || before.phase === 'quiet') return isActive(now) ? openingOf(now) : 'seen';
  if (before.phase !== now.phase) return isActive(now) ? openingOf(now) : 'changed';
  const isSame =
    before.verdict === now.verdict &&
    before.reason === now.reason &&
    before.severity === now.severity &&
    before.causeKey === now.causeKey &&
    // one that flaps goes up and down all day: what it lost is in the entry of its end
    (before.down === now.down || now.phase === 'flapping');
  return isSame ? null : 'changed';
}

function openingOf({ phase }: Incident): 'opened' | 'flapping' {
  return phase === 'flapping' ? 'flapping' : 'opened';
}

function causeChanges(before: readonly Cause[], { causes, incidents }: WatchState): CauseEntry[] {
  const known = new Map(before.map((one) => [one.key, one]));
  const still = new Set(causes.map(({ key }) => key));
  const members = new Map<string, number>();
  for (const one of incidents) {
    if (one.causeKey !== null && isActive(one)) members.set(one.causeKey, (members.get(one.causeKey) ?? 0) + 1);
  }
  return [
    ...causes.flatMap((cause) => {
      const earlier = known.get(cause.key);
      const event = earlier === undefined ? 'began' : isAsBefore(earlier, cause) ? null : 'changed';
      return event === null ? [] : [causeEntry(event, cause, members.get(cause.key) ?? 0)];
    }),
    ...before.filter(({ key }) => !still.has(key)).map((cause) => causeEntry('over', cause, 0)),
  ];
}

function isAsBefore(before: Cause, now: Cause): boolean {
  return (
    before.severity === now.severity &&
    before.verdict === now.verdict &&
    before.reason === now.reason &&
    before.toldAt === now.toldAt &&
    before.timeline.length === now.timeline.length
  );
}

export function causeEntry(
  event: CauseEntry['event'],
  { key, scope, verdict, reason, severity, since }: Cause,
  affected: number,
): CauseEntry {
  return { kind: 'cause', event, key, scope, verdict, reason, severity, since, affected };
}

/** What is decided anew in every sweep is noted when its subject changed, or something was told. */
function isWorthNoting({ causeKey, incidentKey, kind }: Decision, touched: ReadonlySet<string>): boolean {
  if (kind !== null && kind !== 'update') return true;
  return touched.has(incidentKey ?? causeKey ?? '');
}

function decisionEntry({ causeKey, incidentKey, reason, kind }: Decision): DecisionEntry {
  return { kind: 'decision', causeKey, incidentKey, reason, message: kind };
}

function sweepEntry({ before, watched, facts, relays, degraded }: Happened): SweepEntry {
  const { complete, exact, overlooked, durationMs } = facts;
  const open = watched.state.incidents.filter(isActive).length;
  const known = { before: before?.asOf ?? null, ...(degraded ? { degraded } : {}) };
  return { kind: 'sweep', complete, exact, overlooked, relays, open, durationMs, ...known };
}

function isFirstOfHour(before: WatchState | null, now: UtcDateTime): boolean {
  return before === null || before.asOf.slice(0, 13) !== now.toISO().slice(0, 13);
}
