import type { Delivery } from '../alerts/deliver.ts';
import { errorText } from '../base/errors.ts';
import { journalOf } from '../monitor/journal.ts';
import type { PhaseTime } from './budget.ts';
import type { Decided } from './decide.ts';
import { inTime } from './in-time.ts';
import type { StateSession } from './session/state-session.ts';
import type { SweepRun } from './sweep-run.ts';

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
  { signal }: Pick<PhaseTime, 'signal'>,
): Promise<void> {
  const { journal, log } = deps;
  if (!journal) return;
  const answers = deliveries.flatMap((delivery) => delivery.answers);
  const entries = journalOf({ before, watched, facts, relays: tally.total, answers, sighted, degraded }, startedAt);
  if (entries.length === 0) return;
  try {
    await inTime((over) => journal.add(entries, startedAt, over), signal, deps.clock);
  } catch (error) {
    log.warn('journal_not_written', { problem: errorText(error) });
  }
}
