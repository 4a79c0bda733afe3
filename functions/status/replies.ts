import { gzipSync } from 'node:zlib';
import type { HttpReply, HttpRequest } from '../../lib/status/http.ts';

/** Sent with every answer. The page may load its own script and style sheet, and nothing else. */
const SAFE: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-robots-tag': 'noindex',
};
/** Below this size, compression makes an answer longer. */
const LEAST_PACKED = 1_000;

type Headers = Readonly<Record<string, string>>;

export function reply(statusCode: number, type: string, body: string | Uint8Array, more: Headers = {}): HttpReply {
  return { statusCode, headers: { 'content-type': type, ...more }, body };
}

export function plain(statusCode: number, sentence: string, more: Headers = {}): HttpReply {
  return reply(statusCode, 'text/plain; charset=utf-8', `${sentence}\n`, more);
}

export function html(statusCode: number, text: string, more: Headers = {}): HttpReply {
  return reply(statusCode, 'text/html; charset=utf-8', text, more);
}

export function json(statusCode: number, value: unknown, more: Headers = {}): HttpReply {
  return reply(statusCode, 'application/json; charset=utf-8', `${JSON.stringify(value)}\n`, more);
}

/** The final reply: with security headers, without a body for HEAD, and compressed if the client accepts that. */
export function sent({ statusCode, headers, body }: HttpReply, { method, headers: asked }: HttpRequest): HttpReply {
  const whole = { ...SAFE, ...headers };
  if (method === 'HEAD') return { statusCode, headers: whole, body: '' };
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s|,|$))/.test(asked['accept-encoding'] ?? '');
  if (!takesGzip || body.length < LEAST_PACKED) return { statusCode, headers: whole, body };
  const packed = { ...whole, 'content-encoding': 'gzip', vary: 'accept-encoding' };
  return { statusCode, headers: packed, body: gzipSync(body) };
}
