import { isUtf8 } from 'node:buffer';

/** What a file that is not UTF-8 contains, and where. */
export interface NotUtf8 {
  readonly line: number;
  readonly column: number;
  readonly found: string;
}

/**
 * The text of a file, or the place where it stops being UTF-8. If it were read anyway, letters in names would silently
 * change.
 */
export function utf8Text(bytes: Uint8Array): string | NotUtf8 {
  const text = Buffer.from(bytes).toString('utf8');
  return isUtf8(bytes) ? text : notUtf8(bytes, text);
}

function notUtf8(bytes: Uint8Array, text: string): NotUtf8 {
  const [first = 0, second = 0] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { line: 1, column: 1, found: `the bytes ${hex(first)} ${hex(second)}, with which UTF-16 files begin` };
  }
  const at = firstWrong(bytes, text);
  const before = Buffer.from(bytes.subarray(0, at)).toString('utf8').split('\n');
  const found = `the byte ${hex(bytes[at] ?? 0)} at offset ${at}, which is not UTF-8`;
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, found };
}

/** The place where the text has a replacement character that is not in the bytes. */
function firstWrong(bytes: Uint8Array, text: string): number {
  const mark = Buffer.from('\ufffd');
  let at = 0;
  for (const character of text) {
    const length = Buffer.byteLength(character);
    if (character === '\ufffd' && !mark.equals(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
