/** One pattern or several of which any may fit. */
export type Patterns = string | readonly string[];

/**
 * What to choose: every criterion given must fit, and without any criterion everything fits. Patterns are globs, see `globMatches`;
 * those of `source` and `destination` mean hosts (`push-*.example.com`), with `://` scheme and host.
 */
export interface Match {
  readonly region?: Patterns | undefined;
  readonly name?: Patterns | undefined;
  readonly source?: Patterns | undefined;
  readonly destination?: Patterns | undefined;
  /** Words, not globs. */
  readonly verdict?: Patterns | undefined;
  readonly severity?: Patterns | undefined;
}

/** What a match is asked about. `source` and `destination` are scheme and host, or empty when unknown. */
export interface Matchable {
  readonly region: string;
  readonly name: string;
  readonly source: string;
  readonly destination: string;
  readonly verdict?: string;
  readonly severity?: string;
}

/** The longest glob that a configuration may have, which bounds the time of a comparison. */
export const GLOB_LENGTH_MAX = 256;

/** Whether a subject fits. */
export function matches(subject: Matchable, match: Match): boolean {
  return (
    isOneOf(subject.verdict, match.verdict) &&
    isOneOf(subject.severity, match.severity) &&
    anyGlobMatches(match.region, subject.region) &&
    anyGlobMatches(match.name, subject.name) &&
    anyGlobMatches(match.source, subject.source, placeMatches) &&
    anyGlobMatches(match.destination, subject.destination, placeMatches)
  );
}

/** Whether a word is among those wanted; when none is named, every word is. */
export function isOneOf(word: string | undefined, wanted: Patterns | undefined): boolean {
  if (wanted === undefined) return true;
  if (word === undefined) return false;
  return typeof wanted === 'string' ? wanted === word : wanted.includes(word);
}

/** Whether a text fits one of the globs; when there are none, every text does. */
export function anyGlobMatches(globs: Patterns | undefined, text: string, fits = globMatches): boolean {
  if (globs === undefined) return true;
  return typeof globs === 'string' ? fits(globs, text) : globs.some((glob) => fits(glob, text));
}

/** As people write hosts: without scheme unless the glob has one, and without the port unless they name it. */
function placeMatches(glob: string, place: string): boolean {
  const schemeEnd = place.indexOf('://');
  const host = glob.includes('://') || schemeEnd < 0 ? place : place.slice(schemeEnd + 3);
  if (globMatches(glob, host)) return true;
  const withoutPort = host.replace(/:\d+$/, '');
  return withoutPort !== host && globMatches(glob, withoutPort);
}

const NOT_ASCII = /[^\p{ASCII}]/u;
const STAR = 0x2a;
const QUESTION_MARK = 0x3f;
const BACKSLASH = 0x5c;

/**
 * Whether the whole of a text fits a glob: `*` is any run of characters, `?` is one character, `\` takes the next one as
 * it is. Upper and lower case are the same, and so are the ways to write an accent (NFC, NFD). Takes at most length × length steps, whatever the glob: on a mismatch only the
 * last `*` is tried again, since what an earlier one could take, the last one can.
 */
export function globMatches(glob: string, text: string): boolean {
  return fitsComposed(composed(glob), composed(text));
}

/** With each accent in its letter where there is such a letter (NFC): a Mac writes names otherwise than most keyboards. */
function composed(text: string): string {
  return NOT_ASCII.test(text) ? text.normalize('NFC') : text;
}

function fitsComposed(glob: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  let afterStar = -1;
  let starTook = 0;
  while (inText < text.length) {
    const token = glob.charCodeAt(inPattern);
    const literalAt = token === BACKSLASH ? inPattern + 1 : inPattern;
    if (token === STAR) {
      afterStar = inPattern += 1;
      starTook = inText;
    } else if (token === QUESTION_MARK) {
      inPattern += 1;
      inText += widthOf(text, inText);
    } else if (isSameLetter(glob.charCodeAt(literalAt), text.charCodeAt(inText))) {
      inPattern = literalAt + 1;
      inText += 1;
    } else if (afterStar >= 0) {
      inPattern = afterStar;
      inText = starTook += 1;
    } else {
      return false;
    }
  }
  while (glob.charCodeAt(inPattern) === STAR) inPattern += 1;
  return inPattern >= glob.length;
}

/** Whether two UTF-16 units are one letter, upper or lower case. */
function isSameLetter(a: number, b: number): boolean {
  if (a === b) return true;
  if (a < 0x80 && b < 0x80) return (a ^ b) === 0x20 && (a | 0x20) >= 0x61 && (a | 0x20) <= 0x7a;
  // past its end, a text gives NaN
  return a >= 0 && String.fromCharCode(a).toLowerCase() === String.fromCharCode(b).toLowerCase();
}

/**
 * The longest part of a glob that stands in every text that fits it, as it is written; empty when there is none. An accented
 * letter is in none: it can be written in two ways.
 */
export function longestLiteral(glob: string): string {
  const parts = composed(glob).match(/(?:\\.|[^\\*?])+/gs) ?? [];
  const literals = parts.flatMap((part) => writtenInOneWay(part.replace(/\\(.)/gs, '$1')));
  return literals.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

function writtenInOneWay(text: string): string[] {
  if (!NOT_ASCII.test(text)) return [text];
  return [...text]
    .map((letter) => (letter.normalize('NFD') === letter ? letter : '\n'))
    .join('')
    .split('\n');
}

/** Of one character in UTF-16: 2 outside the basic plane. */
function widthOf(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/**
 * Whether a text is a glob. Brackets and braces mean something to a shell and nothing here, so they need a backslash:
 * somebody who writes `studio-[12]` must not wait for pages that never come. A line break in one is a slip, too.
 */
export function isGlob(text: string): boolean {
  return text.trim() !== '' && text.length <= GLOB_LENGTH_MAX && /^(?:[^\\[\]{}\p{Cc}]|\\[\\[\]{}*?])*$/u.test(text);
}

/** Whether a text is a glob of a host, with or without scheme. Nothing after the host is kept, so nothing there can match. */
export function isHostGlob(text: string): boolean {
  return isGlob(text) && /^(?:[^/\s]*:\/\/)?[^/\s]+$/.test(text);
}
