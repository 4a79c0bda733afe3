import { errorText } from '../../lib/base/errors.ts';
import { type Clock, systemClock } from '../../lib/base/time.ts';
import type { ChangeEntry } from '../../lib/monitor/journal-entry.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { leaseOf } from '../../lib/state/lease.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { line, WARNING } from '../terminal/shown.ts';
import { say } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';
import { configuredState } from './stored-state.ts';

/** How long to wait for a sweep that is under way, and how often to look. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 1_000;

/** The changed state; null when there is nothing to change. */
export type Edit = (state: WatchState) => WatchState | null;

/**
 * Changes the state of the configuration, and notes in the journal what was done. A journal that cannot be written is told, and
 * undoes nothing.
 * @returns whether there was anything to change. @throws ConfigError, UsageError, StateError
 */
export async function changeByHand(
  path: string | undefined,
  edit: Edit,
  change: Omit<ChangeEntry, 'kind'>,
): Promise<boolean> {
  const { config, store, journal } = await configuredState(path);
  const isChanged = await changeState(store, edit, { clock: systemClock, leaseSeconds: config.sweep.leaseSeconds });
  if (!isChanged || !journal) return isChanged;
  const now = systemClock.nowUtc();
  try {
    await journal.add([{ at: now.toISO(), kind: 'change', ...change }], now);
  } catch (error) {
    say(line`${WARNING} this is not in the journal, which could not be written: ${errorText(error)}`);
  }
  return isChanged;
}

interface ChangeOptions {
  readonly clock: Clock;
  /** How long a sweep may hold the state: a lease that ends much later is not believed. */
  readonly leaseSeconds: number;
}

/**
 * Saves a changed state as the next snapshot, between two sweeps: a sweep under way would lose its own otherwise.
 * @returns whether there was anything to change
 * @throws UsageError when no state was saved yet, or a sweep holds it for too long; StateError
 */
export async function changeState(
  store: StateStore,
  edit: Edit,
  { clock, leaseSeconds }: ChangeOptions,
): Promise<boolean> {
  const giveUpMs = clock.monotonicMs() + PATIENCE_MS;
  for (;;) {
    const loaded = await store.load();
    const known = usableOf(loaded.snapshot)?.watch;
    if (!loaded.snapshot || !known)
      throw new UsageError('no sweep has saved its state yet: there is nothing to change');
    if (leaseOf(loaded, 'relaywatch by hand', clock.nowUtc(), { seconds: leaseSeconds }).acquired) {
      const watch = edit(known);
      if (watch === null) return false;
      const savedAt = clock.nowUtc().toISO();
      if (await store.create(loaded.newest + 1, { ...loaded.snapshot, savedAt, lease: null, watch })) return true;
    }
    if (clock.monotonicMs() >= giveUpMs)
      throw new UsageError('a sweep has held the state for a minute: try again later');
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** Who does it: as they say, or else by the name that they are logged in with. */
export function whoIs(by: string | undefined): { readonly by?: string } {
  const name = (by ?? process.env.USER ?? process.env.LOGNAME ?? '').trim();
  return name === '' ? {} : { by: name };
}
