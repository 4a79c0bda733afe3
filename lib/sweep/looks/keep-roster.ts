import { errorText } from '../../base/errors.ts';
import { rosterMark, rosterOf } from '../../monitor/roster.ts';
import type { PhaseTime } from '../budget.ts';
import type { Fleet } from '../fleet.ts';
import { inTime } from '../in-time.ts';
import type { SweepRun } from '../sweep-run.ts';

/** In a fleet where relays come and go all the time, a new one is a stranger for so long: then its sweep sees it first. */
const EVERY_MS = 600_000;

/** Keeps the list of relays after a complete sweep, if it changed; it is compared no more often than that. Does not throw. */
export async function keepRoster(
  { deps }: SweepRun,
  { pages }: Pick<Fleet, 'pages'>,
  { signal }: Pick<PhaseTime, 'signal'>,
): Promise<void> {
  const { hints, memory, clock, log } = deps;
  if (!hints || pages.walks.some(({ complete }) => !complete)) return;
  const nowMs = clock.monotonicMs();
  const last = memory?.roster;
  if (last && nowMs - last.atMs < EVERY_MS) return;
  const roster = rosterOf(pages.walks.flatMap(({ census }) => [...census.rosterEntries()]));
  const mark = rosterMark(roster);
  try {
    if (last?.mark !== mark) await inTime((over) => hints.roster.keep(roster, over), signal, clock);
    if (memory) memory.roster = { mark, atMs: nowMs };
  } catch (error) {
    log.warn('roster_not_kept', { problem: errorText(error) });
  }
}
