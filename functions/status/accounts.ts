import type { Packaged } from '../../lib/config/packaged.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { HttpReply, HttpRequest } from '../../lib/status/http.ts';
import { statusDocument } from '../../lib/status/status-document.ts';
import { type AccountRow, accountsHtml } from '../../web/accounts.ts';
import { exchanged, mayLook } from './entry.ts';
import { keptLanguage, languageOf } from './language.ts';
import { assetsOf, notice, rootOf } from './notice-reply.ts';
import { NO_ACCESS, NOT_FOUND } from './notices.ts';
import { html, json, plain } from './replies.ts';
import { answer } from './site.ts';
import type { Site } from './site-parts.ts';

type SiteFor = (config: Config) => Site;

/** The pages of several accounts: a list of them, and below `/accounts/<name>/` what each would have alone. */
export async function answerOfAccounts(request: HttpRequest, packaged: Packaged, siteFor: SiteFor): Promise<HttpReply> {
  const [, name, path] = /^\/accounts\/([a-z0-9-]+)(\/.*)?$/.exec(request.path) ?? [];
  const site = siteFor(packaged.operator().config);
  if (name === undefined) return answerOfAll(request, packaged, site, siteFor);
  // relative links need the folder
  if (path === undefined) return plain(303, 'see there', { location: `./${name}/` });
  const ofAccount = (packaged.accounts ?? []).includes(name) ? siteFor(packaged.configOf(name).config) : null;
  // whoever may not look is not told which accounts there are
  return answer({ ...request, path }, ofAccount ?? { ...site, known: null });
}

async function answerOfAll(request: HttpRequest, packaged: Packaged, site: Site, siteFor: SiteFor): Promise<HttpReply> {
  const { access, clock } = site;
  const isPage = request.path === '/';
  if (!isPage && request.path !== '/api/v1/status') return answerBeside(request, site);
  if (access === 'refused' || (request.method !== 'GET' && request.method !== 'HEAD')) return answer(request, site);
  const redirect = isPage ? exchanged(request, access, clock.nowUtc()) : null;
  if (redirect !== null) return redirect;
  if (!mayLook(request, access, clock.nowUtc())) return answer(request, site);
  const names = packaged.accounts ?? [];
  const rows = await Promise.all(
    names.map((name) => rowOf(name, packaged, siteFor, languageOf(request, site.language))),
  );
  if (!isPage) return json(200, { accounts: Object.fromEntries(rows.map(({ name, ...row }) => [name, row])) });
  const page = { language: languageOf(request, site.language), root: rootOf(request), rows };
  return html(200, accountsHtml(page, assetsOf(site)), keptLanguage(request));
}

/** Files of the page, and whatever is nowhere. */
function answerBeside(request: HttpRequest, site: Site): Promise<HttpReply> | HttpReply {
  if (request.path.startsWith('/assets/')) return answer(request, site);
  if (site.access !== 'refused' && mayLook(request, site.access, site.clock.nowUtc()))
    return notice(404, NOT_FOUND, request, site);
  return site.access === 'refused' ? answer(request, site) : notice(401, NO_ACCESS, request, site);
}

async function rowOf(name: string, packaged: Packaged, siteFor: SiteFor, language: 'en' | 'zh'): Promise<AccountRow> {
  const nothing = { relays: null, running: null, stopped: null, open: null, lastSweepAt: null };
  try {
    const { config } = packaged.configOf(name);
    const { known, settings, clock } = siteFor(config);
    if (known === null) return { name, ...nothing, problems: ['never-swept'] };
    const { monitor, open, fleet } = statusDocument(await known(), settings, clock.nowUtc(), { language });
    return {
      name,
      problems: monitor.problems,
      relays: fleet?.total ?? null,
      running: fleet?.byStatus.running ?? null,
      stopped: fleet?.byStatus.stopped ?? null,
      open: open.causes,
      lastSweepAt: monitor.lastSweep?.at ?? null,
    };
  } catch {
    // one account that cannot be read hides no other; why is in its own log
    return { name, ...nothing, problems: ['state-broken'] };
  }
}
