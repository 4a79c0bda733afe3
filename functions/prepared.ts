import { assemble } from '../lib/assemble/assemble.ts';
import { createLiveClients, type LiveClients } from '../lib/assemble/live-clients.ts';
import { logWarnings } from '../lib/assemble/log-warnings.ts';
import { useFixedLocale } from '../lib/base/fixed-locale.ts';
import { createJsonLog } from '../lib/base/json-log.ts';
import { type Log, logOfAccount } from '../lib/base/log.ts';
import { preferSmallMemory } from '../lib/base/memory.ts';
import { keepLibrariesQuiet } from '../lib/base/quiet-libraries.ts';
import { systemClock } from '../lib/base/time.ts';
import { loadPackagedConfig } from '../lib/config/packaged.ts';
import { present } from '../lib/config/present.ts';
import { readingSeconds } from '../lib/config/reading-time.ts';
import type { Config } from '../lib/config/schema.ts';
import { connectPatiently } from '../lib/http/connecting.ts';
import { useProxiesOf } from '../lib/http/proxies.ts';
import { readingLimit, SweepBudget } from '../lib/sweep/budget.ts';
import { createStateMemory, type StateMemory } from '../lib/sweep/session/state-memory.ts';
import type { SweepDeps, SweepSettings } from '../lib/sweep/sweep-run.ts';
import { type Invocation, triggerKey } from './invocation.ts';

preferSmallMemory();
connectPatiently();
useFixedLocale();

/** What a warm instance keeps of one configuration: that of an account, or the only one. */
interface Kept {
  /** It remembers what it told even if it could not save it. */
  readonly memory: StateMemory;
  /** It also resumes its TLS sessions with Live. */
  readonly liveClients: LiveClients;
}

const kept = new Map<string | null, Kept>();

export const plainLog: Log = createJsonLog((line) => process.stdout.write(line), systemClock);

/** What an invocation of the sweep's function runs with. */
export interface PreparedRun {
  readonly config: Config;
  readonly settings: SweepSettings;
  readonly deps: SweepDeps;
  /** On the clock's monotonic time. */
  readonly enteredMs: number;
  readonly invocation: Invocation;
}

/** Logs that an invocation came, and what it failed with if it did. */
export async function performed<T>(
  invocation: Invocation,
  work: (invocation: Invocation, enteredMs: number) => Promise<T>,
): Promise<T> {
  const enteredMs = systemClock.monotonicMs();
  const { platform, requestId, trigger, asksFor, account } = invocation;
  const log = logOfAccount(plainLog, account === null ? undefined : { name: account });
  log.info('invoked', { platform, requestId, trigger, ...(asksFor === 'look' ? { asksFor } : {}) });
  try {
    return await work(invocation, enteredMs);
  } catch (error) {
    log.error(`${asksFor}_failed`, { problem: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** Everything that the packaged configuration asks for. @throws ConfigError when it cannot be used */
export async function prepared(invocation: Invocation, enteredMs: number): Promise<PreparedRun> {
  keepLibrariesQuiet(process.env);
  await useProxiesOf(process.env);
  const { account } = invocation;
  const { config, warnings } = await loadPackagedConfig(process.env, account ?? undefined);
  const before = kept.get(account);
  // what is odd in the configuration stays so as long as the instance lives: once is enough
  logWarnings(before ? [] : warnings, logOfAccount(plainLog, config.account));
  const { memory, liveClients } = before ?? { memory: createStateMemory(), liveClients: createLiveClients() };
  kept.set(account, { memory, liveClients });
  const { settings, deps } = assemble(config, {
    clock: systemClock,
    random: Math.random,
    log: plainLog,
    liveClients,
    write: (text) => logOfAccount(plainLog, config.account).info('alert_printed', { text }),
    ...(invocation.keys ? { platformKeys: invocation.keys } : {}),
  });
  const budget = new SweepBudget(systemClock, {
    enteredMs,
    givenMs: invocation.remainingMs,
    ...readingLimit(readingSeconds(config)),
  });
  const trigger = present({ trigger: triggerKey(invocation.trigger) });
  return { config, settings, deps: { ...deps, budget, memory, ...trigger }, enteredMs, invocation };
}
