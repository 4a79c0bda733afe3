import { PROMETHEUS_CONTENT_TYPE, prometheusText } from '../../lib/metrics/prometheus/text.ts';
import { formProof } from '../../lib/status/access.ts';
import type { StatusDocument } from '../../lib/status/document.ts';
import type { HttpReply, HttpRequest } from '../../lib/status/http.ts';
import type { Known } from '../../lib/status/known.ts';
import { statusDocument } from '../../lib/status/status-document.ts';
import type { PageName } from '../../web/app.tsx';
import { pageHtml } from '../../web/html.tsx';
import { typeOfAsset } from './assets.ts';
import { exchanged, mayLook, sessionOf } from './entry.ts';
import { explainApi } from './explain.ts';
import { keptLanguage, languageOf } from './language.ts';
import { assetsOf, notice, rootOf } from './notice-reply.ts';
import { NO_ACCESS, NO_STATE, NOT_FOUND, NOTHING_KEPT } from './notices.ts';
import { isNowhere, pagePast } from './page-past.ts';
import { type PastAround, pastApi } from './past.ts';
import { keptQuery } from './past-query.ts';
import { html, json, plain, reply } from './replies.ts';
import type { Site } from './site-parts.ts';
import { causeIn, type Target, targetOf } from './target.ts';
import { written } from './writing.ts';

/** Answers a request. Does not throw. */
export async function answer(request: HttpRequest, site: Site): Promise<HttpReply> {
  if (request.path === '/healthz') return healthz(request);
  const { access, clock } = site;
  if (access === 'refused') return plain(403, 'no status.token is configured, so nothing is shown');
  const cause = request.method === 'POST' ? causeIn(request.path) : undefined;
  if (cause !== undefined) return written(cause, request, site);
  if (!isReading(request)) return plain(405, 'only GET is possible', { allow: 'GET, HEAD' });
  const target = targetOf(request.path);
  // the page's script and style sheet are not secret, and the page that refuses access needs them
  if (target?.kind === 'asset') return assetReply(target.name, site);
  const isPage = target?.kind === 'page';
  const redirect = isPage ? exchanged(request, access, clock.nowUtc()) : null;
  if (redirect !== null) return redirect;
  if (!mayLook(request, access, clock.nowUtc())) return refused(request, site, isPage);
  if (target === null) return notice(404, NOT_FOUND, request, site);
  if (site.known === null) return isPage ? notice(503, NOTHING_KEPT, request, site) : plain(503, STATE_NOT_KEPT);
  try {
    return await targetReply(target, request, site, await site.known());
  } catch (error) {
    site.onFailure(error);
    return isPage ? notice(503, NO_STATE, request, site) : plain(503, STATE_UNREADABLE);
  }
}

export const STATE_UNREADABLE = 'the state cannot be read; the log of this function says why';

const STATE_NOT_KEPT = 'the configuration has no state: section, so nothing is kept between sweeps';

/** Whether the function answers at all; open to everybody, so it says nothing else. */
export function healthz(request: HttpRequest): HttpReply {
  return isReading(request) ? plain(200, 'ok') : plain(405, 'only GET is possible', { allow: 'GET, HEAD' });
}

function isReading({ method }: HttpRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

async function targetReply(
  target: Exclude<Target, { kind: 'asset' }>,
  request: HttpRequest,
  site: Site,
  known: Known,
): Promise<HttpReply> {
  switch (target.kind) {
    case 'metrics':
      return metricsReply(known);
    case 'api':
      return statusReply(request, site, known);
    case 'explain-api':
      return explainApi(request, site, aroundOf(request, site, known));
    case 'past-api':
      return pastApi(target.page, request, site, aroundOf(request, site, known));
    case 'page':
      return pageReply(target, request, site, known);
  }
}

function statusReply(request: HttpRequest, site: Site, known: Known): HttpReply {
  const cause = request.query.get('cause');
  const status = documentOf(request, site, known, cause ?? undefined);
  return json(cause !== null && status.causes.length === 0 ? 404 : 200, status);
}

async function pageReply(
  { page, cause }: { readonly page: PageName; readonly cause?: string },
  request: HttpRequest,
  site: Site,
  known: Known,
): Promise<HttpReply> {
  const status = documentOf(request, site, known, cause);
  const query = keptQuery(request.query);
  const place = {
    page,
    root: rootOf(request),
    query,
    ...(cause === undefined ? {} : { cause }),
    ...formOf(request, site),
  };
  const isOver = cause !== undefined && status.causes.length === 0;
  const around = aroundOf(request, site, known);
  const parts = await pagePast({ page, cause, isOver }, request, site, around);
  const headers = { ...keptLanguage(request), ...(place.proof === undefined ? {} : SAYS_ITS_ORIGIN) };
  const statusCode = isOver && isNowhere(parts) ? 404 : 200;
  return html(statusCode, pageHtml({ status, place, ...parts }, assetsOf(site)), headers);
}

function aroundOf(request: HttpRequest, site: Site, known: Known): PastAround {
  return { known, language: languageOf(request, site.language), now: site.clock.nowUtc() };
}

/** Under the strictest policy, a browser sends the form of a page with the origin `null`. */
const SAYS_ITS_ORIGIN = { 'referrer-policy': 'same-origin' };

/** What the forms of a page are sent with, where its reader may change anything. */
function formOf(request: HttpRequest, { writing, access, clock }: Site): { readonly proof?: string } {
  const session = writing ? sessionOf(request, access, clock.nowUtc()) : null;
  return session === null ? {} : { proof: formProof(session.session, session.tokens) };
}

function documentOf(request: HttpRequest, site: Site, known: Known, cause: string | undefined): StatusDocument {
  const view = { language: languageOf(request, site.language), ...(cause === undefined ? {} : { cause }) };
  return statusDocument(known, site.settings, site.clock.nowUtc(), view);
}

async function metricsReply({ points }: Known): Promise<HttpReply> {
  if (points === null) return plain(503, 'no sweep has come to its end yet');
  return reply(200, PROMETHEUS_CONTENT_TYPE, await prometheusText(points.points, points.at));
}

function assetReply(name: string, { assets }: Site): HttpReply {
  const body = assets.get(name);
  return body ? reply(200, typeOfAsset(name), body) : plain(404, 'there is no such file');
}

function refused(request: HttpRequest, site: Site, isPage: boolean): HttpReply {
  const challenge = { 'www-authenticate': 'Bearer realm="relaywatch"' };
  if (!isPage) return plain(401, 'a token is needed: Authorization: Bearer …', challenge);
  return notice(401, NO_ACCESS, request, site, challenge);
}
