import cliProgress from 'cli-progress';
import { createJsonLog, type LogLevel } from '../../lib/base/json-log.ts';
import type { Log } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import { escapeInJson } from '../../lib/base/visible.ts';
import type { PageProgress } from '../../lib/live/pages.ts';
import { showsUtf8, toAscii } from './charset.ts';
import { BAD, block, line, type Part, type Shown, textOf, WARNING } from './shown.ts';

/** Results go to stdout, everything about the work to stderr, so that results can be piped. Ends the line. */
export function print(part: Part): void {
  write(process.stdout, part);
}

/** As print, of what is no result. */
export function say(part: Part): void {
  write(process.stderr, part);
}

/** Whether a person looks at the results. */
export function isOnTerminal(): boolean {
  return process.stdout.isTTY === true;
}

/** A value as JSON, on one line unless `indent` is said. */
export function printJson(value: unknown, indent?: number): void {
  process.stdout.write(`${escapeInJson(JSON.stringify(value, null, indent))}\n`);
}

/** The text as this stream may get it: a terminal without UTF-8 gets ASCII. */
export function shownText(part: Part, stream: NodeJS.WriteStream): string {
  const text = textOf(part);
  return stream.isTTY && !showsUtf8(process.env) ? toAscii(text) : text;
}

function write(stream: NodeJS.WriteStream, part: Part): void {
  const text = shownText(part, stream);
  if (text !== '') stream.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Text of several lines, such as what the console channel writes. */
export function printBlock(text: string): void {
  print(block(text));
}

/** Runs `then` when all that was printed has left. */
export function whenPrinted(then: () => void): void {
  process.stdout.write('', then);
}

/** Warnings and errors as plain lines for a person, JSON lines for a machine. */
export function terminalLog(clock: Clock, level: LogLevel = 'info'): Log {
  if (!process.stderr.isTTY) return createJsonLog((text) => process.stderr.write(text), clock, level);
  const sayAs = (mark: Shown) => (event: string, facts?: Readonly<Record<string, unknown>>) => {
    const problem = facts?.problem ?? JSON.stringify(facts ?? {});
    say(line`${mark} ${event.replaceAll('_', ' ')}: ${String(problem)}`);
  };
  return { debug() {}, info() {}, warn: sayAs(WARNING), error: sayAs(BAD) };
}

/** What a sweep shows while it runs: a bar on a terminal; nothing elsewhere, where the log tells the progress. */
export interface SweepDisplay {
  update(progress: PageProgress): void;
  /** Text that would tear the bar; shown after it. */
  write(text: string): void;
  /** Takes the bar away. @returns what was written meanwhile */
  end(): Shown;
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
      return block(written.join(''));
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
    showsUtf8(process.env) ? cliProgress.Presets.shades_classic : cliProgress.Presets.legacy,
  );
  bar.start(1, 0, { tasks: 0 });
  return bar;
}
