import { accountsToLookAt, STARTED_AT_ONCE } from '../../functions/accounts/rotation.ts';
import type { Config } from '../../lib/config/schema.ts';
import { deploySettings } from '../deploy/settings.ts';
import type { CloudCost } from './cloud-cost.ts';
import { cloudWatchCost } from './cloudwatch-lines.ts';
import { mergedLines, sumOf } from './cost-line.ts';
import { heartbeatLines } from './estimate.ts';
import { MONTH_SECONDS, type PaceOptions, roundsOf } from './pace.ts';
import { placesOf } from './places.ts';
import { lookLines, stateLines } from './state-lines.ts';

/** What watches over several accounts: the timer's invocation, which starts the sweeps and looks at what they leave. */
export interface DispatcherCost {
  readonly clouds: readonly CloudCost[];
  readonly assumptions: readonly string[];
}

const NO_RELAYS = { relays: 0, calls: 0, expected: 0, recovering: null };

/** Starting, its own state, and publishing. A guess, as for a sweep. */
const OVERHEAD_SECONDS = 2;
/** The platform's answer to an asynchronous invocation, and a look at a state. Guesses. */
const START_SECONDS = 0.2;
const LOOK_SECONDS = 0.2;

/**
 * The monthly cost of the dispatcher, without the sweeps that it starts.
 * @param operator the top of the file; @param accounts those of each account that could be read
 * @throws ConfigError when the `deploy:` section is wrong
 */
export async function dispatcherCost(
  operator: Config,
  accounts: readonly Config[],
  options: PaceOptions = {},
  source = 'the configuration',
): Promise<DispatcherCost> {
  const rounds = roundsOf(operator, options);
  const share = shareLookedAt(accounts.length);
  const looked = await Promise.all(accounts.map((one) => lookLines(one, rounds * share)));
  const cloudWatch = cloudWatchCost(operator, NO_RELAYS, rounds, source, 'accounts');
  const shared = [
    ...cloudWatch.lines,
    ...(await stateLines(operator, rounds, null)),
    ...looked.flat(),
    ...heartbeatLines(operator, { sweeps: rounds }),
  ];
  const seconds = secondsOf(accounts.length, share);
  const running = {
    invocations: rounds,
    seconds: Math.min(rounds * seconds, MONTH_SECONDS),
    calls: rounds * accounts.length,
  };
  const clouds = placesOf(deploySettings(operator.deploy, source)).map(({ cloud, title, linesOf }): CloudCost => {
    const lines = mergedLines([...linesOf(running), ...shared]);
    return { cloud, title, lines, usd: sumOf(lines) };
  });
  const shown = seconds.toLocaleString('en', { maximumFractionDigits: 1 });
  return { clouds, assumptions: [`The dispatcher takes ${shown} s: ${HOW}.`] };
}

const HOW = `${OVERHEAD_SECONDS} s, ${START_SECONDS} s for each ${STARTED_AT_ONCE} sweeps that it starts, and ${LOOK_SECONDS} s for the looks, which are made at once`;

/** How many of the accounts a round looks at, on average. */
function shareLookedAt(count: number): number {
  const names = Array.from({ length: count }, (_, index) => String(index));
  const rounds = [0, 1, 2].map((round) => accountsToLookAt(names, [], round).length);
  return count === 0 ? 0 : rounds.reduce((sum, looked) => sum + looked, 0) / rounds.length / count;
}

function secondsOf(count: number, share: number): number {
  return OVERHEAD_SECONDS + Math.ceil(count / STARTED_AT_ONCE) * START_SECONDS + (share > 0 ? LOOK_SECONDS : 0);
}
