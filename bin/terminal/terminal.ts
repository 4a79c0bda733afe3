import cliProgress from 'cli-progress';
import { createJsonLog, type LogLevel } from '../../lib/json-log.ts';
import type { PageProgress } from '../../lib/live/pages.ts';
import type { Log } from '../../lib/log.ts';
import type { Clock } from '../../lib/time.ts';

/** Results go to stdout, everything about the work to stderr, so that results can be piped. */
export function print(text: string): void {
  if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
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

/** What a sweep shows while it runs: a bar on a terminal; nothing elsewhere, where the log tells the progress. */
export interface SweepDisplay {
  update(progress: PageProgress): void;
  /** Text that would tear the bar; shown after it. */
  write(text: string): void;
  /** Takes the bar away. @returns what was written meanwhile */
  end(): string;
}

export function sweepDisplay(): SweepDisplay {
  const written: string[] = [];
  const bar = process.stderr.isTTY ? startedBar() : null;
  return {
    update({ pagesRead, pagesExpected, tasksSeen }) {
      bar?.setTotal(pagesExpected);
      bar?.update(pagesRead, { tasks: tasksSeen.toLocaleString('en') });
    },
    write: (text) => void written.push(text),
    end() {
      bar?.stop();
      return written.join('');
    },
  };
}

function startedBar(): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar(
    {
      format: '  {bar} {value}/{total} pages · {tasks} tasks',
      hideCursor: true,
      clearOnComplete: true,
      stream: process.stderr,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(1, 0, { tasks: 0 });
  return bar;
}
