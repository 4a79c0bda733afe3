import { longestStart } from '../../lib/base/cut.ts';
import type { UtcDateTime } from '../../lib/base/time.ts';
import { visible } from '../../lib/base/visible.ts';
import { isoOf } from '../../lib/monitor/instants.ts';
import { GLOB_LENGTH_MAX } from '../../lib/monitor/matching.ts';
import type { Journal } from '../../lib/state/journal.ts';
import type { ExplainDocument, ExplainFound } from '../../lib/status/explain-document.ts';
import { explainDocument } from '../../lib/status/explained.ts';
import type { HttpReply, HttpRequest } from '../../lib/status/http.ts';
import type { Known } from '../../lib/status/known.ts';
import { readOf } from '../../lib/status/past.ts';
import { storyEntries } from '../../lib/status/story-entries.ts';
import type { ExplainProblem, Why } from '../../web/past.ts';
import { type ExplainQuery, explainQueryOf } from './explain-query.ts';
import { found, notThere, type PastAround, type PastSite } from './past.ts';
import { json, plain } from './replies.ts';

/** What followed a time that is asked about: late answers, the end. */
const AFTER = { days: 1 };
/** How far to look back: most questions are asked on the same day, and a month takes a store some seconds. */
const DAYS_BACK = [1, 7, 30] as const;
const HTTP_STATUS: Readonly<Record<ExplainFound, number>> = {
  story: 200,
  'no-fault': 200,
  'no-history': 200,
  several: 300,
  nothing: 404,
};

/** Why on-call was told of what a query names, or was not. Does not throw: a journal that cannot be read is a notice on the page. */
export async function whyOf({ query }: HttpRequest, site: PastSite, around: PastAround): Promise<Why> {
  const asked = explainQueryOf(query, around.now, site.journalDays);
  if (asked.problem === null) return explained(asked, site, around);
  const { problem } = asked;
  const typed = visible(query.get('relay') ?? '');
  const relay = longestStart(typed, (start) => start.length <= GLOB_LENGTH_MAX);
  return { kind: 'problem', problem, relay, at: asked.asked.at ?? '', keepDays: site.journalDays };
}

/** The same of a cause, now. */
export function whyOfCause(cause: string, site: PastSite, around: PastAround): Promise<Why> {
  return explained({ asked: { relay: null, cause, at: null }, at: around.now }, site, around);
}

/** The same as JSON. A question that means nothing is refused. */
export async function explainApi({ query }: HttpRequest, site: PastSite, around: PastAround): Promise<HttpReply> {
  const asked = explainQueryOf(query, around.now, site.journalDays);
  if (asked.problem !== null) return plain(400, problemText(asked.problem, site.journalDays));
  const why = await explained(asked, site, around);
  return why.kind === 'missing' ? notThere(why) : json(HTTP_STATUS[why.document.found], why.document);
}

type Asked = Pick<ExplainQuery, 'asked' | 'at'>;
type Explained = Exclude<Why, { kind: 'problem' }>;

function explained(asked: Asked, site: PastSite, around: PastAround): Promise<Explained> {
  return found<Explained>(site, async (journal) => ({
    kind: 'explained',
    document: await lookedUp(asked, journal, site, around),
  }));
}

/** Looks further back until the beginning is found. */
async function lookedUp({ asked, at }: Asked, journal: Journal, site: PastSite, around: PastAround) {
  const { known, language, now } = around;
  const { journalDays: keepDays, rules } = site;
  const until = asked.at === null || at.plus(AFTER) > now ? now : at.plus(AFTER);
  const documentFrom = async (from: UtcDateTime) => {
    const entries = await readOf(journal, storyEntries(asked), { from, until });
    return explainDocument(entries, known, rules, { language, asked, at, now, from, until, keepDays });
  };
  const [latest = at, ...further] = beginningsFor({ asked, at }, known, keepDays);
  let document = await documentFrom(latest);
  for (const from of further) {
    if (isWhole(document)) break;
    document = await documentFrom(from);
  }
  return document;
}

function isWhole({ found: what, since, from }: ExplainDocument): boolean {
  return what === 'several' || (since !== null && since >= from);
}

/** Where to begin to read, the latest first; of what is open, not after it began. */
function beginningsFor({ asked, at }: Asked, { causes, incidents }: Known, keepDays: number): UtcDateTime[] {
  const most = Math.min(keepDays, 30);
  const days = [...DAYS_BACK.filter((one) => one < most), most];
  const all = days.map((one) => at.minus({ days: one }));
  const open =
    asked.cause === null
      ? incidents.find(({ key }) => key === asked.relay)
      : causes.find(({ key }) => key === asked.cause);
  const since = asked.at === null ? open?.since : undefined;
  const after = since === undefined ? all : all.filter((from) => isoOf(from) <= since);
  return after.length > 0 ? after : all.slice(-1);
}

function problemText(problem: ExplainProblem, keepDays: number): string {
  switch (problem) {
    case 'none-asked':
      return 'relay or cause is missing: a relay by its region/id, id or name, or a cause by its key';
    case 'both-asked':
      return 'either relay or cause can be asked for, not both';
    case 'too-long':
      return `relay and cause have ${GLOB_LENGTH_MAX} characters at most`;
    case 'at-unreadable':
      return 'at has to be a time such as 2026-03-02T03:10:00Z';
    case 'at-future':
      return 'at is in the future';
    case 'at-too-old':
      return `at is too long ago: the journal is kept for ${keepDays === 1 ? '1 day' : `${keepDays} days`}`;
  }
}
