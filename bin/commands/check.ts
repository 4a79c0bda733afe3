import { assemble } from '../../lib/assemble.ts';
import type { CheckResult } from '../../lib/check-result.ts';
import { configPath, loadConfig } from '../../lib/config/load.ts';
import { messageOf } from '../../lib/errors.ts';
import type { LiveApi } from '../../lib/live/client.ts';
import { DEFAULT_RETRY, pacedLive } from '../../lib/live/paced.ts';
import { silentLog } from '../../lib/log.ts';
import { systemClock } from '../../lib/time.ts';
import { BAD, GOOD, line } from '../terminal/shown.ts';
import { print, printBlock } from '../terminal/terminal.ts';

export interface CheckFlags {
  readonly config?: string;
}

interface NamedCheck {
  readonly name: string;
  readonly run: () => Promise<CheckResult>;
}

/** Looks for an id that no task can have: "not found" proves credentials, permission and endpoint. */
const NO_TASK = 'relaywatch-check';

/** Tries everything the configuration names, once, and says one sentence about each. @returns the exit code. @throws ConfigError */
export async function checkCommand(flags: CheckFlags): Promise<number> {
  const path = configPath(flags.config, process.env);
  const config = await loadConfig(path, process.env);
  tell('configuration', { ok: true, detail: path });
  const surroundings = { env: process.env, clock: systemClock, random: Math.random, log: silentLog, write: printBlock };
  const { deps, settings } = assemble(config, surroundings);
  const live = pacedLive(deps.live, settings, { ...surroundings, retry: { ...DEFAULT_RETRY, attempts: 1 } });
  const checks: NamedCheck[] = [
    ...config.live.regions.map((region) => ({ name: `live ${region}`, run: () => checkRegion(live, region) })),
    ...deps.backends.map((backend) => ({ name: `metrics ${backend.type}`, run: () => backend.check() })),
    ...deps.channels.map((channel) => ({ name: `alerts ${channel.name}`, run: () => channel.check() })),
    ...[deps.store ?? []].flat().map((store) => ({ name: `state ${store.type}`, run: () => store.check() })),
  ];
  let allGood = true;
  for (const { name, run } of checks) {
    const result = await run();
    tell(name, result);
    allGood &&= result.ok;
  }
  return allGood ? 0 : 1;
}

async function checkRegion(live: LiveApi, region: string): Promise<CheckResult> {
  try {
    const { total } = await live.listRelayTasks({ region, pageNumber: 1, pageSize: 1 });
    await live.describeRelayTask({ region, taskId: NO_TASK });
    return { ok: true, detail: `${total.toLocaleString('en')} relay tasks; both operations are permitted` };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}

function tell(name: string, result: CheckResult): void {
  print(result.ok ? line`${GOOD} ${name}: ${result.detail}` : line`${BAD} ${name}: ${result.problem}`);
}
