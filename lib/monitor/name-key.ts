import { fingerprintHex } from './fingerprint.ts';

/** The characters that every receiver accepts in a key. */
const PLAIN = /^[A-Za-z0-9_-]*$/;
/** How the key of a name ends that did not fit: a plain name that happens to end like this must not collide with one. */
const FITTED = /-[0-9a-f]{16}$/;

/**
 * A key made of a name that people chose: letters, digits, `_` and `-`, and at most `mostChars`. A plain name that fits
 * stays readable as it is; of any other a readable rest is left, and a hash of the whole name, so that different names
 * have different keys. The same name always gives the same key.
 * @param prefix plain, and shorter than `mostChars` by 17 at least
 */
export function nameKey(prefix: string, name: string, mostChars = 64): string {
  const key = prefix + name;
  if (PLAIN.test(name) && key.length <= mostChars && !FITTED.test(key)) return key;
  const end = `-${fingerprintHex(name)}`;
  return `${prefix}${name.replace(/[^A-Za-z0-9_-]+/g, '_')}`.slice(0, mostChars - end.length) + end;
}
