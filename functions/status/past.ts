import type { Language } from '../../lib/alerts/text/compose.ts';
import { NO_FILTER } from '../../lib/answers/past-filter.ts';
import type { UtcDateTime } from '../../lib/base/time.ts';
import type { Journal } from '../../lib/state/journal.ts';
import type { ExplainRules } from '../../lib/status/explained.ts';
import { historyDocument } from '../../lib/status/history.ts';
import type { HttpReply, HttpRequest } from '../../lib/status/http.ts';
import type { Known } from '../../lib/status/known.ts';
import { readPast } from '../../lib/status/past.ts';
import type { HistoryDocument } from '../../lib/status/past-documents.ts';
import { reliabilityDocument } from '../../lib/status/reliability.ts';
import type { Missing, Past } from '../../web/past.ts';
import { daysOf, type PastPage, pastQueryOf, periodsWithin } from './past-query.ts';
import { json, plain } from './replies.ts';

/** What the pages of the past need. */
export interface PastSite {
  /** Null when none is kept. */
  readonly journal: Journal | null;
  readonly journalDays: number;
  readonly rules: ExplainRules;
  readonly onFailure: (error: unknown) => void;
}

export interface PastAround {
  readonly known: Known;
  readonly language: Language;
  readonly now: UtcDateTime;
}

const UNREADABLE = 'the journal cannot be read; the log of this function says why';
const NOT_KEPT = 'no journal is kept: state.journal.keepDays is 0, or there is no state: section';

/** What a page of the past shows. Does not throw: a journal that cannot be read is a notice on the page. */
export function pastOf(page: PastPage, request: HttpRequest, site: PastSite, around: PastAround): Promise<Past> {
  return found(site, async (journal) => {
    const { known, language, now: until } = around;
    const asked = pastQueryOf(request.query, page, site.journalDays);
    const from = until.minus({ days: daysOf(asked.period) });
    const view = { ...asked, language, from, until };
    if (page === 'reliability') {
      const entries = await readPast(journal, { from, until });
      return { kind: page, document: reliabilityDocument(entries, known, view) };
    }
    const entries = await readPast(journal, { from, until, cause: asked.cause });
    return { kind: page, document: historyDocument(entries, known, view) };
  });
}

/** The same as JSON. A choice that means nothing is refused: a program would take other figures for those. */
export async function pastApi(
  page: PastPage,
  request: HttpRequest,
  site: PastSite,
  around: PastAround,
): Promise<HttpReply> {
  const { problem, cause } = pastQueryOf(request.query, page, site.journalDays);
  if (problem !== null) return plain(400, problem);
  const past = await pastOf(page, request, site, around);
  if (past.kind === 'missing') return notThere(past);
  const isUnknown = past.kind === 'history' && cause !== undefined && past.document.total === 0;
  return json(isUnknown ? 404 : 200, past.document);
}

/** A cause that is not open any more, as the journal has it: its last outage in full, and those before. */
export function pastCauseOf(cause: string, site: PastSite, { known, language, now: until }: PastAround): Promise<Past> {
  return found<Past>(site, async (journal) => {
    const periods = periodsWithin(site.journalDays);
    const view = { periods, wanted: NO_FILTER, page: 1, cause, language, until };
    let document: HistoryDocument | null = null;
    for (const period of periods) {
      const from = until.minus({ days: daysOf(period) });
      const entries = await readPast(journal, { from, until, cause });
      document = historyDocument(entries, known, { ...view, period, from });
      // what began before is looked for further back; most links are opened on the same day
      if (document.causes[0] && document.causes[0].since > document.from) break;
    }
    return document && document.total > 0 ? { kind: 'history', document } : { kind: 'missing', why: 'unknown' };
  });
}

/** What a program is told when there is no journal to read. */
export function notThere({ why }: Missing): HttpReply {
  return plain(503, why === 'not-kept' ? NOT_KEPT : UNREADABLE);
}

/** What is found in the journal, or why nothing can be. Does not throw. */
export async function found<Found>(
  site: PastSite,
  look: (journal: Journal) => Promise<Found>,
): Promise<Found | Missing> {
  if (site.journal === null) return { kind: 'missing', why: 'not-kept' };
  try {
    return await look(site.journal);
  } catch (error) {
    site.onFailure(error);
    return { kind: 'missing', why: 'unreadable' };
  }
}
