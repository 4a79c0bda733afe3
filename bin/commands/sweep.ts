import { assemble } from '../../lib/assemble/assemble.ts';
import { preferSmallMemory } from '../../lib/base/memory.ts';
import { systemClock } from '../../lib/base/time.ts';
import { configPath } from '../../lib/config/load.ts';
import { deploy, loadConfigWithout, status } from '../../lib/config/partial.ts';
import { readingLimit, SweepBudget } from '../../lib/sweep/budget.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { exitCodeOf } from '../exit-code.ts';
import { sweepReport } from '../terminal/report.ts';
import { print, printJson, say, sweepDisplay, terminalLog } from '../terminal/terminal.ts';

export interface SweepFlags {
  readonly config?: string;
  readonly json?: boolean;
  readonly timeLimit?: number;
}

/** One sweep. @returns the exit code: 0 complete, 1 incomplete or its state broken. @throws ConfigError */
export async function sweepCommand(flags: SweepFlags): Promise<number> {
  preferSmallMemory();
  const clock = systemClock;
  const config = await loadConfigWithout(configPath(flags.config, process.env), process.env, [deploy, status]);
  const display = sweepDisplay();
  const { settings, deps } = assemble(config, {
    env: process.env,
    clock,
    random: Math.random,
    log: terminalLog(clock),
    write: display.write,
  });
  const limit = readingLimit(flags.timeLimit ?? config.sweep.timeLimitSeconds);
  const summary = await sweep(settings, {
    ...deps,
    onProgress: display.update,
    budget: new SweepBudget(clock, { enteredMs: clock.monotonicMs(), ...limit }),
  }).finally(() => {
    // what the console channel says must not mix with the one JSON object
    (flags.json ? say : print)(display.end());
  });
  if (flags.json) printJson(summary);
  else print(sweepReport(summary));
  return exitCodeOf(summary);
}
