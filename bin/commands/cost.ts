import { costTable } from '../../infra/cost/cost-table.ts';
import { estimate } from '../../infra/cost/estimate.ts';
import { type Fleet, fleetNow, fleetOf } from '../../infra/cost/fleet.ts';
import { liveOf } from '../../lib/assemble/live-clients.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { allBut, loadConfigWithout, otherMetrics } from '../../lib/config/partial.ts';
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

/** Estimates the monthly cost before there is a bill. @returns the exit code. @throws ConfigError, LiveApiError */
export async function costCommand(flags: CostFlags): Promise<number> {
  return printedOverAccounts(flags, costOf);
}

async function costOf(flags: CostFlags): Promise<Outcome> {
  const path = configPath(flags.config, process.env);
  const asked = flags.tasks === undefined ? (['credentials'] as const) : [];
  const unused = [...allBut('deploy', 'metrics', 'state', ...asked), otherMetrics];
  const config = await loadConfigWithout(path, process.env, unused, flags.account);
  const fleet = flags.tasks === undefined ? await askLive(config) : fleetOf(config, flags.tasks);
  const options = present({ intervalSeconds: flags.intervalSeconds, sweepSeconds: flags.sweepSeconds });
  const result = await estimate(config, fleet, options, path);
  return { code: 0, json: result, shown: () => costTable(result) };
}

function askLive(config: Config): Promise<Fleet> {
  const clock = systemClock;
  const log = terminalLog(clock, 'warn');
  const surroundings = { clock, random: Math.random, log, write: printBlock };
  const live = pacedLive(liveOf(config, surroundings), { qps: config.live.qps }, surroundings);
  return fleetNow(config, live, clock.nowUtc());
}
