import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** One parameter, decoded. Names may repeat. */
export type Parameter = readonly [name: string, value: string];

/** The parts of a call that the header signature (ACS3-HMAC-SHA256) covers. */
export interface HeaderSigned {
  readonly method: string;
  readonly query: readonly Parameter[];
  readonly headers: Readonly<Record<string, string>>;
  /** Lower case, in the order of the SignedHeaders of the call. */
  readonly signedHeaders: readonly string[];
  readonly bodyHash: string;
}

/** RFC 3986: only letters, digits and `-_.~` stay bare. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Parameters re-encoded and sorted by encoded name; this is byte order, since encoding leaves only ASCII. */
export function canonicalQuery(parameters: readonly Parameter[]): string {
  const encoded = parameters.map(([name, value]) => [percentEncode(name), percentEncode(value)] as const);
  return encoded
    .toSorted((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Lower-case hex SHA-256. */
export function sha256Hex(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The canonical request of the header signature. */
export function canonicalRequest(call: HeaderSigned): string {
  const headers = call.signedHeaders.map((name) => `${name}:${(call.headers[name] ?? '').trim()}\n`).join('');
  const query = canonicalQuery(call.query);
  return [call.method.toUpperCase(), '/', query, headers, call.signedHeaders.join(';'), call.bodyHash].join('\n');
}

/** The header signature, lower-case hex. Source: request syntax and signature method V3. */
export function headerSignature(call: HeaderSigned, secret: string): string {
  const toSign = `ACS3-HMAC-SHA256\n${sha256Hex(canonicalRequest(call))}`;
  return createHmac('sha256', secret).update(toSign).digest('hex');
}

/** What the old signature signs: every query and form parameter but Signature itself. */
export function queryStringToSign(method: string, parameters: readonly Parameter[]): string {
  const signed = parameters.filter(([name]) => name !== 'Signature');
  return `${method.toUpperCase()}&${percentEncode('/')}&${percentEncode(canonicalQuery(signed))}`;
}

/** The old signature, Base64. Source: request syntax and signature method V2 for RPC APIs. */
export function querySignature(method: string, parameters: readonly Parameter[], secret: string): string {
  return createHmac('sha1', `${secret}&`).update(queryStringToSign(method, parameters)).digest('base64');
}

/** Compares two signatures without telling by the time it takes where they differ. */
export function sameSignature(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
