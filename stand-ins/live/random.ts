/** A function that gives numbers in [0, 1). */
export type Random = () => number;

/** A well mixed unsigned 32-bit number for a seed and one or two integers; the same input gives the same number. */
export function hash32(seed: number, first: number, second = 0): number {
  const mixed = scramble32((seed ^ Math.imul(second + 1, 0x9e3779b1)) >>> 0);
  return scramble32((mixed + first) >>> 0);
}

/** Like hash32, as a share in [0, 1). */
export function share(seed: number, first: number, second = 0): number {
  return hash32(seed, first, second) / 2 ** 32;
}

/** Mixes 32 bits so that no two inputs collide (the "lowbias32" permutation); undone by `unscramble32`. */
export function scramble32(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The inverse of `scramble32`: gives back what was scrambled. */
export function unscramble32(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x43021123);
  x = Math.imul(x ^ (x >>> 15) ^ (x >>> 30), 0x1d69e2a5);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A stream of numbers in [0, 1) that repeats for the same seed. */
export function seededGenerator(seed: number): Random {
  let drawn = 0;
  return () => share(seed, drawn++, 77);
}

/** One draw from the standard normal distribution (Box and Muller). */
export function standardNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
