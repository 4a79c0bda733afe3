import Table from 'cli-table3';
import { dim, type Part, Shown, textOf } from './shown.ts';

const PLAIN_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '  ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** A table without lines, for a terminal of 80 columns and for pipes. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly Part[])[],
  rightFrom = Number.POSITIVE_INFINITY,
): Shown {
  const table = new Table({
    head: head.map((name) => dim(name).text),
    chars: PLAIN_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: head.map((_, index) => (index >= rightFrom ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => row.map(textOf)));
  return Shown.made(table.toString());
}
