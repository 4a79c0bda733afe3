import { assemble } from '../../lib/assemble/assemble.ts';
import { logWarnings } from '../../lib/assemble/log-warnings.ts';
import type { Log } from '../../lib/base/log.ts';
import { preferSmallMemory } from '../../lib/base/memory.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { callbacks, deploy, loadWarnedConfigWithout, status } from '../../lib/config/partial.ts';
import type { Config } from '../../lib/config/schema.ts';
import { groupBy } from '../../lib/monitor/grouping.ts';
import { readingLimit, SweepBudget } from '../../lib/sweep/budget.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import type { SweepDeps } from '../../lib/sweep/sweep-run.ts';
import { exitCodeOf } from '../exit-code.ts';
import { messageText } from '../terminal/message.ts';
import { sweepReport } from '../terminal/report.ts';
import { line, lines, type Shown } from '../terminal/shown.ts';
import { print, printJson, say, sweepDisplay, terminalLog } from '../terminal/terminal.ts';
import type { Heard } from '../watching/view.ts';
import { harmless } from './dry-run.ts';

export interface SweepFlags {
  readonly config?: string;
  readonly json?: boolean;
  readonly timeLimit?: number;
  readonly dryRun?: boolean;
}

/** Sweeps once. @returns the exit code: 0 if complete, 1 if incomplete or the state is broken. @throws ConfigError */
export async function sweepCommand(flags: SweepFlags): Promise<number> {
  preferSmallMemory();
  const path = configPath(flags.config, process.env);
  const { config, warnings } = await loadWarnedConfigWithout(path, process.env, [callbacks, deploy, status]);
  const log = terminalLog(systemClock, flags.dryRun ? 'warn' : 'info');
  logWarnings(warnings, log);
  const told: Heard[] = [];
  const summary = await swept(config, flags, log, (deps) =>
    flags.dryRun ? harmless(deps, config, (message) => void told.push(message)) : deps,
  );
  if (flags.dryRun) printDryRun(summary, told, flags);
  else if (flags.json) printJson(summary);
  else print(sweepReport(summary));
  return exitCodeOf(summary);
}

async function swept(
  config: Config,
  { json, timeLimit }: SweepFlags,
  log: Log,
  used: (deps: SweepDeps) => SweepDeps,
): Promise<SweepSummary> {
  const clock = systemClock;
  const display = sweepDisplay();
  const surroundings = { clock, random: Math.random, log, write: display.write };
  const { settings, deps } = assemble(config, surroundings);
  const limit = readingLimit(timeLimit ?? config.sweep.timeLimitSeconds);
  const budget = new SweepBudget(clock, { enteredMs: clock.monotonicMs(), ...limit });
  return sweep(settings, { ...used(deps), onProgress: display.update, budget }).finally(() => {
    // the console channel's output must not mix with the one JSON object
    (json ? say : print)(display.end());
  });
}

function printDryRun({ alerts: _, state: __, ...summary }: SweepSummary, told: readonly Heard[], { json }: SweepFlags) {
  if (json) {
    const wouldTell = told.map(({ channel, title, body, notification }) => ({ channel, title, body, ...notification }));
    printJson({ dryRun: true, ...summary, wouldTell });
    return;
  }
  print(sweepReport({ ...summary, alerts: [] }));
  print(lines([...wouldTellLines(told), 'nothing was sent, published or saved']));
}

/** Each message once, with all channels that would receive it in the same words. */
function wouldTellLines(told: readonly Heard[]): Shown[] {
  if (told.length === 0) return [line`nobody would be told anything`];
  const byText = groupBy(told, ({ notification, title, body }) => `${notification.id}\n${title}\n${body}`);
  return [...byText.values()].flatMap((same) => {
    const [message] = same;
    const channels = same.map(({ channel }) => channel).join(', ');
    return message ? [line`would tell ${channels}: ${messageText(message)}\n`] : [];
  });
}
