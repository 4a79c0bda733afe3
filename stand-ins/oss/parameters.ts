import type { IncomingHttpHeaders } from 'node:http';
import type { Action } from './action.ts';
import { Refusal } from './refusal.ts';

/** Query parameters and headers that an action acts on. */
interface Understood {
  readonly query: readonly string[];
  readonly headers: readonly string[];
}

/** Of the signature and the body, on every call. */
const ON_ALL = ['content-md5', 'x-oss-date', 'x-oss-content-sha256', 'x-oss-security-token'];
const CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];

/** Source: OSS API 2019-05-17, PutObject, GetObject, HeadObject, GetObjectMeta, DeleteObject, ListObjectsV2. */
export const UNDERSTOOD: Readonly<Record<Action, Understood>> = {
  'oss:PutObject': { query: [], headers: ['x-oss-forbid-overwrite'] },
  'oss:GetObject': {
    query: [
      'objectMeta',
      'response-cache-control',
      'response-content-disposition',
      'response-content-encoding',
      'response-content-language',
      'response-content-type',
      'response-expires',
    ],
    headers: [...CONDITIONS, 'range', 'x-oss-range-behavior'],
  },
  'oss:DeleteObject': { query: [], headers: [] },
  'oss:ListObjects': {
    query: [
      'list-type',
      'prefix',
      'delimiter',
      'max-keys',
      'start-after',
      'continuation-token',
      'encoding-type',
      'fetch-owner',
    ],
    headers: [],
  },
};

/** Headers that mean something to the service; all others, such as `user-agent`, do not. */
const MEANINGFUL = ['range', ...CONDITIONS];

/** @throws Refusal for whatever would change the service's answer, and is not implemented here */
export function checkUnderstood(action: Action, query: URLSearchParams, headers: IncomingHttpHeaders): void {
  const { query: names, headers: done } = UNDERSTOOD[action];
  const parameter = [...query.keys()].find((name) => !names.includes(name));
  if (parameter !== undefined) throw notDone(`the parameter ${parameter}`);
  const isDone = (name: string) =>
    done.includes(name) || ON_ALL.includes(name) || (action === 'oss:PutObject' && name.startsWith('x-oss-meta-'));
  const header = Object.keys(headers).find(
    (name) => (name.startsWith('x-oss-') || MEANINGFUL.includes(name)) && !isDone(name),
  );
  if (header !== undefined) throw notDone(`the header ${header}`);
}

function notDone(what: string): Refusal {
  const message = 'A header or query you provided requests a function that is not implemented';
  return new Refusal(501, 'NotImplemented', `${message}: this stand-in does nothing about ${what}.`);
}
