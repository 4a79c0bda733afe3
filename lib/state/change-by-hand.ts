import { errorText } from '../base/errors.ts';
import type { Clock } from '../base/time.ts';
import type { HandChange } from '../monitor/hand-change.ts';
import type { Journal } from './journal.ts';
import { leaseOf } from './lease.ts';
import { usableOf } from './snapshot.ts';
import type { StateStore } from './store.ts';

/** How often to look whether a sweep that is under way has ended. */
const LOOK_EVERY_MS = 1_000;

/** Where a state is changed by hand. */
export interface HandChangePlace {
  readonly store: StateStore;
  readonly journal: Journal | null;
  readonly clock: Clock;
  /** How long a sweep may hold the state: a lease that ends much later is not believed. */
  readonly leaseSeconds: number;
  /** How long to wait for a sweep that is under way. */
  readonly patienceMs: number;
}

/** `no-state`: no sweep has saved one yet. `held`: a sweep held it for as long as we wait. */
export type HandChangeOutcome = 'changed' | 'nothing-to-change' | 'no-state' | 'held';

/**
 * Changes the state, and notes in the journal what was done. A journal that cannot be written undoes nothing.
 * @returns what came of it, and why the journal could not be written; null when it could
 * @throws StateError
 */
export async function changeByHand(
  place: HandChangePlace,
  { edit, entry }: HandChange,
): Promise<{ readonly outcome: HandChangeOutcome; readonly journalProblem: string | null }> {
  const outcome = await changeState(place, edit);
  const journalProblem = outcome === 'changed' ? await noted(place, entry) : null;
  return { outcome, journalProblem };
}

async function noted({ journal, clock }: HandChangePlace, entry: HandChange['entry']): Promise<string | null> {
  const now = clock.nowUtc();
  try {
    await journal?.add([{ at: now.toISO(), kind: 'change', ...entry }], now);
    return null;
  } catch (error) {
    return errorText(error);
  }
}

/** Saves a changed state as the next snapshot, between two sweeps: a sweep under way would lose its own otherwise. */
async function changeState(place: HandChangePlace, edit: HandChange['edit']): Promise<HandChangeOutcome> {
  const { clock, patienceMs } = place;
  const giveUpMs = clock.monotonicMs() + patienceMs;
  for (;;) {
    const outcome = await changeNow(place, edit);
    if (outcome !== 'held' || clock.monotonicMs() >= giveUpMs) return outcome;
    await clock.sleep(LOOK_EVERY_MS);
  }
}

async function changeNow(
  { store, clock, leaseSeconds }: HandChangePlace,
  edit: HandChange['edit'],
): Promise<HandChangeOutcome> {
  const loaded = await store.load();
  const known = usableOf(loaded.snapshot)?.watch;
  if (!loaded.snapshot || !known) return 'no-state';
  if (!leaseOf(loaded, 'relaywatch by hand', clock.nowUtc(), { seconds: leaseSeconds }).acquired) return 'held';
  const watch = edit(known);
  if (watch === null) return 'nothing-to-change';
  const savedAt = clock.nowUtc().toISO();
  const isSaved = await store.create(loaded.newest + 1, { ...loaded.snapshot, savedAt, lease: null, watch });
  return isSaved ? 'changed' : 'held';
}
