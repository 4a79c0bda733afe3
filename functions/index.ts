import type { SweepSummary } from '../lib/sweep/summary.ts';
import { describeInvocation, type PlatformContext } from './invocation.ts';
import { type LookSummary, look } from './look.ts';
import { handler as sweepHandler } from './sweep.ts';

/**
 * The sweep's bundle: `index.handler` sweeps on a timer event, and looks at single relays when the receiver of callbacks
 * asks for it. The status page and the receiver are separate bundles. @throws ConfigError
 */
export async function handler(event: unknown, context?: PlatformContext): Promise<SweepSummary | LookSummary> {
  const { asksFor } = describeInvocation(event, context);
  return asksFor === 'look' ? look(event, context) : sweepHandler(event, context);
}
