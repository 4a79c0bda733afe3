import { ownEntry } from '../base/lookup.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its host name was not found',
  EAI_AGAIN: 'its host name could not be looked up',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  EHOSTUNREACH: 'no route leads to it',
  ENETUNREACH: 'no route leads to it',
};

/**
 * Why a request was not answered, to follow "could not be reached: ". Built from the error's code alone: the messages
 * of fetch contain whole URLs, which may be secret.
 */
export function networkFailure(error: unknown): string {
  const sentence = isTimeout(error) ? 'it did not answer in time' : networkCodeSentence(networkErrorCode(error));
  return `${sentence}${throughProxy(proxyOf(error))}`;
}

/** Host and port of the proxy that a failed request went through; null when it went directly. See proxied-agents.ts. */
export function proxyOf(error: unknown): string | null {
  return error instanceof Error && 'viaProxy' in error && typeof error.viaProxy === 'string' ? error.viaProxy : null;
}

/** The same as a property to spread into a description of a failure; empty where there was no proxy. */
export function proxyPart(error: unknown): { readonly proxy?: string } {
  const proxy = proxyOf(error);
  return proxy === null ? {} : { proxy };
}

/** Continues a description of a network failure. */
export function throughProxy(proxy: string | null = null): string {
  return proxy !== null ? `, through the proxy ${proxy}` : '';
}

/** A code as sentences show it: where it is only a status, the proxy may have given the answer. */
export function codeAndProxy(code: string, proxy?: string): string {
  return code.startsWith('HTTP ') ? `${code}${throughProxy(proxy)}` : code;
}

/** The same for a code as returned by `networkErrorCode`. */
export function networkCodeSentence(code: string | null): string {
  if (code === null) return 'the request failed';
  if (isCertificateCode(code)) return `its TLS certificate was not accepted (${code})`;
  const sentence = ownEntry(SENTENCES, code);
  return sentence === undefined ? `the request failed (${code})` : `${sentence} (${code})`;
}

/** True when a deadline ended the request, whoever set it. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

/** The first system or undici error code in a chain of causes; null when there is none. */
export function networkErrorCode(error: unknown, depth = 0): string | null {
  if (!(error instanceof Error) || depth > 5) return null;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return networkErrorCode(inner, depth + 1);
}

function isCertificateCode(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS/.test(code);
}
