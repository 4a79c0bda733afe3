import type { HttpReply, HttpRequest } from '../../lib/status/http.ts';
import { noticeHtml } from '../../web/html.tsx';
import { assetNamed } from './assets.ts';
import { secondTry } from './entry.ts';
import { keptLanguage, languageOf } from './language.ts';
import type { Texts } from './notices.ts';
import { html } from './replies.ts';
import type { Site } from './site-parts.ts';

/** A page with a single statement, in the reader's language. */
export function notice(
  statusCode: number,
  texts: Texts,
  request: HttpRequest,
  site: Site,
  headers: Readonly<Record<string, string>> = {},
): HttpReply {
  const language = languageOf(request, site.language);
  const goTo = statusCode === 401 ? secondTry(request) : null;
  const page = { ...texts[language], language, root: rootOf(request), ...(goTo === null ? {} : { goTo }) };
  return html(statusCode, noticeHtml(page, assetsOf(site)), { ...headers, ...keptLanguage(request) });
}

/** Relative, because a platform may add a path prefix that the function does not see. */
export function rootOf({ path }: HttpRequest): string {
  const depth = path.split('/').length - 2;
  // a platform may pass on what a client wrote, even without the first slash
  return depth <= 0 ? './' : '../'.repeat(depth);
}

export function assetsOf({ assets }: Site) {
  return { script: assetNamed(assets, '.js'), style: assetNamed(assets, '.css') };
}
