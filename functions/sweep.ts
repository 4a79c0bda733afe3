import { assemble } from '../lib/assemble/assemble.ts';
import { createLiveClients } from '../lib/assemble/live-clients.ts';
import { logWarnings } from '../lib/assemble/log-warnings.ts';
import { useFixedLocale } from '../lib/base/fixed-locale.ts';
import { createJsonLog } from '../lib/base/json-log.ts';
import { preferSmallMemory } from '../lib/base/memory.ts';
import { keepLibrariesQuiet } from '../lib/base/quiet-libraries.ts';
import { systemClock } from '../lib/base/time.ts';
import { loadPackagedConfig } from '../lib/config/packaged.ts';
import { present } from '../lib/config/present.ts';
import { connectPatiently } from '../lib/http/connecting.ts';
import { useProxiesOf } from '../lib/http/proxies.ts';
import { readingLimit, SweepBudget } from '../lib/sweep/budget.ts';
import { createStateMemory } from '../lib/sweep/session/state-memory.ts';
import type { SweepSummary } from '../lib/sweep/summary.ts';
import { sweep } from '../lib/sweep/sweep.ts';
import { describeInvocation, type PlatformContext, triggerKey } from './invocation.ts';

preferSmallMemory();
connectPatiently();
useFixedLocale();

/** A warm instance remembers what it told even if it could not save it. */
const memory = createStateMemory();
/** It also resumes its TLS sessions with Live. */
const liveClients = createLiveClients();
/** What is odd in the configuration stays so as long as the instance lives: once is enough. */
let isFirst = true;

/**
 * One sweep on a timer event, on Function Compute (`event` is a Buffer) and AWS Lambda (`event` is parsed) alike.
 * Returns the summary, complete or not. @throws ConfigError when the configuration cannot be used
 * Sources: Function Compute, Node.js event handlers and context; AWS Lambda, Node.js handler and context object.
 */
export async function handler(event: unknown, context?: PlatformContext): Promise<SweepSummary> {
  const enteredMs = systemClock.monotonicMs();
  const invocation = describeInvocation(event, context);
  const log = createJsonLog((line) => process.stdout.write(line), systemClock);
  log.info('invoked', { platform: invocation.platform, requestId: invocation.requestId, trigger: invocation.trigger });
  try {
    keepLibrariesQuiet(process.env);
    await useProxiesOf(process.env);
    const { config, warnings } = await loadPackagedConfig(process.env);
    logWarnings(isFirst ? warnings : [], log);
    isFirst = false;
    const { settings, deps } = assemble(config, {
      clock: systemClock,
      random: Math.random,
      log,
      liveClients,
      write: (text) => log.info('alert_printed', { text }),
      ...(invocation.keys ? { platformKeys: invocation.keys } : {}),
    });
    const budget = new SweepBudget(systemClock, {
      enteredMs,
      givenMs: invocation.remainingMs,
      ...readingLimit(config.sweep.timeLimitSeconds),
    });
    return await sweep(settings, { ...deps, budget, memory, ...present({ trigger: triggerKey(invocation.trigger) }) });
  } catch (error) {
    log.error('sweep_failed', { problem: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}
