import type { UtcDateTime } from '../base/time.ts';
import { type Cause, causeKey } from './cause.ts';
import { causeMessage } from './cause-message.ts';
import { onCause } from './decision.ts';
import { endingsOf, NO_ENDINGS, sumEndings } from './endings.ts';
import { familyOf, groupBy, isInScope } from './grouping.ts';
import { type Incident, isActive } from './incident.ts';
import type { Advanced } from './incidents.ts';
import type { ToldSeverity } from './severity.ts';
import type { TellContext, Told } from './tell-cause.ts';
import { isToldLately, type ToldEntry } from './told-book.ts';
import type { WatchState } from './watch-state.ts';

/*
 * A sweep that cannot read the state tells of relays by causes of its own: it finds all that is stopped at once, and so
 * may see an account where earlier sweeps saw hosts, one after the other. When the state is back, it knows the relays by
 * its older causes. Then on-call has both, and both must end: an adopted cause says nothing of its own, and is over when
 * all relays that it may have been told for are.
 */

/** The causes that these messages began. What is no cause of relays has a key of another form, and is left out. Pure. */
export function begunCauses(owed: readonly ToldEntry[], now: UtcDateTime): Cause[] {
  return [...groupBy(owed, ({ key }) => key).values()].flatMap((entries) => {
    const [first] = entries;
    return first ? causeOf(first, entries, now) : [];
  });
}

function causeOf(
  { key, begun, severity, affected, regions, at }: ToldEntry,
  entries: readonly ToldEntry[],
  now: UtcDateTime,
): Cause[] {
  if (!begun) return [];
  const { scope, verdict, reason, since } = begun;
  const family = familyOf({ verdict });
  const flapping = [false, true].find((flaps) => causeKey(scope, family, flaps) === key);
  if (flapping === undefined) return [];
  const told = { toldAt: at, toldAffected: affected, toldRegions: regions, timeline: [], endings: NO_ENDINGS };
  const toldTo = entries.flatMap((one) => (isToldLately(one, now) ? [one.channel] : []));
  const gravity = severity === 'none' ? 'info' : (severity satisfies ToldSeverity);
  return [{ key, scope, family, flapping, since, severity: gravity, verdict, reason, most: affected, toldTo, ...told }];
}

/** What is remembered, with the causes that it lacks. @param channels names of today's @returns null when nothing is remembered or begun. Pure. */
export function adopting(
  before: WatchState | null,
  begun: readonly Cause[],
  channels: readonly string[],
  now: UtcDateTime,
): WatchState | null {
  const known = new Set(before?.causes.map(({ key }) => key));
  const adopted = begun.filter(({ key }) => !known.has(key)).map((cause) => ({ ...cause, adoptedAt: null }));
  if (adopted.length === 0) return before;
  const nothing = { asOf: now.toISO(), incidents: [], causes: [], silences: [], mutes: [], channels };
  const state = before ?? nothing;
  return { ...state, causes: [...state.causes, ...adopted] };
}

/** From the first sweep on that saw every relay, the relays that adopted causes may have been told for are known. */
export function settled(causes: readonly Cause[], now: UtcDateTime): Cause[] {
  return causes.map((cause) => (cause.adoptedAt === null ? { ...cause, adoptedAt: now.toISO() } : cause));
}

/** Whether an adopted cause may have been told for this relay, whichever cause tells of it now. */
export function isToldFor(incident: Incident, cause: Cause): boolean {
  const { adoptedAt } = cause;
  if (adoptedAt === undefined || (adoptedAt !== null && incident.since > adoptedAt)) return false;
  return isInScope(incident, cause);
}

/**
 * An adopted cause without relays of its own goes on in silence while others tell of its relays, or while some may not
 * have been seen. @returns null when it is over. Pure.
 */
export function heldOpen(
  before: Cause,
  incidents: readonly Incident[],
  ended: Advanced['ended'],
  context: TellContext,
): Told | null {
  const relays = incidents.filter((one) => isActive(one) && isToldFor(one, before));
  if (before.adoptedAt === undefined || (relays.length === 0 && context.conclusive)) return null;
  const cause = { ...before, endings: sumEndings(before.endings, endingsOf(ended)) };
  return {
    cause,
    messages: [{ notification: causeMessage('update', 'nothing-new', cause, relays, context), to: [] }],
    decisions: [onCause(cause.key, 'unchanged', 'update')],
  };
}
