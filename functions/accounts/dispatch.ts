import pLimit from 'p-limit';
import { assemble } from '../../lib/assemble/assemble.ts';
import { logWarnings } from '../../lib/assemble/log-warnings.ts';
import { errorText } from '../../lib/base/errors.ts';
import { logOfAccount } from '../../lib/base/log.ts';
import { keepLibrariesQuiet } from '../../lib/base/quiet-libraries.ts';
import { systemClock } from '../../lib/base/time.ts';
import { loadPackaged, type Packaged } from '../../lib/config/packaged.ts';
import { present } from '../../lib/config/present.ts';
import { sweepIntervalSeconds } from '../../lib/config/schedule.ts';
import type { Config } from '../../lib/config/schema.ts';
import { useProxiesOf } from '../../lib/http/proxies.ts';
import { accountsRound } from '../../lib/sweep/accounts/round.ts';
import { SweepBudget } from '../../lib/sweep/budget.ts';
import { createStateMemory } from '../../lib/sweep/session/state-memory.ts';
import { wake } from '../callback/wake.ts';
import { describeInvocation, type Invocation, type PlatformContext, triggerKey } from '../invocation.ts';
import { sweepEventOf } from '../look-event.ts';
import { plainLog as log, performed } from '../prepared.ts';
import { accountsToLookAt, STARTED_AT_ONCE } from './rotation.ts';
import { seenBy } from './seen-by.ts';
import { selfIn } from './self.ts';

/** The result of a timer event with several accounts. */
export interface DispatchSummary {
  /** Accounts whose sweep was started. */
  readonly started: number;
  /** Names of those whose sweep could not be. */
  readonly notStarted: readonly string[];
  /** Names of those that are not watched as they should be; null when that was not looked at. */
  readonly behind: readonly string[] | null;
}

const STARTING_MS = 10_000;
const memory = createStateMemory();

/**
 * Starts an asynchronous invocation of this function for each account, on the platform's own engine, and then looks at how the
 * accounts are watched. One that cannot be started costs no other. @throws ConfigError when the top of the file cannot be used
 */
export async function dispatch(event: unknown, context?: PlatformContext): Promise<DispatchSummary> {
  return performed(describeInvocation(event, context), async (invocation, enteredMs) => {
    keepLibrariesQuiet(process.env);
    await useProxiesOf(process.env);
    const packaged = await loadPackaged(process.env);
    const names = packaged.accounts ?? [];
    const notStarted = await startAll(names, invocation, context);
    const { config, warnings } = packaged.operator();
    logWarnings(warnings, log);
    const round = await lookAtAll(packaged, config, { names, notStarted, invocation, enteredMs });
    return { started: names.length - notStarted.length, notStarted, behind: round.behind };
  });
}

/** @returns names of the accounts whose sweep could not be started */
async function startAll(
  names: readonly string[],
  { keys, trigger }: Invocation,
  context: PlatformContext | undefined,
): Promise<string[]> {
  const limit = pLimit(STARTED_AT_ONCE);
  const start = async (account: string): Promise<string[]> => {
    try {
      const sleeper = selfIn(process.env, context);
      await wake({
        sleeper,
        context,
        keys,
        clock: systemClock,
        event: sweepEventOf(account, trigger),
        timeoutMs: STARTING_MS,
      });
      return [];
    } catch (error) {
      logOfAccount(log, { name: account }).error('sweep_not_started', { problem: errorText(error) });
      return [account];
    }
  };
  return (await Promise.all(names.map((name) => limit(() => start(name))))).flat();
}

interface Looking {
  readonly names: readonly string[];
  readonly notStarted: readonly string[];
  readonly invocation: Invocation;
  readonly enteredMs: number;
}

async function lookAtAll(packaged: Packaged, config: Config, { names, notStarted, invocation, enteredMs }: Looking) {
  const surroundings = {
    clock: systemClock,
    random: Math.random,
    log,
    write: (text: string) => log.info('alert_printed', { text }),
    ...(invocation.keys ? { platformKeys: invocation.keys } : {}),
  };
  const { settings, deps } = assemble(config, surroundings);
  const budget = new SweepBudget(systemClock, { enteredMs, givenMs: invocation.remainingMs });
  const round = Math.floor(systemClock.nowUtc().toMillis() / (1_000 * sweepIntervalSeconds(config)));
  return accountsRound(
    settings,
    {
      ...deps,
      budget,
      memory,
      ...present({ trigger: triggerKey(invocation.trigger) }),
      lookAt: (behind, signal) => {
        const due = accountsToLookAt(names, [...behind, ...notStarted], round);
        return Promise.all(due.map((name) => seenBy(packaged, name, { ...surroundings, signal, notStarted })));
      },
    },
    names,
    notStarted.length === 0,
  );
}
