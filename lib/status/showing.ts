import { clipChars } from '../base/cut.ts';
import { visible } from '../base/visible.ts';

/** Makes text from outside fit to be shown. */
export type Show = (text: string) => string;

/** Shorter texts are whole in any case. */
const LONG_CHARS = 200;
/** So much all long texts of a document may have together: ten thousand names of ten thousand characters must not fit. */
const ROOM_CHARS = 100_000;

/** For one document: each text is one visible line, and whole as long as there is room for the long ones. */
export function showing(): Show {
  let left = ROOM_CHARS;
  return (text) => {
    // nothing is made visible that is cut off then
    const seen = visible(text.slice(0, ROOM_CHARS + 1));
    if (seen.length <= LONG_CHARS) return seen;
    if (seen.length > left) return clipChars(seen, LONG_CHARS);
    left -= seen.length;
    return seen;
  };
}

/** What is left of a text when there is no room any more. */
const BRIEF_CHARS = 24;
const BRIEF_ROOM_CHARS = 60_000;

/** For a document of thousands of texts: each is one visible line, at most 200 characters long, and brief when they are many. */
export function showingBriefly(): Show {
  let left = BRIEF_ROOM_CHARS;
  return (text) => {
    const seen = clipChars(visible(text.slice(0, LONG_CHARS + 1)), left > 0 ? LONG_CHARS : BRIEF_CHARS);
    left -= seen.length;
    return seen;
  };
}
