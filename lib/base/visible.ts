/**
 * What no terminal, log or message gets as it is: control characters (escape sequences begin with one), what reverses the
 * direction of writing, what nobody can see, separators of lines, and halves of characters. The joiners U+200C and U+200D
 * are not among them: they make Persian words, Indic letters and emoji what they are.
 */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Of a text without any of this, nothing can be seen: fillers and the empty Braille pattern are letters and symbols. */
const SEEN = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Text from outside, fit to stand in a message or on a terminal: one line, whatever nobody could see shown as `?`. */
export function visible(text: string): string {
  return text.replace(UNSAFE, '?');
}

/** Several lines of our own that quote text from outside: each is a visible line. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visible).join('\n');
}

/** Whether a reader would see nothing. */
export function isBlank(text: string): boolean {
  return !SEEN.test(text);
}

/** What a relay is called where one word has to do: its name, or its id when the name says nothing. */
export function nameOrId({ name, taskId }: { readonly name: string; readonly taskId: string }): string {
  return isBlank(name) ? taskId : name;
}

/** JSON that means the same, and shows a terminal nothing but what can be seen: JSON itself escapes half of it. */
export function escapeInJson(json: string): string {
  return json.replace(UNSAFE, (unsafe) =>
    // a line break between two values is ours; within a text, JSON has escaped it
    unsafe === '\n'
      ? unsafe
      : Array.from({ length: unsafe.length }, (_, at) => escapeOf(unsafe.charCodeAt(at))).join(''),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
