import cliProgress from 'cli-progress';
import { createJsonLog, type LogLevel } from '../../lib/json-log.ts';
import type { PageProgress } from '../../lib/live/pages.ts';
import type { Log } from '../../lib/log.ts';
import type { Clock } from '../../lib/time.ts';

/** Results go to stdout, everything about the work to stderr, so that results can be piped. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Warnings and errors as plain lines for a person, JSON lines for a machine. */
export function terminalLog(clock: Clock, level: LogLevel = 'info'): Log {
  if (!process.stderr.isTTY) return createJsonLog((line) => process.stderr.write(line), clock, level);
  const say = (mark: string) => (event: string, facts?: Readonly<Record<string, unknown>>) => {
    const problem = facts?.problem ?? JSON.stringify(facts ?? {});
    process.stderr.write(`${mark} ${event.replaceAll('_', ' ')}: ${String(problem)}\n`);
  };
  return { debug() {}, info() {}, warn: say('!'), error: say('✗') };
}

/** A progress bar on a terminal; nothing otherwise, where the log tells the progress. */
export function progressBar(): { update(progress: PageProgress): void; stop(): void } {
  if (!process.stderr.isTTY) return { update() {}, stop() {} };
  const bar = new cliProgress.SingleBar(
    {
      format: '  {bar} {value}/{total} pages · {tasks} tasks · {eta_formatted} left',
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    update({ pagesRead, pagesExpected, tasksSeen }) {
      if (!started) bar.start(pagesExpected, 0, { tasks: 0 });
      started = true;
      bar.setTotal(pagesExpected);
      bar.update(pagesRead, { tasks: tasksSeen.toLocaleString('en') });
    },
    stop: () => bar.stop(),
  };
}
