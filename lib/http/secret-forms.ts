/**
 * Removes the given secrets from a text wherever they occur, in whatever form: plain, escaped in JSON (which may be
 * nested in JSON again), form-encoded, or with any of their characters percent-encoded, once or more. Takes linear
 * time.
 */
export function withoutSecrets(text: string, given: readonly (string | undefined)[], mask: string): string {
  const secrets = given.filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST);
  if (secrets.length === 0) return text;
  const ranges = [...plainRanges(text, secrets), ...(/[\\%+]/.test(text) ? decodedRanges(text, secrets) : [])];
  return withoutRanges(text, ranges, mask);
}

/** Anything shorter is hardly a secret, and removing it would take half of the text along. */
const SHORTEST = 4;

/** Start and end; the end is exclusive. */
type Place = readonly [number, number];

/** A text with all encodings decoded, as bytes; `places` gives the position of each byte in the original text. */
interface Decoded {
  readonly bytes: string;
  readonly places: readonly Place[];
}

/** An escaped character, backslashes that escape something, an encoded byte, or a run of anything else. */
const TOKENS = /\\+u([0-9a-f]{4})|\\+|%(?:25)*([0-9a-f]{2})|[^\\%]+|%/gi;

function decode(text: string): Decoded {
  const bytes: string[] = [];
  const places: Place[] = [];
  const put = (raw: string, place: Place) => {
    for (const byte of raw) {
      // the escape may itself have been escaped or encoded, and a form writes a blank as a plus
      if (byte === '\\') continue;
      bytes.push(byte === '+' ? ' ' : byte);
      places.push(place);
    }
  };
  for (const { 0: token, 1: unit, 2: byte, index } of text.matchAll(TOKENS)) {
    const place: Place = [index, index + token.length];
    if (unit !== undefined) put(bytesOf(String.fromCharCode(Number.parseInt(unit, 16))), place);
    else if (byte !== undefined) put(String.fromCharCode(Number.parseInt(byte, 16)), place);
    else {
      let at = index;
      for (const character of token) {
        put(bytesOf(character), [at, at + character.length]);
        at += character.length;
      }
    }
  }
  return { bytes: bytes.join(''), places };
}

/** UTF-8 as a string with one character per byte. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Looks for the usual forms literally: what follows one of them may look like part of an encoded character. */
function plainRanges(text: string, secrets: readonly string[]): Place[] {
  const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encoded(secret)]);
  return forms.flatMap((form) => placesOf(form, text).map((at): Place => [at, at + form.length]));
}

/** Half a surrogate pair cannot be encoded. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

function decodedRanges(text: string, secrets: readonly string[]): Place[] {
  const { bytes, places } = decode(text);
  return secrets.flatMap((secret) => {
    const wanted = decode(secret).bytes;
    if (wanted.length < SHORTEST) return [];
    return placesOf(wanted, bytes).map((at): Place => {
      const last = at + wanted.length - 1;
      return [places[at]?.[0] ?? 0, places[last]?.[1] ?? text.length];
    });
  });
}

function placesOf(part: string, text: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found.push(at);
  return found;
}

/** @param ranges may overlap: one secret may be part of another */
function withoutRanges(text: string, ranges: readonly Place[], mask: string): string {
  const parts: string[] = [];
  let told = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from >= told) parts.push(text.slice(told, from), mask);
    told = Math.max(told, to);
  }
  return parts.join('') + text.slice(told);
}
