import { ENDINGS } from './incident.ts';
import type { Advanced } from './incidents.ts';
import type { Endings } from './notification.ts';

export const NO_ENDINGS: Endings = Object.fromEntries(ENDINGS.map((ending) => [ending, 0]));

/** How they ended, counted. */
export function endingsOf(ended: Advanced['ended']): Endings {
  return ended.reduce<Endings>((sum, { ending }) => sumEndings(sum, { [ending]: 1 }), NO_ENDINGS);
}

/** Endings written by another version may lack one, or have one that this version does not know. */
export function sumEndings(a: Endings, b: Endings): Endings {
  const sum: Record<string, number> = { ...NO_ENDINGS };
  for (const [ending, count] of [...Object.entries(a), ...Object.entries(b)]) sum[ending] = (sum[ending] ?? 0) + count;
  return sum;
}
