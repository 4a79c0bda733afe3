import type { Acknowledgement } from './acknowledgement.ts';
import type { Cause } from './cause.ts';
import type { Decision, Reason } from './decision.ts';
import type { WatchState } from './watch-state.ts';

/** What whoever acknowledged did not know: from then on, reminders are due again. */
const NEWS: ReadonlySet<Reason> = new Set<Reason>(['worsened', 'grew', 'spread', 'newly-routed']);

/** The acknowledgement of each cause that has one. */
export function acknowledgedBy(
  acknowledged: readonly Acknowledgement[],
  causes: readonly Cause[],
): ReadonlyMap<string, Acknowledgement> {
  if (acknowledged.length === 0) return new Map();
  const known = new Set(causes.map(({ key }) => key));
  return new Map(acknowledged.filter(({ causeKey }) => known.has(causeKey)).map((one) => [one.causeKey, one]));
}

/** Those that still hold: their cause is still there, and nothing new was decided of it. Pure. */
export function stillAcknowledged(
  acknowledged: ReadonlyMap<string, Acknowledgement>,
  causes: readonly Cause[],
  decisions: readonly Decision[],
): Acknowledgement[] {
  if (acknowledged.size === 0) return [];
  const news = new Set(decisions.filter(({ reason }) => NEWS.has(reason)).map(({ causeKey }) => causeKey));
  return [...acknowledgedBy([...acknowledged.values()], causes).values()].filter(({ causeKey }) => !news.has(causeKey));
}

/** The state with a cause acknowledged: the last to do so counts. */
export function acknowledge(state: WatchState, acknowledgement: Acknowledgement): WatchState {
  const { acknowledged } = unacknowledge(state, acknowledgement.causeKey);
  return { ...state, acknowledged: [...(acknowledged ?? []), acknowledgement] };
}

/** The state without the acknowledgement of a cause. */
export function unacknowledge(state: WatchState, causeKey: string): WatchState {
  return { ...state, acknowledged: (state.acknowledged ?? []).filter((one) => one.causeKey !== causeKey) };
}
