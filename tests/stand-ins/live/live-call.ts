import { afterEach } from 'vitest';
import { STAND_IN_KEYS } from '../../../stand-ins/keys.ts';
import { type LiveStandIn, type LiveStandInOptions, startLiveStandIn } from '../../../stand-ins/live/server.ts';
import { headerSignature, type Parameter, querySignature, sha256Hex } from '../../../stand-ins/live/signatures.ts';

/** The instant that stand-ins with a fake clock start at. */
export const START_MS = Date.parse('2026-03-01T08:00:00Z');

const running: LiveStandIn[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((standIn) => standIn.close()));
});

/** A stand-in that ends with the test. Signatures are not asked for unless the test wants them. */
export async function aStandIn(options: LiveStandInOptions = {}): Promise<LiveStandIn> {
  const standIn = await startLiveStandIn({ verifySignatures: false, qps: 0, tasks: 200, ...options });
  running.push(standIn);
  return standIn;
}

/** A stand-in on a clock that only the test moves, in seconds since START_MS. */
export async function aStandInOnFakeClock(options: LiveStandInOptions = {}) {
  const clock = { seconds: 0 };
  const now = () => START_MS + clock.seconds * 1000;
  const standIn = await aStandIn({ now, monotonicNow: () => clock.seconds * 1000, ...options });
  return { standIn, clock };
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a reply is read freely in tests, and compared as a whole
  body: any;
}

type Query = Readonly<Record<string, string | number>>;

/** One call without a signature. */
export async function call(standIn: LiveStandIn, action: string, query: Query = {}): Promise<Answer> {
  const parameters = { Action: action, Version: '2016-11-01', ...query };
  return answerOf(await fetch(`${standIn.url}/?${searchOf(parameters)}`));
}

/** One page of the list in cn-shanghai, unless said otherwise. */
export function list(standIn: LiveStandIn, query: Query = {}): Promise<Answer> {
  return call(standIn, 'DescribeLivePullToPushList', { Region: 'cn-shanghai', ...query });
}

export interface SignedCall {
  query?: Query;
  headers?: Readonly<Record<string, string>>;
  /** Headers taken out after signing. */
  without?: readonly string[];
  secret?: string;
  accessKeyId?: string;
  signedHeaders?: readonly string[];
  /** The order of what stands in the Authorization header. */
  parts?: readonly ('Credential' | 'SignedHeaders' | 'Signature')[];
  sendQuery?: Query;
  method?: string;
}

/** One list call with the header signature, on the fake clock's start; parts can be spoiled. */
export async function callByHeaders(standIn: LiveStandIn, spoiled: SignedCall = {}): Promise<Answer> {
  const { query = { Region: 'cn-shanghai' }, method = 'GET' } = spoiled;
  const headers: Record<string, string> = {
    host: `127.0.0.1:${standIn.port}`,
    'x-acs-action': 'DescribeLivePullToPushList',
    'x-acs-version': '2016-11-01',
    'x-acs-date': '2026-03-01T08:00:00Z',
    'x-acs-signature-nonce': nextNonce(),
    'x-acs-content-sha256': sha256Hex(''),
    ...spoiled.headers,
  };
  const signedHeaders = spoiled.signedHeaders ?? Object.keys(headers).toSorted();
  const bodyHash = headers['x-acs-content-sha256'] ?? '';
  const signed = { method, query: parametersOf(query), headers, signedHeaders, bodyHash };
  const signature = headerSignature(signed, spoiled.secret ?? STAND_IN_KEYS.accessKeySecret);
  const key = spoiled.accessKeyId ?? STAND_IN_KEYS.accessKeyId;
  const parts = { Credential: key, SignedHeaders: signedHeaders.join(';'), Signature: signature };
  const order = spoiled.parts ?? ['Credential', 'SignedHeaders', 'Signature'];
  const authorization = `ACS3-HMAC-SHA256 ${order.map((part) => `${part}=${parts[part]}`).join(',')}`;
  const sent: Record<string, string> = { authorization, ...headers, ...spoiled.headers };
  for (const name of ['host', ...(spoiled.without ?? [])]) delete sent[name];
  return answerOf(await fetch(`${standIn.url}/?${searchOf(spoiled.sendQuery ?? query)}`, { method, headers: sent }));
}

/** One list call with the old signature; `changed` overrides parameters before signing, empty text takes one out. */
export async function callByQuery(
  standIn: LiveStandIn,
  changed: Query = {},
  secret = STAND_IN_KEYS.accessKeySecret,
): Promise<Answer> {
  const all: Query = {
    Action: 'DescribeLivePullToPushList',
    Version: '2016-11-01',
    Region: 'cn-shanghai',
    Format: 'JSON',
    AccessKeyId: STAND_IN_KEYS.accessKeyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: nextNonce(),
    Timestamp: '2026-03-01T08:00:00Z',
    SignatureType: '',
    ...changed,
  };
  const kept = Object.entries(all).filter(([name, value]) => value !== '' || name === 'SignatureType');
  const signature = querySignature('GET', parametersOf(Object.fromEntries(kept)), secret);
  const query = { ...Object.fromEntries(kept), Signature: signature };
  return answerOf(await fetch(`${standIn.url}/?${searchOf(query)}`));
}

let nonces = 0;

function nextNonce(): string {
  return `nonce-${nonces++}`;
}

function parametersOf(query: Query): Parameter[] {
  return Object.entries(query).map(([name, value]) => [name, String(value)]);
}

function searchOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.append(name, String(value));
  return search.toString();
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}
