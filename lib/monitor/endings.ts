import { ENDINGS } from './incident.ts';
import type { Advanced } from './incidents.ts';
import type { Endings } from './notification.ts';

export const NO_ENDINGS: Endings = Object.fromEntries(ENDINGS.map((ending) => [ending, 0]));

/** How the incidents that ended in this sweep did, by the cause under which each was told. */
export function endingsByCause(ended: Advanced['ended']): Map<string, Endings> {
  const byCause = new Map<string, Endings>();
  for (const { incident, ending } of ended) {
    if (incident.causeKey === null) continue;
    byCause.set(incident.causeKey, sumEndings(byCause.get(incident.causeKey) ?? NO_ENDINGS, { [ending]: 1 }));
  }
  return byCause;
}

/** Of another version, endings may lack one that it did not know, or have one that this one does not. */
export function sumEndings(a: Endings, b: Endings): Endings {
  const sum: Record<string, number> = { ...NO_ENDINGS };
  for (const [ending, count] of [...Object.entries(a), ...Object.entries(b)]) sum[ending] = (sum[ending] ?? 0) + count;
  return sum;
}
