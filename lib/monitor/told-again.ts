import type { UtcDateTime } from '../base/time.ts';
import { adopting } from './adopted-cause.ts';
import type { Cause } from './cause.ts';
import { type Findings, type Watched, type WatchSettings, watch } from './watch.ts';
import type { WatchState } from './watch-state.ts';

/** What was told of causes without the state knowing. */
export interface ToldUnknown {
  /** Keys of those whose end was told although the state still has them as open. */
  readonly ended: ReadonlySet<string>;
  /** Those that were told although the state may not have them. */
  readonly begun: readonly Cause[];
}

export const NOTHING_UNKNOWN: ToldUnknown = { ended: new Set(), begun: [] };

/**
 * Like `watch`, except for what was told without the state knowing. A cause that it lacks is adopted, so that its end is told.
 * A cause whose end was told, and that it still has as open, counts as new if it is still there: otherwise on-call, who
 * believe it is over, would hear nothing more of it. Pure.
 */
export function watchAsTold(
  remembered: WatchState | null,
  findings: Findings,
  settings: WatchSettings,
  now: UtcDateTime,
  { ended, begun }: ToldUnknown,
): Watched {
  const before = adopting(remembered, begun, settings.channels, now);
  const watched = watch(before, findings, settings, now);
  // one that was adopted just now is there for those who did not hear the end
  const known = new Set(remembered?.causes.map(({ key }) => key));
  const there = watched.state.causes.map(({ key }) => key);
  const again = new Set(there.filter((key) => known.has(key) && ended.has(key)));
  if (before === null || again.size === 0) return watched;
  const anew = watch(withoutCauses(before, again), findings, settings, now);
  // what does not open at once may have an end that others still wait for
  const left = [...again].filter((key) => !anew.state.causes.some((cause) => cause.key === key));
  return left.length === 0 ? anew : watch(leavingOnly(before, again, left), findings, settings, now);
}

/** Their relays are found anew, so that what was adopted for them must be held open by them anew. */
function withoutCauses(state: WatchState, keys: ReadonlySet<string>): WatchState {
  const others = state.causes.filter(({ key }) => !keys.has(key));
  return {
    ...state,
    incidents: state.incidents.filter(({ causeKey }) => causeKey === null || !keys.has(causeKey)),
    causes: others.map((cause) => (cause.adoptedAt === undefined ? cause : { ...cause, adoptedAt: null })),
  };
}

/** Without the relays of these causes, of which some stay for whoever was not told their end: to be told anew if relays join them. */
function leavingOnly(state: WatchState, keys: ReadonlySet<string>, left: readonly string[]): WatchState {
  const without = withoutCauses(state, keys);
  const stay = state.causes
    .filter(({ key }) => left.includes(key))
    .map((cause) => ({ ...cause, adoptedAt: null, toldTo: [] }));
  return { ...without, causes: [...without.causes, ...stay] };
}
