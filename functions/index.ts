import type { SweepSummary } from '../lib/sweep/summary.ts';
import type { DispatchSummary } from './accounts/dispatch.ts';
import { describeInvocation, type PlatformContext } from './invocation.ts';
import { type LookSummary, look } from './look.ts';
import { packagedAccounts } from './packaged-accounts.ts';
import { handler as sweepHandler } from './sweep.ts';

/**
 * The sweep's bundle: `index.handler` sweeps on a timer event, and looks at single relays when the receiver of callbacks
 * asks for it. With several accounts, the timer event starts an invocation for each. The status page and the receiver are
 * separate bundles. @throws ConfigError
 */
export async function handler(
  event: unknown,
  context?: PlatformContext,
): Promise<SweepSummary | LookSummary | DispatchSummary> {
  const { asksFor, account } = describeInvocation(event, context);
  if (asksFor === 'look') return look(event, context);
  if (account !== null || !(await packagedAccounts())) return sweepHandler(event, context);
  // most functions have one account, and read none of this
  return (await import('./accounts/dispatch.ts')).dispatch(event, context);
}
