import type { HttpRequest } from '../../lib/status/http.ts';

/**
 * Whether a form was sent by a page of ours. Browsers say so in Sec-Fetch-Site and in Origin, old ones in Origin alone;
 * whoever says neither is refused.
 * @param ownUrl where the page is, in case something in front of it passes another host on
 */
export function isFromOwnPage({ headers }: HttpRequest, ownUrl: string | undefined): boolean {
  const { 'sec-fetch-site': site, origin, host } = headers;
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin === undefined) return site !== undefined;
  const own = [host?.toLowerCase(), hostOf(ownUrl)].filter((one) => one !== undefined);
  if (own.length === 0) return site !== undefined;
  const from = hostOf(origin);
  return from !== undefined && own.includes(from);
}

/** With the port, unless it is the usual one; undefined when it is no URL. */
function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}
