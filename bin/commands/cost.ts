import { costTable } from '../../infra/cost/cost-table.ts';
import { dispatcherCost } from '../../infra/cost/dispatcher.ts';
import { type Estimate, estimate } from '../../infra/cost/estimate.ts';
import { type Fleet, fleetNow, fleetOf } from '../../infra/cost/fleet.ts';
import type { PaceOptions } from '../../infra/cost/pace.ts';
import { sharedAssumptions, wholeCost } from '../../infra/cost/whole.ts';
import { accountTable, wholeTable } from '../../infra/cost/whole-table.ts';
import { liveOf } from '../../lib/assemble/live-clients.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath, readConfigFile } from '../../lib/config/load.ts';
import { allBut, loadConfigWithout, otherMetrics, parseOperatorConfig } from '../../lib/config/partial.ts';
import { present } from '../../lib/config/present.ts';
import type { Config } from '../../lib/config/schema.ts';
import { pacedLive } from '../../lib/live/paced.ts';
import type { Chosen } from '../chosen.ts';
import { type Outcome, printedOverAccounts } from '../over-accounts.ts';
import { printBlock, terminalLog } from '../terminal/terminal.ts';

export interface CostFlags extends Chosen {
  readonly tasks?: number;
  readonly intervalSeconds?: number;
  readonly sweepSeconds?: number;
  readonly json?: boolean;
}

/** Only what is billed is needed, and the keys to ask Live. */
const UNUSED = [...allBut('deploy', 'metrics', 'state'), otherMetrics];
const UNUSED_WHEN_ASKING = [...allBut('deploy', 'metrics', 'state', 'credentials'), otherMetrics];

interface Estimated {
  readonly config: Config;
  readonly estimate: Estimate;
}

/**
 * Estimates the monthly cost before there is a bill; of several accounts that of each, of the dispatcher, and of all together.
 * @returns the exit code. @throws ConfigError, LiveApiError
 */
export async function costCommand(flags: CostFlags): Promise<number> {
  const estimated = new Map<string, Estimated>();
  return printedOverAccounts(
    flags,
    async (one, isAlone) => {
      const { config, estimate } = await estimatedOf(one);
      if (isAlone) return { code: 0, json: estimate, shown: () => costTable(estimate) };
      estimated.set(one.account ?? '', { config, estimate });
      return {
        code: 0,
        json: estimate,
        shown: () => accountTable(estimate, sharedAssumptions(estimatesIn(estimated))),
      };
    },
    (names) => wholeOf(names, estimated, flags),
  );
}

async function estimatedOf(flags: CostFlags): Promise<Estimated> {
  const path = configPath(flags.config, process.env);
  const unused = flags.tasks === undefined ? UNUSED_WHEN_ASKING : UNUSED;
  const config = await loadConfigWithout(path, process.env, unused, flags.account);
  const fleet = flags.tasks === undefined ? await askLive(config) : fleetOf(config, flags.tasks);
  return { config, estimate: await estimate(config, fleet, paceOptions(flags), path) };
}

async function wholeOf(
  names: readonly string[],
  estimated: ReadonlyMap<string, Estimated>,
  flags: CostFlags,
): Promise<Outcome> {
  const path = configPath(flags.config, process.env);
  const operator = parseOperatorConfig(await readConfigFile(path), process.env, path, UNUSED);
  const configs = [...estimated.values()].map(({ config }) => config);
  const { intervalSeconds } = paceOptions(flags);
  const dispatcher = await dispatcherCost(operator, configs, present({ intervalSeconds }), path);
  const estimates = new Map([...estimated].map(([name, one]) => [name, one.estimate]));
  const whole = wholeCost(names, estimates, dispatcher);
  const shown = () => wholeTable(whole, dispatcher, estimatesIn(estimated));
  return { code: 0, json: { dispatcher, total: whole }, shown };
}

function estimatesIn(estimated: ReadonlyMap<string, Estimated>): Estimate[] {
  return [...estimated.values()].map((one) => one.estimate);
}

function paceOptions({ intervalSeconds, sweepSeconds }: CostFlags): PaceOptions {
  return present({ intervalSeconds, sweepSeconds });
}

function askLive(config: Config): Promise<Fleet> {
  const clock = systemClock;
  const log = terminalLog(clock, 'warn');
  const surroundings = { clock, random: Math.random, log, write: printBlock };
  const live = pacedLive(liveOf(config, surroundings), { qps: config.live.qps }, surroundings);
  return fleetNow(config, live, clock.nowUtc());
}
