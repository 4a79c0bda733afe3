/** Two halves of 32 bits. */
export type Fingerprint = readonly [high: number, low: number];

/**
 * 64 bits that tell texts apart: two 32-bit multiply-and-mix hashes with different constants, finished as MurmurHash3
 * finishes its own. A cryptographic hash from node:crypto costs ten times as much, and no adversary picks the texts.
 */
export function fingerprint(text: string): Fingerprint {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995);
    b ^= b >>> 15;
  }
  return [mix(a ^ text.length), mix(b ^ (a >>> 7))];
}

function mix(hash: number): number {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The fingerprint as 16 hexadecimal digits. */
export function fingerprintHex(text: string): string {
  const [high, low] = fingerprint(text);
  return hex(high) + hex(low);
}

const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Digit by digit, as a sweep does this for each task: toString(16) with padding takes ten times as long. */
function hex(half: number): string {
  const digit = (shift: number) => DIGITS[(half >>> shift) & 15] as number;
  return String.fromCharCode(digit(28), digit(24), digit(20), digit(16), digit(12), digit(8), digit(4), digit(0));
}
