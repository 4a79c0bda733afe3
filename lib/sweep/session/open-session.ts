import type { Log } from '../../base/log.ts';
import type { Clock, UtcDateTime } from '../../base/time.ts';
import { NO_LOOKS } from '../../monitor/look-memory.ts';
import { EMPTY_OUTBOX } from '../../monitor/outbox.ts';
import { NOTHING_UNKNOWN } from '../../monitor/told-again.ts';
import type { ToldFile } from '../../state/file/told-file.ts';
import type { Lease } from '../../state/lease.ts';
import type { Snapshot } from '../../state/snapshot.ts';
import type { RawSnapshot } from '../../state/snapshot-forms.ts';
import type { LoadedState, StateStore } from '../../state/store.ts';
import { type FindingParts, type FoundState, findState, isForgotten, leased } from './found-state.ts';
import { SavingSession } from './saving-session.ts';
import { StateHealth } from './state-health.ts';
import { createStateMemory, type StateMemory, withoutOwnLease } from './state-memory.ts';
import type { StateSession } from './state-session.ts';
import { StateWriter } from './state-writer.ts';
import { keptBookOf } from './told-book-text.ts';

export interface SessionDeps {
  readonly store: StateStore | null;
  readonly clock: Clock;
  readonly log: Log;
  /** What this process kept while it could not save. Absent: nothing, as in a new process. */
  readonly memory?: StateMemory | undefined;
  /** This machine's record of what was told. Absent: none. */
  readonly toldFile?: ToldFile | null | undefined;
  /** Whether what the store has is enough to begin with; absent: it always is. */
  readonly isReady?: IsReady | undefined;
}

/** @param known what is usable of the newest snapshot; null when nothing is */
export type IsReady = (known: Snapshot | null) => boolean;

/** Who opens the state, and when. */
interface Opener extends FindingParts {
  readonly log: Log;
  readonly holder: string;
  readonly now: UtcDateTime;
  readonly leaseSeconds: number;
  readonly trigger: string | null;
}

/**
 * Loads the state and takes the lease. A store that is down degrades the sweep, which continues with whatever could be
 * loaded; it never stops it.
 * @param trigger identifies the timer event; null for a sweep that was not started by a timer
 */
export async function openSession(
  deps: SessionDeps,
  holder: string,
  now: UtcDateTime,
  leaseSeconds: number,
  trigger: string | null = null,
): Promise<StateSession> {
  const { store, memory = createStateMemory(), toldFile = null } = deps;
  if (!store) return WITHOUT_STATE;
  const health = new StateHealth(store, deps.log);
  const told = keptBookOf((await toldFile?.read()) ?? null);
  const opener = { ...deps, store, memory, toldFile, told, health, holder, now, leaseSeconds, trigger };

  const loaded = await load(opener);
  const found = findState(loaded, now, opener);
  if (isRepetition(found, trigger)) return leaving(health, { handledBefore: true });
  if (deps.isReady && (loaded === null || !deps.isReady(found.snapshot))) return leaving(health, { isUnready: true });
  const lease = await takeLease(loaded, found, opener);
  if (lease.heldUntil !== null) return leaving(health, lease);
  tellWhatIsLost(lease.found, health);
  const isOrderly = loaded !== null && loaded.problems.length === 0 && !lease.found.raw?.lease;
  return new SavingSession({ ...opener, ...lease, store: store.name, isOrderly });
}

/** What the store holds, minus a lease of our own; null when it cannot be read. */
async function load({ store, health, memory }: Opener): Promise<LoadedState | null> {
  try {
    const loaded = await store.load();
    health.isDamaged(loaded.problems);
    return withoutOwnLease(loaded, memory);
  } catch (error) {
    return health.isNotLoaded(error);
  }
}

function isRepetition({ snapshot }: FoundState, trigger: string | null): boolean {
  return trigger !== null && (snapshot?.handledTriggers.includes(trigger) ?? false);
}

type LeaseTaken =
  | { readonly heldUntil: string; readonly heldBy: string }
  | {
      readonly heldUntil: null;
      readonly heldBy: null;
      /** What the store held when the lease was taken. */
      readonly found: FoundState;
      /** Null when the store could not be read. */
      readonly writer: StateWriter | null;
      /** What was saved together with the lease; null when that was not possible. */
      readonly held: RawSnapshot | null;
    };

const BY_NOBODY = { heldUntil: null, heldBy: null } as const;

async function takeLease(loaded: LoadedState | null, first: FoundState, opener: Opener): Promise<LeaseTaken> {
  if (loaded === null) return { ...BY_NOBODY, found: first, writer: null, held: null };
  const { holder, health, leaseSeconds, now } = opener;
  let found = first;
  const leasedOf = (seen: LoadedState, lease: Lease) => {
    // reading it takes a while in a storm
    if (seen !== loaded) found = findState(seen, now, opener);
    return leased(found, lease, now);
  };
  const writer = new StateWriter(loaded.newest, holder, opener);
  const taken = await writer
    .lease(loaded, leasedOf, now, leaseSeconds)
    .catch((error: unknown) => health.isNotSaved(error));
  if (taken?.acquired === false) return { heldUntil: taken.until, heldBy: taken.holder };
  return { ...BY_NOBODY, found, writer, held: taken && leased(found, taken.lease, now) };
}

function tellWhatIsLost(found: FoundState, health: StateHealth): void {
  if (isForgotten(found))
    health.isDamaged(['what the state remembers of faults cannot be used, and they are told anew']);
  if (found.leftOut > 0)
    health.isDamaged([`${found.leftOut} parts of what the state remembers of faults cannot be used, and are left out`]);
}

const NOTHING_FOUND = {
  ...BY_NOBODY,
  isUnready: false,
  handledBefore: false,
  watch: null,
  outbox: EMPTY_OUTBOX,
  cursor: null,
  pacers: null,
  positions: {},
  lists: {},
  rivals: {},
  sighted: {},
  report: null,
  lap: null,
  diedTelling: null,
  degraded: false,
  stateNews: null,
  toldLately: null,
  looks: NO_LOOKS,
  toldUnknown: NOTHING_UNKNOWN,
  lookedAt: null,
  moveOn: () => undefined,
  keep: async () => undefined,
} as const;

/** The session of a sweep without state: nothing is remembered, and nothing can fail. */
const WITHOUT_STATE: StateSession = {
  ...NOTHING_FOUND,
  save: async () => true,
  renew: async () => true,
  outcome: () => null,
};

type Leaving = Pick<StateSession, 'handledBefore' | 'heldUntil' | 'heldBy' | 'isUnready'>;

/** The session of a sweep that stops at once. */
function leaving(health: StateHealth, why: Partial<Leaving>): StateSession {
  const { handledBefore, heldUntil, heldBy, isUnready } = { ...NOTHING_FOUND, ...why };
  return {
    ...NOTHING_FOUND,
    handledBefore,
    heldUntil,
    heldBy,
    isUnready,
    save: async () => false,
    renew: async () => false,
    outcome: () => health.outcome(),
  };
}
