import { codeOf } from './network-failure.ts';

/**
 * As fetch, but an answer of HTTP 407 is an answer. The Fetch standard hides it from callers as a network error, and then a
 * proxy that wants a login looks like a broken connection, which may pass.
 * Source: WHATWG Fetch, "HTTP-network-or-cache fetch", step on status 407.
 */
export async function wholeFetch(fetchIt: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetchIt(url, init);
  } catch (error) {
    if (isHiddenProxyLogin(error)) return new Response(null, { status: 407 });
    throw error;
  }
}

/** The one error of Node's fetch whose cause says nothing at all: no message, no code. */
function isHiddenProxyLogin(error: unknown): boolean {
  const cause = error instanceof TypeError ? error.cause : null;
  return cause instanceof Error && cause.message === '' && codeOf(cause) === null;
}
