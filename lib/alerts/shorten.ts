import { clipChars } from '../base/cut.ts';

interface Limits {
  /** Most UTF-16 units of a text. */
  readonly chars: number;
  /** Most entries of a list. */
  readonly items: number;
}

/** Each is tried when the one before was not enough. With the last, any notification is some 6,000 bytes. */
const STEPS: readonly Limits[] = [
  { chars: 4_000, items: 100 },
  { chars: 1_000, items: 40 },
  { chars: 250, items: 20 },
  { chars: 60, items: 10 },
  { chars: 20, items: 4 },
];

/** Texts that mean nothing when cut. They are short by their contract. */
const WHOLE: ReadonlySet<string> = new Set(
  'id dedupKey account kind severity verdict at since by event link'.split(' '),
);

/** Shortens what it is given: texts end in `…`, lists lose their last entries. */
export type Cut = <T>(value: T) => T;

/**
 * What `build` makes, as JSON below `mostBytes`: with all there is when that fits, else with everything that was passed
 * through `cut` shorter and shorter.
 */
export function jsonBelow(mostBytes: number, build: (cut: Cut, isShortened: boolean) => unknown): string {
  let json = JSON.stringify(build((value) => value, false));
  for (const limits of STEPS) {
    if (Buffer.byteLength(json) < mostBytes) return json;
    json = JSON.stringify(build((value) => shortened(value, limits) as typeof value, true));
  }
  return json;
}

function shortened(value: unknown, limits: Limits): unknown {
  if (typeof value === 'string') return clipChars(value, limits.chars);
  if (Array.isArray(value)) return value.slice(0, limits.items).map((item) => shortened(item, limits));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, WHOLE.has(key) ? inner : shortened(inner, limits)]),
  );
}
