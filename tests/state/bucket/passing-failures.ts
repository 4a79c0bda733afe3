import type { Bucket } from '../../../lib/state/bucket/place.ts';

/** What a service answers to a call that may succeed the next time. */
export const PASSING_FAULTS = [
  { status: 409, code: 'OperationAborted' },
  { status: 409, code: 'ConditionalRequestConflict' },
  { status: 503, code: 'SlowDown' },
  { status: 500, code: 'InternalError' },
  { status: 429, code: 'TooManyRequests' },
  { status: 520, code: 'Unheard' },
] as const;

/** Each operation of a bucket, once. */
export function callsOf(bucket: Bucket): readonly (readonly [name: string, call: () => Promise<unknown>])[] {
  return [
    ['list', () => bucket.list('', { limit: 1 })],
    ['read', () => bucket.read('a')],
    ['create', () => bucket.create('b', Buffer.from('{}'), 'me')],
    ['replace', () => bucket.replace('c', '{}')],
    ['remove', () => bucket.remove(['c'])],
  ];
}
