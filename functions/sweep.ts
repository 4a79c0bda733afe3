import type { SweepSummary } from '../lib/sweep/summary.ts';
import { sweepInTurn } from '../lib/sweep/sweep-in-turn.ts';
import { lookOnAfter } from './fast-lane.ts';
import { describeInvocation, type PlatformContext } from './invocation.ts';
import { performed, prepared } from './prepared.ts';

/**
 * One sweep on a timer event, on Function Compute (`event` is a Buffer) and AWS Lambda (`event` is parsed) alike.
 * Returns the summary, complete or not. @throws ConfigError when the configuration cannot be used
 * Sources: Function Compute, Node.js event handlers and context; AWS Lambda, Node.js handler and context object.
 */
export async function handler(event: unknown, context?: PlatformContext): Promise<SweepSummary> {
  return performed(describeInvocation(event, context), async (invocation, enteredMs) => {
    const run = await prepared(invocation, enteredMs);
    const summary = await sweepInTurn(run.settings, run.deps);
    await lookOnAfter(summary, run);
    return summary;
  });
}
