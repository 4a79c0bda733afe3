/**
 * What no terminal, log or message should receive unchanged: control characters (escape sequences begin with one),
 * characters that reverse the writing direction, invisible characters, line separators, and unpaired surrogates. The
 * joiners U+200C and U+200D are exempt: Persian words, Indic letters and emoji need them.
 */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/**
 * A text without any of these characters shows nothing: fillers and the empty Braille pattern count as letters and
 * symbols.
 */
const SEEN = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Text from outside, safe for a message or a terminal: one line, with every invisible character shown as `?`. */
export function visible(text: string): string {
  return text.replace(UNSAFE, '?');
}

/** Several lines of our own that quote text from outside: each is made visible. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join('\n');
}

/** Whether a reader would see nothing at all. */
export function isBlank(text: string): boolean {
  return !SEEN.test(text);
}

/** What to call a relay in one word: its name, or its id when the name is blank. */
export function nameOrId({ name, taskId }: { readonly name: string; readonly taskId: string }): string {
  return isBlank(name) ? taskId : name;
}

/** Equivalent JSON that is safe to show on a terminal: JSON itself escapes only half of what is needed. */
export function escapeInJson(json: string): string {
  return json.replace(UNSAFE, (unsafe) =>
    // a line break between two values is ours; those inside a text were escaped by JSON
    unsafe === '\n'
      ? unsafe
      : Array.from({ length: unsafe.length }, (_, at) => escapeOf(unsafe.charCodeAt(at))).join(''),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
