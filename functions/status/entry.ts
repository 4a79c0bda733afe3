import { randomBytes } from 'node:crypto';
import type { UtcDateTime } from '../../lib/base/time.ts';
import { isSigned, isToken, signed, type Tokens } from '../../lib/status/access.ts';
import { cookieOf, type HttpReply, type HttpRequest } from '../../lib/status/http.ts';
import { reply } from './replies.ts';

/** Who may see the page. `open`: it is only served to this machine. */
export type Access = 'open' | 'refused' | (Tokens & { readonly sessionHours: number });

/** The prefix `__Host-` keeps pages under neighbouring host names from setting it. */
const COOKIE = '__Host-relaywatch';

/** Whether the sender of a request may see the page. */
export function mayLook(request: HttpRequest, access: Access, now: UtcDateTime): boolean {
  if (typeof access === 'string') return access === 'open';
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return isToken(bearer, access);
  return sessionOf(request, access, now) !== null;
}

/** What proves the forms of a page that only this machine can reach: as long as the process lives. */
const OF_THIS_PROCESS: Tokens = { token: randomBytes(32).toString('hex') };

/** A browser that was let in, and what proves that a form comes from a page that it was shown. */
export interface Session {
  readonly session: string;
  readonly tokens: Tokens;
}

/** The session of a request; null without a cookie of ours that holds. A token or a link alone is no session. */
export function sessionOf(request: HttpRequest, access: Access, now: UtcDateTime): Session | null {
  if (access === 'refused') return null;
  if (access === 'open') return { session: '', tokens: OF_THIS_PROCESS };
  const session = cookieOf(request, COOKIE) ?? '';
  return isSigned('session', session, access, now) ? { session, tokens: access } : null;
}

/** Exchanges the signed link in a request for a cookie; null when it has no valid one. */
export function exchanged(request: HttpRequest, access: Access, now: UtcDateTime): HttpReply | null {
  const key = request.query.get('key');
  if (key === null || typeof access === 'string' || !isSigned('link', key, access, now)) return null;
  const session = signed('session', now.plus({ hours: access.sessionHours }), access);
  return reply(303, 'text/plain; charset=utf-8', '', {
    location: withoutKey(request),
    'set-cookie': `${COOKIE}=${session}; Path=/; Max-Age=${access.sessionHours * 3_600}; HttpOnly; Secure; SameSite=Strict`,
  });
}

/** The same address without the key. Relative, because a platform may have added a path prefix. */
function withoutKey({ path, query }: HttpRequest): string {
  const rest = new URLSearchParams(query);
  rest.delete('key');
  const text = rest.toString();
  return `./${path.split('/').at(-1) ?? ''}${text === '' ? '' : `?${text}`}`;
}

/**
 * Where to redirect a browser once more before it is refused; null if that would not help. When it comes from another
 * site, such as a chat, it withholds a strict cookie; when it continues from one of our own pages, it sends it.
 */
export function secondTry({ path, query, headers }: HttpRequest): string | null {
  const site = headers['sec-fetch-site'];
  const isNavigation = (headers['sec-fetch-mode'] ?? 'navigate') === 'navigate';
  if (query.has('again') || !isNavigation || site === 'none' || site === 'same-origin') return null;
  const again = new URLSearchParams(query);
  again.delete('key');
  again.set('again', '');
  return `./${path.split('/').at(-1) ?? ''}?${again}`;
}
