import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { type Part, Shown, textOf } from './shown.ts';

/** Contains nothing wide, combining or escaped, so each character takes one column. */
const PLAIN = /^[\x20-\x7e]*$/;

/** How many columns a text takes on a terminal: two for a Chinese character or an emoji, none for a colour. */
export function widthOf(part: Part): number {
  const text = textOf(part);
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

/** The text in at most this many columns, cut with `…` and never within a character. */
export function cut(part: Part, columns: number): Shown {
  const text = textOf(part);
  if (columns <= 0) return Shown.made('');
  if (PLAIN.test(text)) return Shown.made(text.length <= columns ? text : `${text.slice(0, columns - 1)}…`);
  if (!text.includes('\u001b')) return Shown.made(cutUnstyled(text, columns));
  const shorter = cliTruncate(text, columns);
  // it would include a wide character that begins in the last column but one
  return Shown.made(widthOf(Shown.made(shorter)) <= columns ? shorter : cliTruncate(text, columns - 1));
}

const characters = new Intl.Segmenter();

/** Looks no further than necessary, so that tables of ten thousand rows are fast. */
function cutUnstyled(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  for (const { segment, index } of characters.segment(text)) {
    width += PLAIN.test(segment) ? 1 : stringWidth(segment);
    if (width > columns) return `${text.slice(0, end)}…`;
    if (width < columns) end = index + segment.length;
  }
  return text;
}

/** The text as lines of at most this many columns, broken between words. */
export function wrapped(part: Part, columns: number): Shown[] {
  const text = wrapAnsi(textOf(part), Math.max(1, columns), { hard: true });
  return text.split('\n').map((one) => Shown.made(one));
}

/** The text in exactly this many columns; with `none`, in at most this many. */
export function fitted(part: Part, columns: number, align: 'left' | 'right' | 'none' = 'left'): Shown {
  const shown = cut(part, columns);
  if (align === 'none') return shown;
  const gap = ' '.repeat(Math.max(0, columns - widthOf(shown)));
  return Shown.made(align === 'left' ? shown.text + gap : gap + shown.text);
}
