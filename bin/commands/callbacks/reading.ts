import { callbackApiOf } from '../../../lib/assemble/callback-api.ts';
import { systemClock } from '../../../lib/base/time.ts';
import { configPath } from '../../../lib/config/load.ts';
import { allBut, loadConfigWithout } from '../../../lib/config/partial.ts';
import { present } from '../../../lib/config/present.ts';
import type { Config } from '../../../lib/config/schema.ts';
import type { CallbackApi } from '../../../lib/live/callback-client.ts';
import type { CallbackTask } from '../../../lib/live/callback-task.ts';
import { PAGE_SIZE_MAX, type TaskFilter } from '../../../lib/live/request.ts';
import type { Chosen } from '../../chosen.ts';
import { sweepDisplay, terminalLog } from '../../terminal/terminal.ts';
import { UsageError } from '../../usage-error.ts';
import { isLookedFor, type LookedFor, lookedForBy, type TaskFilterFlags } from '../task-filter.ts';

export interface CallbacksFlags extends TaskFilterFlags, Chosen {
  readonly json?: boolean;
}

interface Callbacks {
  readonly config: Config;
  readonly api: CallbackApi;
}

/** The configuration and what talks to Live. @throws ConfigError */
export async function openCallbacks({ config: path, account }: CallbacksFlags): Promise<Callbacks> {
  const unused = allBut('callbacks', 'credentials');
  const config = await loadConfigWithout(configPath(path, process.env), process.env, unused, account);
  const log = terminalLog(systemClock, 'warn');
  return { config, api: callbackApiOf(config, { clock: systemClock, random: Math.random, log }) };
}

/** Every relay that sweeps watch and the flags mean, each once. @throws UsageError, LiveApiError */
export async function relaysMeant({ config, api }: Callbacks, flags: CallbacksFlags): Promise<CallbackTask[]> {
  const lookedFor = lookedForBy(flags);
  const filters = filtersOf(config, lookedFor);
  const display = sweepDisplay();
  const progress = { pagesRead: 0, pagesExpected: 0, tasksSeen: 0 };
  const found = new Map<string, CallbackTask>();
  try {
    for (const region of flags.region ?? config.live.regions) {
      for (const filter of filters) {
        for await (const { tasks, total, pageNumber } of pagesOf(api, region, filter)) {
          progress.pagesRead += 1;
          progress.tasksSeen += tasks.length;
          if (pageNumber === 1) progress.pagesExpected += Math.max(1, Math.ceil(total / PAGE_SIZE_MAX));
          display.update(progress);
          for (const task of tasks) if (isMeant(task, lookedFor)) found.set(`${region}/${task.taskId}`, task);
        }
      }
    }
  } finally {
    display.end();
  }
  return [...found.values()];
}

async function* pagesOf(api: CallbackApi, region: string, filter: TaskFilter) {
  for (let pageNumber = 1; ; pageNumber++) {
    const page = await api.list({ region, ...filter, pageNumber, pageSize: PAGE_SIZE_MAX });
    yield page;
    if (page.tasks.length < PAGE_SIZE_MAX) return;
  }
}

/** Live takes each filter once, so that a scope has its own, and the flags' are looked at here. */
function filtersOf({ live }: Config, { filter }: LookedFor): readonly TaskFilter[] {
  const scopes = live.scopes.map(present);
  if (scopes.length === 0) return [filter];
  if (filter.dstUrl !== undefined && scopes.some(({ dstUrl }) => dstUrl !== undefined)) {
    throw new UsageError('--dst-url cannot be used beside a scope of live.scopes that has a dstUrl');
  }
  return scopes.map((scope) => ({ ...filter, ...scope }));
}

function isMeant(task: CallbackTask, lookedFor: LookedFor): boolean {
  const { taskId = '', taskName = '' } = lookedFor.filter;
  const has = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());
  return has(task.taskId, taskId) && has(task.name, taskName) && isLookedFor(task, lookedFor);
}
