import pc from 'picocolors';
import { visible, visibleLines } from '../../lib/base/visible.ts';

/**
 * Text that is safe for a terminal: colours and line breaks in it are ours, and whatever came from outside was made
 * visible when it was inserted. Nothing else is printed (`terminal.ts`), so a plain string counts as text from outside:
 * one line.
 */
export class Shown {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  /** A template whose own text is ours; string values are from outside. */
  static line(ours: TemplateStringsArray, ...parts: readonly Part[]): Shown {
    return new Shown(String.raw({ raw: ours }, ...parts.map(textOf)));
  }

  /** One line per part. */
  static lines(parts: readonly Part[]): Shown {
    return new Shown(parts.map(textOf).join('\n'));
  }

  /** Several lines of our own that quote text from outside, such as the message of an error. */
  static block(text: string): Shown {
    return new Shown(visibleLines(text));
  }

  /** Wraps what was made of shown parts by code that adds nothing from outside: a colour, a table. */
  static made(text: string): Shown {
    return new Shown(text);
  }
}

/** A plain string is from outside. */
export type Part = Shown | string | number;

/** A part in the form that is safe for a terminal. */
export function textOf(part: Part): string {
  return part instanceof Shown ? part.text : visible(String(part));
}

export const { line, lines, block } = Shown;

const styledBy = (style: (text: string) => string) => (part: Part) => Shown.made(style(textOf(part)));
export const green = styledBy(pc.green);
export const red = styledBy(pc.red);
export const yellow = styledBy(pc.yellow);
export const dim = styledBy(pc.dim);
export const bold = styledBy(pc.bold);

export const GOOD = green('✓');
export const BAD = red('✗');
export const WARNING = yellow('!');
