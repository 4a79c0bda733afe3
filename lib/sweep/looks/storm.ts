import type { Watched } from '../../monitor/watch.ts';
import type { WatchState } from '../../monitor/watch-state.ts';
import type { FleetSettings } from '../fleet.ts';
import { type Answer, isConfirmed } from './answers.ts';

/** Lists that are read sooner than this are not worth a message before them: it would be followed by a second one at once. */
const SOON_SECONDS = 3;

/** Somebody may have made the storm up: then Live says that the relays are as they were. */
export function isTrueStorm(answers: readonly Answer[]): boolean {
  return answers.length > 0 && answers.filter(isConfirmed).length * 2 >= answers.length;
}

/** Whether reading the lists of so many relays takes long. */
export function areListsLong(relays: number, { qps, pageSize }: Pick<FleetSettings, 'qps' | 'pageSize'>): boolean {
  return relays / pageSize / qps > SOON_SECONDS;
}

/**
 * Whether a sample says already what the storm is: one host that was no cause before, which all that is new has in
 * common. It has the same cause, and so the same key, once the lists have counted it. Several hosts may turn out to be
 * one wider cause, which would be a page more.
 */
export function isOfOneHost(before: WatchState, { opened, state }: Pick<Watched, 'opened' | 'state'>): boolean {
  const isNew = new Set(opened.map(({ key }) => key));
  const keys = new Set(state.incidents.filter(({ key }) => isNew.has(key)).map(({ causeKey }) => causeKey));
  const [key] = keys;
  const scopeIn = (causes: WatchState['causes']) => causes.find((one) => one.key === key)?.scope.by;
  if (isNew.size < 2 || keys.size !== 1 || scopeIn(before.causes) !== undefined) return false;
  return scopeIn(state.causes) === 'source' || scopeIn(state.causes) === 'destination';
}
