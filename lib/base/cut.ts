import { visible } from './visible.ts';

/** Visible, without blanks around it, and not longer than that. */
export function short(text: string, maxChars: number): string {
  return clipChars(visible(text).trim(), maxChars);
}

/** At most `maxChars` UTF-16 units, cut at a character's border; what was cut is shown as `…`. */
export function clipChars(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return `${longestStart(text, (start) => start.length < maxChars)}…`;
}

/** At most `maxBytes` of UTF-8, cut at a character's border; what was cut is shown as `…` (3 bytes). */
export function clipBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  return `${longestStart(text, (start) => Buffer.byteLength(start) <= maxBytes - 3)}…`;
}

/** The longest start of a text that passes; a shorter start must pass whenever a longer one does. */
export function longestStart(text: string, passes: (start: string) => boolean): string {
  const characters = [...text];
  return characters
    .slice(
      0,
      mostThatPass(characters.length, (n) => passes(characters.slice(0, n).join(''))),
    )
    .join('');
}

/** The greatest count up to `most` that passes, found by halving; 0 is not asked. */
export function mostThatPass(most: number, passes: (count: number) => boolean): number {
  let passing = 0;
  let failing = most + 1;
  while (failing - passing > 1) {
    const middle = Math.floor((passing + failing) / 2);
    if (passes(middle)) passing = middle;
    else failing = middle;
  }
  return passing;
}
