import type { Log } from '../base/log.ts';
import type { Clock, UtcDateTime } from '../base/time.ts';
import { EMPTY_OUTBOX } from '../monitor/outbox.ts';
import type { ToldFile } from '../state/file/told-file.ts';
import type { Lease } from '../state/lease.ts';
import type { LoadedState, StateStore } from '../state/store.ts';
import { handledTriggersOf } from './remembered.ts';
import { SavingSession } from './saving-session.ts';
import type { StateSession } from './session-types.ts';
import { type FindingParts, findState, isForgotten, leased } from './state-found.ts';
import { StateHealth } from './state-health.ts';
import { createStateMemory, type StateMemory, withoutOwnLease } from './state-memory.ts';
import { StateWriter } from './state-writer.ts';
import { keptBookOf } from './told-book-text.ts';

export interface SessionDeps {
  readonly store: StateStore | null;
  readonly clock: Clock;
  readonly log: Log;
  /** What this process kept while it could not save. Absent: nothing, as in a process that has just begun. */
  readonly memory?: StateMemory;
  /** What this machine kept of what was told. Absent: nothing. */
  readonly toldFile?: ToldFile | null;
}

const NOTHING = {
  heldUntil: null,
  handledBefore: false,
  watchState: null,
  outbox: EMPTY_OUTBOX,
  cursor: null,
  pacers: null,
  positions: {},
  lists: {},
  rivals: {},
  degraded: false,
  telling: null,
  keep: async () => undefined,
} as const;

/**
 * Loads the state and takes the lease. A store that is down degrades the sweep, which goes on with what could be loaded;
 * it never stops it.
 * @param trigger what tells this timer event from every other; null for a sweep that no timer started
 */
export async function openSession(
  deps: SessionDeps,
  holder: string,
  now: UtcDateTime,
  leaseSeconds: number,
  trigger: string | null = null,
): Promise<StateSession> {
  const { store, memory = createStateMemory(), toldFile = null } = deps;
  if (!store) return { ...NOTHING, save: async () => true, renew: async () => true, outcome: () => null };
  const health = new StateHealth(store, deps.log);
  const left = { ...NOTHING, save: async () => false, renew: async () => false, outcome: () => health.outcome() };
  const told = keptBookOf((await toldFile?.read()) ?? null);
  const parts: FindingParts = { ...deps, store, memory, toldFile, told, health };
  const loaded = await store.load().catch((error: unknown) => health.isNotLoaded(error));
  if (loaded) health.isDamaged(loaded.problems);
  const first = loaded && withoutOwnLease(loaded, memory);
  let found = findState(first, now, parts);
  if (trigger !== null && handledTriggersOf(found.base?.extras.triggers).includes(trigger)) {
    return { ...left, handledBefore: true };
  }

  const writer = loaded && new StateWriter(loaded.newest, holder, { ...deps, store });
  const snapshotOf = (seen: LoadedState, lease: Lease) => {
    // reading it takes its time in a storm
    if (seen !== first) found = findState(seen, now, parts);
    return leased(found, lease, now);
  };
  const taken =
    writer && first
      ? await writer.lease(first, snapshotOf, now, leaseSeconds).catch((error: unknown) => health.isNotSaved(error))
      : null;
  if (taken?.acquired === false) return { ...left, heldUntil: taken.until };
  if (isForgotten(found))
    health.isDamaged(['what the state remembers of faults cannot be used, and they are told anew']);
  if (found.leftOut > 0)
    health.isDamaged([`${found.leftOut} parts of what the state remembers of faults cannot be used, and are left out`]);
  const held = taken === null ? null : leased(found, taken.lease, now);
  const isOrderly = loaded !== null && loaded.problems.length === 0 && !found.base?.lease;
  return new SavingSession({
    ...parts,
    log: deps.log,
    store: store.name,
    found,
    isOrderly,
    writer,
    held,
    holder,
    leaseSeconds,
    trigger,
  });
}
