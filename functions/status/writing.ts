import { matchOfCause } from '../../lib/monitor/cause-silence.ts';
import type { HandChange } from '../../lib/monitor/hand-change.ts';
import { isFormProof } from '../../lib/status/access.ts';
import type { HttpReply, HttpRequest } from '../../lib/status/http.ts';
import { changeIn } from './act-form.ts';
import { sessionOf } from './entry.ts';
import { notice } from './notice-reply.ts';
import { NO_ACCESS } from './notices.ts';
import { isFromOwnPage } from './own-page.ts';
import { plain, reply } from './replies.ts';
import type { Site, Writing } from './site-parts.ts';
import * as texts from './writing-notices.ts';

const RETRY_SECONDS = '60';

/** Does what the form on a cause's page asks for, and leads back to the cause; or says why not. Does not throw. */
export async function written(causeKey: string, request: HttpRequest, site: Site): Promise<HttpReply> {
  const refusal = refusalOf(request, site);
  if (refusal !== null) return refusal;
  const { writing, known } = site;
  if (!writing || known === null) return notice(403, texts.WRITES_OFF, request, site);
  try {
    const cause = (await known()).causes.find(({ key }) => key === causeKey);
    const match = cause ? matchOfCause(cause) : null;
    const form = new URLSearchParams(request.body ?? '');
    const change = changeIn(form, { causeKey, match, now: site.clock.nowUtc() });
    if (change === null) return notice(400, texts.NOT_FILLED_IN, request, site);
    return await changed(change, writing, request, site);
  } catch (error) {
    site.onFailure(error);
    return notice(503, texts.NOT_KNOWN, request, site);
  }
}

/** Why a form is not even looked at; null when it comes from a page that its session was shown. */
function refusalOf(request: HttpRequest, site: Site): HttpReply | null {
  const session = sessionOf(request, site.access, site.clock.nowUtc());
  if (session === null) return notice(403, NO_ACCESS, request, site);
  if (!site.writing) return notice(403, texts.WRITES_OFF, request, site);
  if (!isFromOwnPage(request, site.writing.ownUrl)) return notice(403, texts.NOT_OURS, request, site);
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(request.headers['content-type'] ?? ''))
    return plain(415, 'only the form of the page is understood');
  if (request.body === null) return notice(413, texts.NOT_FILLED_IN, request, site);
  const proof = new URLSearchParams(request.body ?? '').get('proof') ?? '';
  return isFormProof(proof, session.session, session.tokens) ? null : notice(403, texts.NOT_OURS, request, site);
}

async function changed(change: HandChange, writing: Writing, request: HttpRequest, site: Site): Promise<HttpReply> {
  const { outcome, journalProblem } = await writing.change(change);
  if (journalProblem !== null) site.onFailure(new Error(`a change is not in the journal: ${journalProblem}`));
  switch (outcome) {
    case 'changed':
    // the page shows what is so by now
    case 'nothing-to-change':
      return reply(303, 'text/plain; charset=utf-8', '', { location: `./${request.path.split('/').at(-1) ?? ''}` });
    case 'held':
      return notice(503, texts.HELD, request, site, { 'retry-after': RETRY_SECONDS });
    case 'no-state':
      return notice(503, texts.NO_SWEEP_YET, request, site);
  }
}
