import type { UtcDateTime } from '../../../lib/base/time.ts';
import { count, countOf, roughly } from '../figures.ts';
import { kindMark, seenBy } from '../message.ts';
import { bold, dim, line, lines, type Part, red, type Shown, yellow } from '../shown.ts';
import { cut, wrapped } from '../width.ts';
import type { Board } from './board.ts';
import { channelLines, fleetLine, monitorLine, troubleLines } from './health.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const LABEL_COLUMNS = 10;
/** In a terminal of 24 rows; a taller one shows more. */
const LEAST_LISTED = 4;

const FOOTERS: Readonly<Record<Board['phase'], string>> = {
  watching: 'Ctrl-C stops',
  stopping: 'stopping when the sweep under way has come to its end',
  stopped: 'stopped',
};

/** The screen as one text: no line is wider than the terminal, and one row is left for the cursor. */
export function frameOf(board: Board, { columns, rows }: Size): Shown {
  const most = Math.max(1, rows - 1);
  const listed = Math.max(LEAST_LISTED, Math.floor(rows / 6));
  const above = linesAboveMessages(board, listed);
  const end = dim(FOOTERS[board.phase]);
  const room = most - above.length - 1;
  const all = [...above, ...messageLines(board, room, columns), end];
  return lines((all.length > most ? withoutBlanks(all) : all).slice(0, most).map((one) => cut(one, columns)));
}

function linesAboveMessages(board: Board, listed: number): Part[] {
  return [
    ...headLines(board),
    '',
    labelled('monitor', monitorLine(board)),
    ...troubleLines(board).map((trouble) => labelled('', trouble)),
    labelled('fleet', fleetLine(board)),
    ...channelLines(board, listed).map((text, index) => labelled(index === 0 ? 'channels' : '', text)),
    '',
    ...causeLines(board, listed),
    '',
  ];
}

function withoutBlanks(all: readonly Part[]): readonly Part[] {
  return all.filter((one) => one !== '');
}

function labelled(label: string, part: Part): Shown {
  return line`${dim(label.padEnd(LABEL_COLUMNS))}${part}`;
}

function headLines(board: Board): Shown[] {
  return [
    bold(board.title),
    ...(board.page === null ? [] : [labelled('page', board.page)]),
    ...(board.script.length === 0 ? [] : [labelled('script', scriptText(board))]),
  ];
}

function scriptText({ script, elapsedMs }: Board): string {
  const past = script.filter(({ atMs }) => atMs <= elapsedMs).slice(-1);
  const ahead = script.filter(({ atMs }) => atMs > elapsedMs);
  return [
    ...past.map(({ atMs, did }) => `${did} ${roughly(elapsedMs - atMs)} ago`),
    ...ahead.map(({ atMs, will }) => `in ${roughly(atMs - elapsedMs)} ${will}`),
  ].join(' · ');
}

const SEVERITY_COLUMNS = 'critical '.length;

function causeLines({ status }: Board, listed: number): Shown[] {
  const { causes = [], open, held } = status ?? {};
  const untold = held && held.affected > 0 ? [line`  ${countOf(held.affected, 'fault')} held back by a mute`] : [];
  if (!open || causes.length + untold.length === 0) return [labelled('open', 'nothing')];
  const shown = open.causes > listed ? causes.slice(0, listed - 1) : causes;
  return [
    labelled('open', `${countOf(open.causes, 'cause')}, ${countOf(open.relays - open.held, 'relay')}`),
    ...shown.map(({ severity, text }) => {
      const mark = (severity === 'critical' ? red : yellow)(severity.padEnd(SEVERITY_COLUMNS));
      return line`  ${mark} ${text.title}`;
    }),
    ...(shown.length < open.causes ? [line`  and ${count(open.causes - shown.length)} more`] : []),
    ...untold,
  ];
}

/** The newest message, with as much of its body as fits. */
function messageLines({ newest, now }: Board, room: number, columns: number): Part[] {
  if (newest === null) return room > 0 ? ['on-call has heard nothing yet'] : [];
  const { notification, title, body, at, channels, source } = newest;
  const head = line`${kindMark(notification)} to ${channels.join(', ')}, ${ago(at, now)}${seenBy(source)}`;
  const text = [head, ...wrapped(title, columns).map(bold), ...body.split('\n').map((one) => line`  ${one}`)];
  if (text.length <= room) return text;
  const left = text.length - room + 1;
  return room < 2
    ? text.slice(0, Math.max(0, room))
    : [...text.slice(0, room - 1), dim(`  … ${countOf(left, 'more line', 'more lines')}`)];
}

/** `12 s ago`. */
export function ago(at: UtcDateTime, now: UtcDateTime): string {
  return `${roughly(now.diff(at).toMillis())} ago`;
}
