import type { UtcDateTime } from '../base/time.ts';
import { type Findings, type Watched, type WatchSettings, watch } from './watch.ts';
import type { WatchState } from './watch-state.ts';

/**
 * Like `watch`, except that a cause whose end was told although the state still has it as open counts as new if it is still
 * there: otherwise on-call, who believe it is over, would hear nothing more of it. Pure.
 * @param ended keys of such causes
 */
export function watchAsTold(
  before: WatchState | null,
  findings: Findings,
  settings: WatchSettings,
  now: UtcDateTime,
  ended: ReadonlySet<string>,
): Watched {
  const watched = watch(before, findings, settings, now);
  const again = new Set(watched.state.causes.map(({ key }) => key).filter((key) => ended.has(key)));
  return before === null || again.size === 0 ? watched : watch(withoutCauses(before, again), findings, settings, now);
}

function withoutCauses(state: WatchState, keys: ReadonlySet<string>): WatchState {
  return {
    ...state,
    incidents: state.incidents.filter(({ causeKey }) => causeKey === null || !keys.has(causeKey)),
    causes: state.causes.filter(({ key }) => !keys.has(key)),
  };
}
