import { parseUtc, type UtcDateTime } from '../../base/time.ts';

/** A sweep without news is noted once an hour; over a longer silence relaywatch did not run. */
const LONGEST_SILENCE_MS = 75 * 60_000;
const SHORTEST_STEP_MS = 5_000;

/**
 * When sweeps without news were, between one that the journal has and the next: at the pace of the last two.
 * @param last the sweep that the journal has before; undefined when there is none
 * @param before the sweep before `now`, whether it is in the journal or not; absent in journals of an older relaywatch
 */
export function timesBetween(
  last: string | undefined,
  before: string | null | undefined,
  now: UtcDateTime,
): UtcDateTime[] {
  const from = last === undefined ? null : parseUtc(last);
  const until = before ? parseUtc(before) : null;
  if (!from || !until || until <= from || until >= now) return [];
  if (until.toMillis() - from.toMillis() > LONGEST_SILENCE_MS) return [];
  const stepMs = Math.max(SHORTEST_STEP_MS, now.toMillis() - until.toMillis());
  const times: UtcDateTime[] = [];
  for (let ms = stepMs; from.toMillis() + ms < until.toMillis() - stepMs / 2; ms += stepMs)
    times.push(from.plus({ milliseconds: ms }));
  return [...times, until];
}
