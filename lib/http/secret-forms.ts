/**
 * A text without the given secrets, wherever and however they stand in it: plain, escaped in JSON (which may stand in JSON
 * again), in a form, or with any of their characters percent-encoded, once or more. Takes time by the length of the text.
 */
export function withoutSecrets(text: string, given: readonly (string | undefined)[], mask: string): string {
  const secrets = given.filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST);
  if (secrets.length === 0) return text;
  const ranges = [...plainRanges(text, secrets), ...(/[\\%+]/.test(text) ? decodedRanges(text, secrets) : [])];
  return withoutRanges(text, ranges, mask);
}

/** Less is no secret, and would take half of the text with it. */
const SHORTEST = 4;

/** From and to, the latter not included. */
type Place = readonly [number, number];

/** A text with all that was encoded decoded, as bytes; `places` says of each where it stands in the text. */
interface Decoded {
  readonly bytes: string;
  readonly places: readonly Place[];
}

/** An escaped character, backslashes that escape something, an encoded byte, or a run of all else. */
const TOKENS = /\\+u([0-9a-f]{4})|\\+|%(?:25)*([0-9a-f]{2})|[^\\%]+|%/gi;

function decode(text: string): Decoded {
  const bytes: string[] = [];
  const places: Place[] = [];
  const put = (raw: string, place: Place) => {
    for (const byte of raw) {
      // what escapes may have been escaped or encoded itself, and a form writes a blank as a plus
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

/** Of UTF-8, a character a byte. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** The usual forms as they are: what follows one may look like a part of an encoded character. */
function plainRanges(text: string, secrets: readonly string[]): Place[] {
  const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encoded(secret)]);
  return forms.flatMap((form) => placesOf(form, text).map((at): Place => [at, at + form.length]));
}

/** Half a character cannot be encoded. */
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

/** @param ranges may overlap: a secret may be a part of another */
function withoutRanges(text: string, ranges: readonly Place[], mask: string): string {
  const parts: string[] = [];
  let told = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from >= told) parts.push(text.slice(told, from), mask);
    told = Math.max(told, to);
  }
  return parts.join('') + text.slice(told);
}
