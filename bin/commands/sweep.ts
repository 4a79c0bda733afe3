import { assemble } from '../../lib/assemble/assemble.ts';
import { logWarnings } from '../../lib/assemble/log-warnings.ts';
import { type Log, logOfAccount } from '../../lib/base/log.ts';
import { preferSmallMemory } from '../../lib/base/memory.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { callbacks, deploy, loadWarnedConfigWithout, status } from '../../lib/config/partial.ts';
import { readingSeconds } from '../../lib/config/reading-time.ts';
import type { Config } from '../../lib/config/schema.ts';
import { groupBy } from '../../lib/monitor/grouping.ts';
import { readingLimit, SweepBudget } from '../../lib/sweep/budget.ts';
import type { SweepSummary } from '../../lib/sweep/summary.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import type { SweepDeps } from '../../lib/sweep/sweep-run.ts';
import type { Chosen } from '../chosen.ts';
import { exitCodeOf } from '../exit-code.ts';
import { type Outcome, printedOverAccounts } from '../over-accounts.ts';
import { messageText } from '../terminal/message.ts';
import { sweepReport } from '../terminal/report.ts';
import { line, lines, type Shown } from '../terminal/shown.ts';
import { noDisplay, print, say, sweepDisplay, terminalLog } from '../terminal/terminal.ts';
import type { Heard } from '../watching/view.ts';
import { harmless } from './dry-run.ts';

export interface SweepFlags extends Chosen {
  readonly json?: boolean;
  readonly timeLimit?: number;
  readonly dryRun?: boolean;
}

/** Sweeps once. @returns the exit code: 0 if complete, 1 if incomplete or the state is broken. @throws ConfigError */
export async function sweepCommand(flags: SweepFlags): Promise<number> {
  preferSmallMemory();
  return printedOverAccounts(flags, sweptOnce);
}

async function sweptOnce(flags: SweepFlags, isAlone: boolean): Promise<Outcome> {
  const path = configPath(flags.config, process.env);
  const unused = [callbacks, deploy, status];
  const { config, warnings } = await loadWarnedConfigWithout(path, process.env, unused, flags.account);
  const log = logOfAccount(terminalLog(systemClock, flags.dryRun ? 'warn' : 'info'), config.account);
  logWarnings(warnings, log);
  const told: Heard[] = [];
  const summary = await swept(config, { ...flags, isAlone }, log, (deps) =>
    flags.dryRun ? harmless(deps, config, (message) => void told.push(message)) : deps,
  );
  const outcome = flags.dryRun ? dryRunOf(summary, told) : { json: summary, shown: () => sweepReport(summary) };
  return { code: exitCodeOf(summary), ...outcome };
}

async function swept(
  config: Config,
  { json, timeLimit, isAlone }: SweepFlags & { readonly isAlone: boolean },
  log: Log,
  used: (deps: SweepDeps) => SweepDeps,
): Promise<SweepSummary> {
  const clock = systemClock;
  const display = isAlone ? sweepDisplay() : noDisplay();
  const surroundings = { clock, random: Math.random, log, write: display.write };
  const { settings, deps } = assemble(config, surroundings);
  const limit = readingLimit(timeLimit ?? readingSeconds(config));
  const budget = new SweepBudget(clock, { enteredMs: clock.monotonicMs(), ...limit });
  return sweep(settings, { ...used(deps), onProgress: display.update, budget }).finally(() => {
    // the console channel's output must not mix with the one JSON object
    (json ? say : print)(display.end());
  });
}

function dryRunOf({ alerts: _, state: __, ...summary }: SweepSummary, told: readonly Heard[]): Omit<Outcome, 'code'> {
  const wouldTell = told.map(({ channel, title, body, notification }) => ({ channel, title, body, ...notification }));
  return {
    json: { dryRun: true, ...summary, wouldTell },
    shown: () =>
      lines([sweepReport({ ...summary, alerts: [] }), ...wouldTellLines(told), 'nothing was sent, published or saved']),
  };
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
