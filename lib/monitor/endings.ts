import { ENDINGS } from './incident.ts';
import type { Advanced } from './incidents.ts';
import type { Endings } from './notification.ts';

export const NO_ENDINGS: Endings = Object.fromEntries(ENDINGS.map((ending) => [ending, 0]));

/** How many of them ended how. */
export function endingsOf(ended: Advanced['ended']): Endings {
  return ended.reduce<Endings>((sum, { ending }) => sumEndings(sum, { [ending]: 1 }), NO_ENDINGS);
}

/** Of another version, endings may lack one that it did not know, or have one that this one does not. */
export function sumEndings(a: Endings, b: Endings): Endings {
  const sum: Record<string, number> = { ...NO_ENDINGS };
  for (const [ending, count] of [...Object.entries(a), ...Object.entries(b)]) sum[ending] = (sum[ending] ?? 0) + count;
  return sum;
}
