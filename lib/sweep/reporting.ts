import { errorText } from '../base/errors.ts';
import type { JournalEntry, JournalFact } from '../monitor/journal-entry.ts';
import { type ReportDue, reportMade } from '../monitor/report-due.ts';
import type { ReportFacts } from '../monitor/report-figures.ts';
import { reportMessage } from '../monitor/report-message.ts';
import type { Journal } from '../state/journal.ts';
import type { PhaseTime } from './budget.ts';
import type { Decided } from './decide.ts';
import { inTime } from './in-time.ts';
import type { StateSession } from './session/state-session.ts';
import type { SweepRun } from './sweep-run.ts';
import type { MadeReport } from './telling.ts';

/** With less time than this, the next sweep makes the report. */
const LEAST_MS = 2_000;
/** After this many sweeps that could not read the journal, the report says so instead of its figures. */
const MOST_FAILED = 5;
/** A month of a lively account has fewer; more would take the memory that relays need. */
const MOST_ENTRIES = 100_000;
/** The other kinds say nothing that a report counts. */
const COUNTED: ReadonlySet<JournalFact['kind']> = new Set(['incident', 'cause', 'answer', 'sweep', 'left-out']);

/**
 * Makes the report that is due, after everything else was told, so that no page waits for the journal. A journal that
 * cannot be read is tried again in the next sweeps. Returns null when nothing is to be told or remembered; does not throw.
 */
export async function reported(run: SweepRun, session: StateSession, decided: Decided): Promise<MadeReport | null> {
  const { report: schedule } = run.settings;
  const { report: memory, watch } = decided.remembered;
  const { reportDue: due } = decided;
  if (!schedule || !memory || !due) return null;
  const facts = await run.phaseWithLease('reporting', session, (time) => factsInTime(run, due, watch, time));
  if (facts === null) return null;
  const failed = memory.failed + 1;
  if (facts.problem !== null && failed < MOST_FAILED) return { message: null, memory: { ...memory, failed } };
  const message = reportMessage(schedule, due, facts, run.deps.clock.nowUtc());
  return { message, memory: reportMade(memory, due) };
}

type Facts = Pick<ReportFacts, 'figures' | 'problem'>;

/** Null when there is no time for it. */
async function factsInTime(
  { deps }: SweepRun,
  due: ReportDue,
  watch: Decided['remembered']['watch'],
  { deadlineMs, signal }: PhaseTime,
): Promise<Facts | null> {
  const { clock, journal, log } = deps;
  const facts = { until: due.until.toISO() };
  if (!journal || deadlineMs - clock.monotonicMs() < LEAST_MS) {
    log.warn('report_left', { ...facts, problem: 'there is no time for the report; the next sweep makes it' });
    return null;
  }
  try {
    const figures = await inTime((over) => figuresFrom(journal, due, watch, over), signal, clock);
    return { figures, problem: null };
  } catch (error) {
    const problem = signal.aborted
      ? 'the journal could not be read in the time that a sweep has for it'
      : errorText(error);
    log.warn('report_not_made', { ...facts, problem });
    return { figures: null, problem };
  }
}

async function figuresFrom(
  journal: Journal,
  { from, until }: ReportDue,
  watch: Decided['remembered']['watch'],
  signal: AbortSignal,
): Promise<ReportFacts['figures']> {
  // of no use to any other sweep
  const { figuresOf, reportOf, standingAt } = await import('./report-parts.ts');
  const entries = await entriesThatCount(journal, { from, until }, signal);
  return figuresOf(reportOf(entries, from, until, { standing: standingAt(entries, watch, from, until) }));
}

async function entriesThatCount(
  journal: Journal,
  { from, until }: Pick<ReportDue, 'from' | 'until'>,
  signal: AbortSignal,
): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  let leftOut = 0;
  for await (const one of journal.entries(from, until, signal)) {
    signal.throwIfAborted();
    if (!COUNTED.has(one.kind)) continue;
    if (entries.length < MOST_ENTRIES) entries.push(one);
    else leftOut += 1;
  }
  if (leftOut > 0) entries.push({ at: until.toISO(), kind: 'left-out', count: leftOut });
  return entries;
}
