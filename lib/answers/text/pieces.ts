import { clipChars } from '../../base/cut.ts';
import { grouped } from '../../base/grouped.ts';

/**
 * A part of a sentence: words of our own, text from outside, or a time. Who shows a sentence gives a name its own writing
 * direction, and a time in the reader's zone.
 */
export type Piece = string | { readonly outside: string } | { readonly time: string };
export type Pieces = readonly Piece[];

/** Names may be as long as somebody likes. */
const LONGEST_TEXT = 200;

/** Text from outside. */
export function outside(text: string): Piece {
  return { outside: clipChars(text, LONGEST_TEXT) };
}

/** A time: ISO 8601, UTC. */
export function instant(time: string): Piece {
  return { time };
}

/** A sentence with its parts. A text among the values is words of our own. */
export function pieces(words: TemplateStringsArray, ...values: readonly (Piece | number | Pieces)[]): Pieces {
  const parts = words.flatMap((text, n): Pieces => {
    const value = values[n] ?? '';
    return [text, ...(typeof value === 'number' ? [grouped(value)] : Array.isArray(value) ? value : [value as Piece])];
  });
  return merged(parts);
}

/** Parts one after another, with something between them. */
export function joined(all: readonly Pieces[], between: string): Pieces {
  return merged(all.flatMap((one, n) => (n === 0 ? one : [between, ...one])));
}

/** The sentence as a plain text. */
export function plainOf(parts: Pieces): string {
  return parts.map((one) => (typeof one === 'string' ? one : 'time' in one ? one.time : one.outside)).join('');
}

function merged(parts: Pieces): Pieces {
  const all: Piece[] = [];
  for (const one of parts) {
    const last = all.at(-1);
    if (one === '') continue;
    if (typeof one === 'string' && typeof last === 'string') all[all.length - 1] = last + one;
    else all.push(one);
  }
  return all;
}
