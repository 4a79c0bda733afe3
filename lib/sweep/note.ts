import type { Delivery } from '../alerts/deliver.ts';
import { errorText } from '../base/errors.ts';
import type { UtcDateTime } from '../base/time.ts';
import { changesOf, journalOf } from '../monitor/journal.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import type { Watched } from '../monitor/watch.ts';
import type { WatchState } from '../monitor/watch-state.ts';
import type { PhaseTime } from './budget.ts';
import type { Decided } from './decide.ts';
import { inTime } from './in-time.ts';
import type { StateSession } from './session/state-session.ts';
import type { SweepRun } from './sweep-run.ts';

/** Writes what a look between two sweeps changed into the journal. */
export async function noteLook(
  { deps }: SweepRun,
  before: WatchState,
  watched: Watched,
  deliveries: readonly Delivery[],
  time: Pick<PhaseTime, 'signal'>,
): Promise<void> {
  const now = deps.clock.nowUtc();
  const answers = deliveries.flatMap((delivery) => delivery.answers);
  await add(changesOf({ before, watched, answers }, now), now, deps, time);
}

/**
 * Writes what happened into the journal after the lease was released, so nothing that pages waits for it; the next
 * sweep takes longer to reach its own entry than this one needs. A journal that cannot be written does not stop
 * anything.
 */
export async function noteInJournal(
  { deps, startedAt }: SweepRun,
  { watch: before, degraded }: StateSession,
  { watched, facts, tally, sighted }: Decided,
  deliveries: readonly Delivery[],
  time: Pick<PhaseTime, 'signal'>,
): Promise<void> {
  const answers = deliveries.flatMap((delivery) => delivery.answers);
  const entries = journalOf({ before, watched, facts, relays: tally.total, answers, sighted, degraded }, startedAt);
  await add(entries, startedAt, deps, time);
}

async function add(
  entries: readonly JournalEntry[],
  at: UtcDateTime,
  { journal, clock, log }: SweepRun['deps'],
  { signal }: Pick<PhaseTime, 'signal'>,
): Promise<void> {
  if (!journal || entries.length === 0) return;
  try {
    await inTime((over) => journal.add(entries, at, over), signal, clock);
  } catch (error) {
    log.warn('journal_not_written', { problem: errorText(error) });
  }
}
