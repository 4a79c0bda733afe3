import type { UtcDateTime } from '../base/time.ts';
import { acknowledgedBy, stillAcknowledged } from './acknowledging.ts';
import type { Addressed } from './addressing.ts';
import { fold } from './causes.ts';
import { withoutFuture } from './clock.ts';
import type { Decision } from './decision.ts';
import type { FleetTotals } from './grouping.ts';
import type { Incident } from './incident.ts';
import { type Advanced, advance, type Evidence } from './incidents.ts';
import { secondsFrom } from './instants.ts';
import { keepLedgers, muteEnded } from './mute-ledger.ts';
import { activeMutes, type MaintenanceWindow, mutedBy, type Silence } from './mutes.ts';
import type { Policy } from './policy.ts';
import { type Route, routerOf } from './routing.ts';
import type { WatchState } from './watch-state.ts';

export interface Findings extends Evidence {
  readonly totals: FleetTotals;
  /** Every list was read to its end. Absent: not, or there are none. */
  readonly complete?: boolean;
}

export interface Watched {
  readonly state: WatchState;
  /** What on-call hears, and where. */
  readonly messages: readonly Addressed[];
  /** Why, for what is told and for what is not. */
  readonly decisions: readonly Decision[];
  readonly opened: readonly Incident[];
  readonly ended: Advanced['ended'];
  /**
   * The clock went back since the last sweep. Nothing was closed: this machine's clock may be the wrong one, and whether a
   * relay should run depends on the time. The next sweep closes what has recovered by then.
   */
  readonly clockJumped: boolean;
}

export interface WatchSettings {
  readonly policy: Policy;
  readonly maintenance: readonly MaintenanceWindow[];
  readonly routes: readonly Route[];
  /** Names of the channels. */
  readonly channels: readonly string[];
  /** The state could not be read, so this may repeat what was told before. */
  readonly degraded: boolean;
  /**
   * The lap that is read is the first, so that what is at fault was so before anybody watched: told in one summary when
   * it has ended. Absent: there were laps before, or each sweep reads all.
   */
  readonly firstLap?: 'goes-on' | 'ended';
}

/** The clocks of two machines may differ by this much without it meaning anything. */
const CLOCK_TOLERANCE_SECONDS = 5;
const SILENCE_WITHOUT_MATCH_SECONDS = 3_600;

/** What follows from a sweep's findings and what was known before: the next state, and what on-call hears. Pure. */
export function watch(
  remembered: WatchState | null,
  findings: Findings,
  settings: WatchSettings,
  now: UtcDateTime,
): Watched {
  const clockJumped = remembered !== null && secondsFrom(remembered.asOf, now) < -CLOCK_TOLERANCE_SECONDS;
  const before = remembered && withoutFuture(remembered, now);
  const firstSweep = (before === null && !settings.degraded) || settings.firstLap !== undefined;
  const advanced = advance(before?.incidents ?? [], findings, settings.policy, now, {
    firstSweep,
    trusted: !clockJumped,
  });
  const silences = liveSilences(before?.silences ?? [], before?.incidents ?? [], advanced.incidents, now);
  const mutes = activeMutes(settings.maintenance, silences, now);
  const { routes, channels } = settings;
  const fresh = new Set(channels.filter((name) => !before?.channels?.includes(name)));
  const routing = { ask: routerOf(routes, channels), channels, fresh };
  const acknowledged = acknowledgedBy(before?.acknowledged ?? [], before?.causes ?? []);
  const folded = fold(advanced, before?.causes ?? [], {
    policy: settings.policy,
    now,
    totals: findings.totals,
    mutes,
    acknowledged,
    firstSweep,
    firstLap: settings.firstLap,
    degraded: settings.degraded,
    conclusive: findings.complete === true && !clockJumped,
    routing,
  });
  const { ledgers, over } = keepLedgers(before?.mutes ?? [], mutes, folded.incidents);
  return {
    state: {
      asOf: now.toISO(),
      incidents: folded.incidents,
      causes: folded.causes,
      silences,
      mutes: ledgers,
      acknowledged: stillAcknowledged(acknowledged, folded.causes, folded.decisions),
      channels,
    },
    messages: [...folded.messages, ...over.map((ledger) => muteEnded(ledger, folded.incidents, routing, now))],
    decisions: folded.decisions,
    opened: advanced.opened,
    ended: advanced.ended,
    clockJumped,
  };
}

/** Drops silences that are over: at their time or, if until recovery, with the last incident that they match. */
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
    // it may have been made for something about to happen; if what it was made for is over, so is the silence
    return !matchesAny(earlier) && secondsFrom(silence.createdAt, now) < SILENCE_WITHOUT_MATCH_SECONDS;
  });
}
