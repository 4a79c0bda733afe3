import { lookUntilQuiet, TELLING_MS } from '../lib/sweep/looks/look-until-quiet.ts';
import { sweep } from '../lib/sweep/sweep.ts';
import { describeInvocation, type PlatformContext } from './invocation.ts';
import { WAKE_EVERY_MS } from './look-event.ts';
import { performed, prepared } from './prepared.ts';

/** The result of an invocation that only looks at what callbacks named. */
export interface LookSummary {
  /** Whether so much had changed that all lists were read. */
  readonly swept: boolean;
}

const LINGER_MS = WAKE_EVERY_MS + 500;
/** Longer would only pay for waiting: the next sweep is due by then. */
const LONGEST_MS = 45_000;

/** Looks at what callbacks named, when a receiver asks for it. @throws ConfigError as a sweep does */
export async function look(event: unknown, context?: PlatformContext): Promise<LookSummary> {
  return performed(describeInvocation(event, context), async (invocation, enteredMs) => {
    const { settings, deps } = await prepared(invocation, enteredMs);
    const endMs = enteredMs + Math.min(LONGEST_MS, invocation.remainingMs - TELLING_MS);
    const outcome = await lookUntilQuiet({ ...settings, lookForMs: 0, lingerMs: LINGER_MS }, deps, { endMs });
    if (outcome === 'storm') await sweep(settings, deps);
    return { swept: outcome === 'storm' };
  });
}
