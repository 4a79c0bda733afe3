import type { UtcDateTime } from '../base/time.ts';
import { type Addressed, type Routing, recipientsOf } from './addressing.ts';
import { regionsOf } from './cause.ts';
import { type Incident, isActive } from './incident.ts';
import { secondsFrom } from './instants.ts';
import type { Match } from './matching.ts';
import { type ActiveMute, mutedBy } from './mutes.ts';
import { nameKey } from './name-key.ts';
import { ownMessage } from './own-message.ts';

/** What a mute held back so far. Plain data: it is kept in the state. */
export interface MuteLedger {
  readonly id: string;
  readonly kind: ActiveMute['kind'];
  readonly name: string;
  readonly since: string;
  /** What it mutes, null for everything, by which it is recognised under another name. Absent in older states. */
  readonly match?: Match | null;
  /** Keys of the incidents that it held back. */
  readonly held: readonly string[];
}

/**
 * The ledgers of the mutes that are active now, and those of mutes that are over, with the faults that no mute holds any longer.
 * A fault is in one ledger at a time, that of the mute that holds it longest, so that it is reported once. When a mute is gone
 * while another holds the same faults (a window was renamed, or two overlap), the other one reports them. Pure.
 */
export function keepLedgers(
  before: readonly MuteLedger[],
  mutes: readonly ActiveMute[],
  incidents: readonly Incident[],
): { readonly ledgers: readonly MuteLedger[]; readonly over: readonly MuteLedger[] } {
  const waiting = incidents.filter((one) => isActive(one) && one.causeKey === null);
  const holders = new Map(waiting.flatMap((one) => holderOf(one, mutes)));
  const active = new Set(mutes.map(({ id }) => id));
  const open = new Set(incidents.filter(isActive).map(({ key }) => key));
  const inherited = new Map<string, string[]>();
  const over: MuteLedger[] = [];
  for (const ledger of before.filter(({ id }) => !active.has(id))) {
    const released = ledger.held.filter((key) => !holders.has(key));
    const heir = released.some((key) => open.has(key)) ? null : heirOf(ledger, before, mutes, holders);
    if (heir !== null) inherited.set(heir, [...(inherited.get(heir) ?? []), ...released]);
    else if (released.length > 0) over.push({ ...ledger, held: released });
  }
  const ledgers = mutes.map(({ id, kind, name, since, match }): MuteLedger => {
    const earlier = before.find((one) => one.id === id)?.held.filter((key) => (holders.get(key) ?? id) === id) ?? [];
    const holds = [...holders].filter(([, holder]) => holder === id).map(([key]) => key);
    return { id, kind, name, since, match, held: [...new Set([...earlier, ...(inherited.get(id) ?? []), ...holds])] };
  });
  return { ledgers, over };
}

function holderOf(incident: Incident, mutes: readonly ActiveMute[]): [string, string][] {
  const mute = mutedBy(incident, mutes);
  return mute ? [[incident.key, mute.id]] : [];
}

/** The mute that takes over from this one: it holds what is still faulty, or has replaced it with the same match. */
function heirOf(
  { held, match }: MuteLedger,
  before: readonly MuteLedger[],
  mutes: readonly ActiveMute[],
  holders: ReadonlyMap<string, string>,
): string | null {
  const taken = held.find((key) => holders.has(key));
  if (taken !== undefined) return holders.get(taken) ?? null;
  if (match === undefined) return null;
  const fresh = mutes.filter(({ id }) => !before.some((one) => one.id === id));
  return fresh.find((mute) => JSON.stringify(mute.match) === JSON.stringify(match))?.id ?? null;
}

/** The report on a mute that ended: what it held back, and how much of that is still open. */
export function muteEnded(
  { id, kind, name, since, held }: MuteLedger,
  incidents: readonly Incident[],
  routing: Routing,
  now: UtcDateTime,
): Addressed {
  const keys = new Set(held);
  const open = incidents.filter((one) => isActive(one) && keys.has(one.key));
  const dedupKey = nameKey(`mute-${kind}_`, id.slice(kind.length + 1));
  const notification = ownMessage({
    id: `${dedupKey}-${now.toMillis()}`,
    dedupKey,
    kind: 'mute-ended',
    why: 'mute-over',
    severity: open.length > 0 ? 'warning' : 'info',
    at: now.toISO(),
    since,
    verdict: open[0]?.verdict ?? 'healthy',
    scope: { by: 'mute', value: name },
    regions: regionsOf(open),
    affected: open.length,
    total: held.length,
    durationSeconds: Math.max(0, Math.round(secondsFrom(since, now))),
    note: `${held.length} faults were muted; ${open.length} of them are still open`,
  });
  return { notification, to: recipientsOf(notification, open, routing) };
}
