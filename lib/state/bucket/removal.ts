import { hindranceIn, NotRemovedError } from '../not-cleared.ts';
import { BucketError } from './failure.ts';

/**
 * Objects are deleted one by one: many services that imitate S3 require a Content-MD5 for DeleteObjects, and the SDK no
 * longer sends one.
 */
const SIDE_BY_SIDE = 10;

/**
 * Removes each object, whatever becomes of the others. When a whole row of them finds nobody who serves, the rest is left:
 * waiting for each in turn would take minutes.
 * @throws NotRemovedError
 */
export async function removeEach(
  keys: readonly string[],
  removeOne: (key: string) => Promise<unknown>,
  giveUp: AbortSignal | undefined,
): Promise<void> {
  const failures: unknown[] = [];
  let tried = 0;
  while (tried < keys.length) {
    const row = await Promise.allSettled(keys.slice(tried, tried + SIDE_BY_SIDE).map(removeOne));
    tried += row.length;
    const failed = row.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    failures.push(...failed);
    if (giveUp?.aborted || (failed.length === SIDE_BY_SIDE && failed.every(isPassing))) break;
  }
  if (failures.length > 0 || tried < keys.length) {
    throw notRemoved(failures[0] ?? giveUp?.reason, failures.length + keys.length - tried, keys.length);
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof BucketError && error.isPassing;
}

function notRemoved(first: unknown, left: number, all: number): unknown {
  if (!(first instanceof BucketError)) return first;
  const message = all === 1 ? first.message : `${first.message}; ${left} of ${all} objects are left`;
  return new NotRemovedError(message, left, hindranceIn(first));
}
