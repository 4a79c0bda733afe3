import type { UtcDateTime } from '../base/time.ts';
import { secondsFrom } from '../monitor/instants.ts';

/** How old it is, in whole seconds. After the clock went back, nothing counts as younger than now. */
export function agedSeconds(iso: string, now: UtcDateTime): number {
  return Math.max(0, Math.round(secondsFrom(iso, now)));
}
