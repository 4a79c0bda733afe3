import cliProgress from 'cli-progress';
import { createJsonLog, type LogLevel } from '../../lib/base/json-log.ts';
import type { Log } from '../../lib/base/log.ts';
import type { Clock } from '../../lib/base/time.ts';
import { escapeInJson } from '../../lib/base/visible.ts';
import type { PageProgress } from '../../lib/live/pages.ts';
import { showsUtf8, toAscii } from './charset.ts';
import { BAD, block, line, type Part, type Shown, textOf, WARNING } from './shown.ts';

/** Results go to stdout and everything about the work to stderr, so that results can be piped. Ends the line. */
export function print(part: Part): void {
  write(process.stdout, part);
}

/** Like print, for anything that is not a result. */
export function say(part: Part): void {
  write(process.stderr, part);
}

/** Where text about the work goes: to the results of a person, but not among those of a program. */
export function telling(json: boolean | undefined): (part: Part) => void {
  return json ? say : print;
}

/** Whether a person is looking at the results. */
export function isOnTerminal(): boolean {
  return process.stdout.isTTY === true;
}

/** Prints a value as JSON, on one line unless `indent` is given. */
export function printJson(value: unknown, indent?: number): void {
  process.stdout.write(`${escapeInJson(JSON.stringify(value, null, indent))}\n`);
}

/** The text for this stream: a terminal without UTF-8 gets ASCII. */
export function shownText(part: Part, stream: NodeJS.WriteStream): string {
  const text = textOf(part);
  return stream.isTTY && !showsUtf8(process.env) ? toAscii(text) : text;
}

function write(stream: NodeJS.WriteStream, part: Part): void {
  const text = shownText(part, stream);
  if (text !== '') stream.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Prints text of several lines, such as the output of the console channel. */
export function printBlock(text: string): void {
  print(block(text));
}

/** Runs `then` once everything printed so far has been flushed. */
export function whenPrinted(then: () => void): void {
  process.stdout.write('', then);
}

/** Warnings and errors as plain lines for a person, or as JSON lines for a machine. */
export function terminalLog(clock: Clock, level: LogLevel = 'info'): Log {
  if (!process.stderr.isTTY) return createJsonLog((text) => process.stderr.write(text), clock, level);
  const sayAs = (mark: Shown) => (event: string, facts?: Readonly<Record<string, unknown>>) => {
    const problem = facts?.problem ?? JSON.stringify(facts ?? {});
    say(line`${mark} ${event.replaceAll('_', ' ')}: ${String(problem)}`);
  };
  return { debug() {}, info() {}, warn: sayAs(WARNING), error: sayAs(BAD) };
}

/** The display during a sweep: a progress bar on a terminal; nothing elsewhere, where the log shows the progress. */
export interface SweepDisplay {
  update(progress: PageProgress): void;
  /** Writes text after the bar, which it would otherwise disrupt. */
  write(text: string): void;
  /** Removes the bar. @returns what was written meanwhile */
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

/** For sweeps of several accounts at once. */
export function noDisplay(): SweepDisplay {
  const written: string[] = [];
  return { update() {}, write: (text) => void written.push(text), end: () => block(written.join('')) };
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
