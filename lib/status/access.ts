import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { UtcDateTime } from '../base/time.ts';

/** The tokens that open the page. While a token is being replaced, the previous one opens it too. */
export interface Tokens {
  readonly token: string;
  readonly previousToken?: string | undefined;
}

/**
 * The purpose of a signed text: a `link` is exchanged for a `session`, which is stored in a cookie. The two are not
 * interchangeable, so a link found in a browser history cannot be used as a longer-lived cookie.
 */
type Purpose = 'link' | 'session';

const SIGNED = /^(\d{1,11})\.[\w-]{43}$/;

/** `<expiry>.<hmac>`: the expiry in Unix seconds, and proof that the writer knows the token. */
export function signed(purpose: Purpose, expiresAt: UtcDateTime, { token }: Pick<Tokens, 'token'>): string {
  const expiry = String(Math.floor(expiresAt.toSeconds()));
  return `${expiry}.${macOf(purpose, expiry, token)}`;
}

/**
 * Whether it was made with one of the tokens for this purpose, and has not expired. Takes the same time for every wrong
 * text.
 */
export function isSigned(purpose: Purpose, text: string, tokens: Tokens, now: UtcDateTime): boolean {
  const expiry = SIGNED.exec(text)?.[1] ?? '';
  const isOurs = tokensOf(tokens)
    .map((token) => isSame(text, `${expiry}.${macOf(purpose, expiry, token)}`))
    .includes(true);
  return isOurs && Number(expiry) > now.toSeconds();
}

/**
 * Proof that a form comes from a page that this session was shown: bound to its cookie, which another site's page can
 * neither read nor send.
 */
export function formProof(session: string, { token }: Pick<Tokens, 'token'>): string {
  return macOf('form', session, token);
}

/** Whether a form has the proof of this session. Takes the same time for every wrong one. */
export function isFormProof(text: string, session: string, tokens: Tokens): boolean {
  return tokensOf(tokens)
    .map((token) => isSame(text, formProof(session, { token })))
    .includes(true);
}

/** Whether a text is one of the tokens. */
export function isToken(text: string, tokens: Tokens): boolean {
  return tokensOf(tokens)
    .map((token) => isSame(text, token))
    .includes(true);
}

function tokensOf({ token, previousToken }: Tokens): string[] {
  return previousToken === undefined ? [token] : [token, previousToken];
}

function macOf(purpose: Purpose | 'form', text: string, token: string): string {
  return createHmac('sha256', token).update(`relaywatch status ${purpose}\n${text}`).digest('base64url');
}

/** Digests all have the same length, so neither the time taken nor an error reveals how much of a guess was right. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(digestOf(a), digestOf(b));
}

function digestOf(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
