import { quote } from './redact.ts';

/** An address to call, and the parts of it that may be shown. */
export interface HttpAddress {
  /** Without user, password, query and trailing slash. */
  readonly url: string;
  /** Host and port, the only part that may be shown. */
  readonly host: string;
  /** Holds `authorization` when the address has a user. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parts of the address that must not reach a log, even when an answer repeats them. */
  readonly secrets: readonly string[];
}

/** Reads an http or https address. @returns null when the text is not one */
export function readHttpAddress(address: string): HttpAddress | null {
  if (!URL.canParse(address)) return null;
  const { protocol, origin, host, pathname, username, password } = new URL(address);
  if (!/^https?:$/.test(protocol)) return null;
  const [user = '', secret = ''] = [username, password].map(decodedOrAsIs);
  const basic = Buffer.from(`${user}:${secret}`).toString('base64');
  const segments = pathname.split('/').filter((segment) => segment.length >= 8);
  return {
    url: `${origin}${pathname.replace(/\/+$/, '')}`,
    host,
    headers: basic === 'Og==' ? {} : { authorization: `Basic ${basic}` },
    secrets: [user, secret, basic, ...segments],
  };
}

function decodedOrAsIs(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const SHOWN_CHARS = 200;

/** A service's own text, fit for a log or a problem: one line, short, without secrets. */
export function shown(text: string, secrets: readonly string[]): string {
  return quote(text, secrets, SHOWN_CHARS);
}

/** The same in parentheses, to follow a problem; empty when the service said nothing. */
export function quoted(text: string, secrets: readonly string[]): string {
  const line = shown(text, secrets);
  return line === '' ? '' : ` (${line})`;
}
