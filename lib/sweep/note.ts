import type { Delivery } from '../alerts/deliver.ts';
import { errorText } from '../base/errors.ts';
import { parseUtc, type UtcDateTime } from '../base/time.ts';
import { changesOf, journalOf } from '../monitor/journal.ts';
import type { AnswerEntry, JournalEntry } from '../monitor/journal-entry.ts';
import type { Watched } from '../monitor/watch.ts';
import type { WatchState } from '../monitor/watch-state.ts';
import type { Journal } from '../state/journal.ts';
import type { PhaseTime } from './budget.ts';
import type { Decided } from './decide.ts';
import { inTime } from './in-time.ts';
import type { StateSession } from './session/state-session.ts';
import type { SweepRun } from './sweep-run.ts';

interface Looked extends Pick<StateSession, 'diedTelling'> {
  readonly before: WatchState;
  readonly watched: Watched;
}

/** Writes what a look between two sweeps changed into the journal. */
export async function noteLook(
  { deps }: SweepRun,
  { before, watched, diedTelling }: Looked,
  deliveries: readonly Delivery[],
  time: Pick<PhaseTime, 'signal'>,
): Promise<void> {
  const now = deps.clock.nowUtc();
  const lost = await lostAnswers(diedTelling, deps, time);
  const answers = [...lost, ...deliveries.flatMap((delivery) => delivery.answers)];
  await add(changesOf({ before, watched, answers }, now), now, deps, time);
}

/**
 * Writes what happened into the journal after the lease was released, so nothing that pages waits for it; the next
 * sweep takes longer to reach its own entry than this one needs. A journal that cannot be written does not stop
 * anything.
 */
export async function noteInJournal(
  { deps, startedAt }: SweepRun,
  { watch: before, degraded, diedTelling }: StateSession,
  { watched, facts, tally, sighted }: Decided,
  deliveries: readonly Delivery[],
  time: Pick<PhaseTime, 'signal'>,
): Promise<void> {
  const lost = await lostAnswers(diedTelling, deps, time);
  const answers = [...lost, ...deliveries.flatMap((delivery) => delivery.answers)];
  const entries = journalOf({ before, watched, facts, relays: tally.total, answers, sighted, degraded }, startedAt);
  await add(entries, startedAt, deps, time);
}

/**
 * The messages of a sweep that died while it told, once it is certain that it noted nothing: if only its last snapshot was lost,
 * the journal has it.
 */
async function lostAnswers(
  died: StateSession['diedTelling'],
  { journal, clock, log }: SweepRun['deps'],
  { signal }: Pick<PhaseTime, 'signal'>,
): Promise<AnswerEntry[]> {
  const at = died && parseUtc(died.at);
  if (!journal || !died || !at) return [];
  try {
    if (await inTime(() => hasSweep(journal, at), signal, clock)) return [];
  } catch (error) {
    log.warn('journal_not_read', { problem: errorText(error) });
    return [];
  }
  return died.messages.map(({ channel, notification: { dedupKey, kind: message } }) => {
    return { kind: 'answer', channel, dedupKey, message, accepted: false, said: '', unclear: 'sweep-died' };
  });
}

async function hasSweep(journal: Journal, at: UtcDateTime): Promise<boolean> {
  for await (const { kind } of journal.entries(at, at)) if (kind === 'sweep') return true;
  return false;
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
