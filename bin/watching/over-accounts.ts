import { assemble } from '../../lib/assemble/assemble.ts';
import { errorText } from '../../lib/base/errors.ts';
import type { Log } from '../../lib/base/log.ts';
import { type Clock, systemClock } from '../../lib/base/time.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { AccountSeen } from '../../lib/monitor/accounts-behind.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { accountsRound } from '../../lib/sweep/accounts/round.ts';
import { accountSeen } from '../../lib/sweep/accounts/seen.ts';
import { createStateMemory } from '../../lib/sweep/session/state-memory.ts';

import { listenedTo } from './keep-watching.ts';
import type { WatchView } from './view.ts';

/** One account that this process watches, or cannot watch. */
export interface AccountHere {
  readonly name: string;
  readonly intervalSeconds: number;
  /** Where its state is; null where its configuration cannot be used. */
  readonly store: StateStore | null;
}

interface Operator {
  /** The top of the file. */
  readonly config: Config;
  /** Where its state is kept if the configuration names no place. */
  readonly memoryStore: StateStore;
  readonly log: Log;
  readonly write: (text: string) => void;
  readonly view: Pick<WatchView, 'heard'>;
  readonly stopping: AbortSignal;
  readonly clock?: Clock;
}

/** Looks again and again at how the accounts of this process are watched, and tells the operator, until it is told to stop. */
export async function watchOverAccounts(accounts: readonly AccountHere[], operator: Operator): Promise<void> {
  const { config, log, write, view, memoryStore, stopping, clock = systemClock } = operator;
  const memory = createStateMemory();
  const names = accounts.map(({ name }) => name);
  const intervalMs = 1_000 * Math.max(...accounts.map(({ intervalSeconds }) => intervalSeconds));
  while (!stopping.aborted) {
    // the first sweeps come first
    await clock.sleep(intervalMs, stopping).catch(() => undefined);
    if (stopping.aborted) return;
    const { settings, deps } = assemble(config, { clock, random: Math.random, log, write });
    const store = deps.store ?? memoryStore;
    const lookAt = () => Promise.all(accounts.map((one) => seenHere(one, clock)));
    const channels = deps.channels.map((one) => listenedTo(one, config, clock, (message) => view.heard(message)));
    await accountsRound(settings, { ...deps, channels, store, memory, lookAt }, names, true).catch((error: unknown) =>
      log.error('accounts_round_failed', { problem: errorText(error) }),
    );
  }
}

async function seenHere({ name, intervalSeconds, store }: AccountHere, clock: Clock): Promise<AccountSeen> {
  return store === null ? { name, fault: 'bad-config' } : accountSeen(name, store, intervalSeconds, clock.nowUtc());
}
