import { assemble, type Surroundings } from '../../lib/assemble/assemble.ts';
import type { Packaged } from '../../lib/config/packaged.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import { sweepIntervalSeconds } from '../../lib/config/schedule.ts';
import type { AccountSeen } from '../../lib/monitor/accounts-behind.ts';
import { accountSeen } from '../../lib/sweep/accounts/seen.ts';

interface Seeing extends Surroundings {
  readonly signal: AbortSignal;
  /** Names of the accounts whose sweep could not be started now. */
  readonly notStarted: readonly string[];
}

/** How one account is watched. Does not throw because of what is wrong with it. */
export async function seenBy(
  { configOf }: Pick<Packaged, 'configOf'>,
  name: string,
  { signal, notStarted, ...surroundings }: Seeing,
): Promise<AccountSeen> {
  if (notStarted.includes(name)) return { name, fault: 'not-started' };
  try {
    const { config } = configOf(name);
    const { store } = assemble(config, surroundings).deps;
    // without a state, no sweep leaves anything that could be looked at
    if (store === null) return { name, fault: null };
    return await accountSeen(name, store, sweepIntervalSeconds(config), surroundings.clock.nowUtc(), signal);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { name, fault: 'bad-config' };
  }
}
