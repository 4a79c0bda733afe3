import { assemble } from '../../lib/assemble.ts';
import { configPath, loadConfig } from '../../lib/config/load.ts';
import { sweep } from '../../lib/sweep.ts';
import { systemClock } from '../../lib/time.ts';
import { sweepReport } from '../terminal/report.ts';
import { print, progressBar, terminalLog } from '../terminal/terminal.ts';

export interface SweepFlags {
  readonly config?: string;
  readonly json?: boolean;
  readonly timeLimit?: number;
}

/** One sweep. @returns the exit code: 0 complete, 1 incomplete. @throws ConfigError */
export async function sweepCommand(flags: SweepFlags): Promise<number> {
  const clock = systemClock;
  const config = await loadConfig(configPath(flags.config, process.env), process.env);
  const { settings, deps } = assemble(config, {
    env: process.env,
    clock,
    random: Math.random,
    log: terminalLog(clock),
    // the console channel must not mix with the one JSON object
    write: (text) => void (flags.json ? process.stderr : process.stdout).write(text),
  });
  const limitSeconds = flags.timeLimit ?? config.sweep.timeLimitSeconds;
  const bar = progressBar();
  const summary = await sweep(settings, {
    ...deps,
    onProgress: (progress) => bar.update(progress),
    ...(limitSeconds === undefined ? {} : { deadlineMs: clock.monotonicMs() + limitSeconds * 1_000 }),
  }).finally(() => bar.stop());
  print(flags.json ? JSON.stringify(summary) : sweepReport(summary));
  return summary.sweep.complete ? 0 : 1;
}
