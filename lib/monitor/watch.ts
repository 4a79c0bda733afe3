import type { UtcDateTime } from '../time.ts';
import type { Cause } from './cause.ts';
import { fold, isActive } from './causes.ts';
import type { FleetTotals } from './grouping.ts';
import { type Advanced, advance, type Evidence, type Incident, secondsFrom } from './incidents.ts';
import { type ActiveMute, activeMutes, type MaintenanceWindow, mutedBy, type Silence } from './mutes.ts';
import { nameKey } from './name-key.ts';
import type { Notification } from './notification.ts';
import type { Policy } from './policy.ts';

/** What a mute held back so far. */
export interface MuteLedger {
  readonly id: string;
  readonly kind: ActiveMute['kind'];
  readonly name: string;
  readonly since: string;
  /** Keys of the incidents that it held back. */
  readonly held: readonly string[];
}

/** All that is remembered of faults. Plain data; its size follows the faults, not the tasks. */
export interface WatchState {
  readonly asOf: string;
  readonly incidents: readonly Incident[];
  readonly causes: readonly Cause[];
  readonly silences: readonly Silence[];
  readonly mutes: readonly MuteLedger[];
}

export interface Findings extends Evidence {
  readonly totals: FleetTotals;
}

export interface Watched {
  readonly state: WatchState;
  readonly notifications: readonly Notification[];
  readonly opened: readonly Incident[];
  readonly ended: Advanced['ended'];
  /** The clock went back since the last sweep: nothing was closed. */
  readonly clockJumped: boolean;
}

export interface WatchSettings {
  readonly policy: Policy;
  readonly maintenance: readonly MaintenanceWindow[];
  /** State could not be read, so that this may tell anew what was told. */
  readonly degraded: boolean;
}

/** Clocks of two machines may differ by this without meaning anything. */
const CLOCK_TOLERANCE_SECONDS = 5;
const SILENCE_WITHOUT_MATCH_SECONDS = 3_600;

/** What a sweep's findings make of what was known: the next state, and what on-call hears. Pure. */
export function watch(
  before: WatchState | null,
  findings: Findings,
  settings: WatchSettings,
  now: UtcDateTime,
): Watched {
  const clockJumped = before !== null && secondsFrom(before.asOf, now) < -CLOCK_TOLERANCE_SECONDS;
  const firstSweep = before === null && !settings.degraded;
  const advanced = advance(before?.incidents ?? [], findings, settings.policy, now, {
    firstSweep,
    trusted: !clockJumped,
  });
  const silences = liveSilences(before?.silences ?? [], before?.incidents ?? [], advanced.incidents, now);
  const mutes = activeMutes(settings.maintenance, silences, now);
  const folded = fold(advanced, before?.causes ?? [], {
    policy: settings.policy,
    now,
    totals: findings.totals,
    mutes,
    firstSweep,
    degraded: settings.degraded,
  });
  const ledgers = ledgersOf(before?.mutes ?? [], mutes, folded.incidents);
  const overNotices = (before?.mutes ?? [])
    .filter(({ id, held }) => held.length > 0 && !mutes.some((mute) => mute.id === id))
    .map((ledger) => muteEnded(ledger, folded.incidents, now));
  return {
    state: { asOf: now.toISO(), incidents: folded.incidents, causes: folded.causes, silences, mutes: ledgers },
    notifications: [...folded.notifications, ...overNotices],
    opened: advanced.opened,
    ended: advanced.ended,
    clockJumped,
  };
}

/** Silences that are over are dropped: by their time, or, "until it recovers", with the last incident they match. */
function liveSilences(
  silences: readonly Silence[],
  earlier: readonly Incident[],
  incidents: readonly Incident[],
  now: UtcDateTime,
): Silence[] {
  return silences.filter((silence) => {
    if (silence.until !== 'recovered') return secondsFrom(silence.until, now) < 0;
    const [alone] = activeMutes([], [silence], now);
    const matchesAny = (some: readonly Incident[]) =>
      alone !== undefined && some.some((one) => one.phase !== 'quiet' && mutedBy(one, [alone]) !== null);
    if (matchesAny(incidents)) return true;
    // it may have been made for what is about to happen; what it was made for and is over, ends it
    return !matchesAny(earlier) && secondsFrom(silence.createdAt, now) < SILENCE_WITHOUT_MATCH_SECONDS;
  });
}

function ledgersOf(
  before: readonly MuteLedger[],
  mutes: readonly ActiveMute[],
  incidents: readonly Incident[],
): MuteLedger[] {
  return mutes.map(({ id, kind, name, since }) => {
    const earlier = before.find((one) => one.id === id);
    const held = incidents
      .filter((one) => isActive(one) && one.causeKey === null && mutedBy(one, mutes)?.id === id)
      .map(({ key }) => key);
    return { id, kind, name, since, held: [...new Set([...(earlier?.held ?? []), ...held])] };
  });
}

/** The report of a mute that ended: what it held back, and what of that is still open. */
function muteEnded(
  { id, kind, name, since, held }: MuteLedger,
  incidents: readonly Incident[],
  now: UtcDateTime,
): Notification {
  const keys = new Set(held);
  const open = incidents.filter((one) => isActive(one) && keys.has(one.key));
  const dedupKey = nameKey(`mute-${kind}_`, id.slice(kind.length + 1));
  return {
    id: `${dedupKey}-${now.toMillis()}`,
    dedupKey,
    kind: 'mute-ended',
    why: 'mute-over',
    severity: open.length > 0 ? 'warning' : 'info',
    at: now.toISO(),
    since,
    verdict: open[0]?.verdict ?? 'healthy',
    reason: 'none',
    scope: { by: 'mute', value: name },
    regions: [...new Set(open.map(({ region }) => region))].sort(),
    affected: open.length,
    total: held.length,
    examples: [],
    timeline: [],
    endings: null,
    durationSeconds: Math.max(0, Math.round(secondsFrom(since, now))),
    note: `${held.length} faults were muted, ${open.length} of them are still there`,
    degraded: false,
    test: false,
  };
}
