import { dim, lines, type Part, Shown, textOf } from './shown.ts';
import { terminalColumns } from './size.ts';
import { cut, fitted, widthOf } from './width.ts';

export interface Column {
  readonly head: string;
  /** Useless when cut, such as an id. */
  readonly whole?: true;
}

interface Options {
  /** Columns from this one on contain numbers. */
  readonly rightFrom?: number;
  /** The terminal's width; Infinity without a terminal. */
  readonly width?: number;
}

interface Sized {
  readonly index: number;
  readonly head: string;
  readonly whole: boolean;
  readonly columns: number;
}

const INDENT = '  ';
const BETWEEN = '  ';
/** Less of a text would say nothing. */
const LEAST_COLUMNS = 8;

/**
 * A table without borders, for terminals and pipes. If it is wider than the terminal, the widest columns are cut with
 * `…`; if that is not enough, the last ones are left out, and a line below says so.
 */
export function plainTable(
  head: readonly (string | Column)[],
  rows: readonly (readonly Part[])[],
  { rightFrom = Number.POSITIVE_INFINITY, width = terminalColumns() }: Options = {},
): Shown {
  const cells = rows.map((row) => head.map((_, index) => cellOf(row[index] ?? '')));
  const all = head.map((one, index): Sized => {
    const column = typeof one === 'string' ? { head: one } : one;
    const columns = cells.reduce((most, row) => Math.max(most, row[index]?.width ?? 0), widthOf(column.head));
    return { index, head: column.head, whole: 'whole' in column, columns };
  });
  const shown = fitting(all, width);
  const lineOf = (row: readonly Cell[]) => {
    const texts = shown.map(({ index, columns }, place) => {
      const isLast = place === shown.length - 1;
      return fittedText(row[index] ?? NOTHING, columns, index >= rightFrom ? 'right' : isLast ? 'none' : 'left');
    });
    // an empty last column shall not trail blanks
    return `${INDENT}${texts.join(BETWEEN)}`.trimEnd();
  };
  const heads = all.map((one) => cellOf(dim(one.head)));
  // the cells are already visible texts, so ten thousand rows are not checked again
  return lines([Shown.made([heads, ...cells].map(lineOf).join('\n')), ...leftOutLine(all, shown, width)]);
}

interface Cell {
  readonly text: string;
  readonly width: number;
}

const NOTHING: Cell = { text: '', width: 0 };

function cellOf(part: Part): Cell {
  const text = textOf(part);
  return { text, width: widthOf(Shown.made(text)) };
}

function fittedText({ text, width }: Cell, columns: number, align: 'left' | 'right' | 'none'): string {
  if (width > columns) return fitted(Shown.made(text), columns, align).text;
  if (align === 'none') return text;
  const gap = ' '.repeat(columns - width);
  return align === 'left' ? text + gap : gap + text;
}

function leftOutLine(all: readonly Sized[], shown: readonly Sized[], width: number): Shown[] {
  const leftOut = all.filter(({ index }) => !shown.some((one) => one.index === index)).map(({ head }) => head);
  return leftOut.length === 0 ? [] : [cut(dim(`${INDENT}too narrow for: ${leftOut.join(', ')}`), width)];
}

/** The columns that fit: optional ones are dropped from the end until the rest fits. */
function fitting(all: readonly Sized[], width: number): readonly Sized[] {
  const fitted = shrunk(all, width);
  if (fitted !== null) return fitted;
  const last = all.findLast(({ whole }) => !whole) ?? all.at(-1);
  const fewer = all.filter((one) => one !== last);
  return fewer.length === 0
    ? [{ ...(last as Sized), columns: Math.max(1, width - INDENT.length) }]
    : fitting(fewer, width);
}

/** Makes the widest columns as narrow as needed; null if they would say nothing then. */
function shrunk(all: readonly Sized[], width: number): readonly Sized[] | null {
  const room = width - INDENT.length - BETWEEN.length * (all.length - 1);
  const kept = all.filter(({ whole }) => whole).reduce((sum, { columns }) => sum + columns, 0);
  const others = all.filter(({ whole }) => !whole);
  const most = mostFor(others, room - kept);
  if (most < LEAST_COLUMNS && others.some(({ columns }) => columns > most)) return null;
  if (others.length === 0 && kept > room) return null;
  return all.map((one) => (one.whole ? one : { ...one, columns: Math.min(one.columns, most) }));
}

/** The maximum width of a column when the room is shared: what narrow columns do not need goes to the wide ones. */
function mostFor(columns: readonly Sized[], room: number): number {
  const narrowFirst = columns.map((one) => one.columns).sort((a, b) => a - b);
  let left = room;
  for (const [place, own] of narrowFirst.entries()) {
    const share = Math.floor(left / (narrowFirst.length - place));
    if (own > share) return share;
    left -= own;
  }
  return Number.POSITIVE_INFINITY;
}
