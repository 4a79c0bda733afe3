import type { UtcDateTime } from '../base/time.ts';
import { type LapProgress, lapProgressOf } from '../monitor/lap-facts.ts';
import { agedSeconds } from './aged.ts';
import type { LapView } from './document.ts';
import type { Known } from './known.ts';
import type { StatusSettings } from './settings.ts';

/** How the laps stand now, not as the last sweep left them: a lap that nobody goes on with grows old. */
export function lapView({ lap }: Known, { pageSize }: StatusSettings, now: UtcDateTime): LapView | null {
  if (lap === null) return null;
  const progress: LapProgress = lapProgressOf(lap, now.toMillis(), pageSize);
  const last = lap.last && progress.last;
  return {
    ...progress,
    last: last && { ...last, endedAt: lap.last.endedAt, ageSeconds: agedSeconds(lap.last.endedAt, now) },
  };
}
