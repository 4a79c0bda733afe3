import { describe, expect, it } from 'vitest';
import { BucketError, bucketError } from '../../lib/state/bucket/failure.ts';
import { removeEach } from '../../lib/state/bucket/removal.ts';
import { memoryTexts } from '../../lib/state/memory-texts.ts';
import { hindranceIn, NotRemovedError, notCleared } from '../../lib/state/not-cleared.ts';
import { StateError } from '../../lib/state/state-error.ts';
import { namesFor } from '../../lib/state/text-place.ts';

const SERVICE = {
  product: 'Amazon S3',
  bucket: 'states',
  host: 's3.example.com',
  permissions: 'all',
  howToGiveCredentials: 'give some',
  howToRestore: 'restore it',
};
const failed = (kind: 'access-denied' | 'server') => bucketError({ kind, code: 'Code' }, 'remove', SERVICE);

describe('names in a place', () => {
  const ALL = ['b-2', 'a-1', 'b-10', 'b-1', 'ba', 'B-1', '火星'];

  it.each<[object, string[]]>([
    [{ prefix: '' }, ['B-1', 'a-1', 'b-1', 'b-10', 'b-2', 'ba', '火星']],
    [{ prefix: 'b-' }, ['b-1', 'b-10', 'b-2']],
    [{ prefix: 'b-', most: 2 }, ['b-1', 'b-10']],
    [{ prefix: 'b-', most: 0 }, []],
    [{ prefix: 'b-', from: 'b-10' }, ['b-10', 'b-2']],
    [{ prefix: 'b-', from: 'b-11' }, ['b-2']],
    [{ prefix: 'b-', from: 'b-10', most: 1 }, ['b-10']],
    [{ prefix: 'c' }, []],
  ])('that %j asks for', async (query, names) => {
    const given = [...ALL];
    expect(namesFor(query as { prefix: string }, given)).toEqual(names);
    expect(given).toEqual(ALL);
    const place = memoryTexts(new Map(ALL.map((name) => [name, name])));
    expect(await place.names(query as { prefix: string })).toEqual(names);
  });

  it('are read, replaced and removed', async () => {
    const place = memoryTexts(new Map([['a', '1']]));
    await place.replace('a', '2');
    await place.replace('constructor', '3');
    expect([await place.read('a'), await place.read('b'), await place.read('constructor')]).toEqual(['2', null, '3']);
    await place.remove(['a', 'b']);
    expect(await place.names({ prefix: '' })).toEqual(['constructor']);
  });
});

describe('removing objects', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, n) => `k-${n}`);
  /** Which were tried, and what came of it all. */
  async function removed(count: number, removeOne: (key: string) => void, giveUp?: AbortSignal) {
    const tried: string[] = [];
    const work = removeEach(
      keys(count),
      async (key) => {
        tried.push(key);
        removeOne(key);
      },
      giveUp,
    );
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return { tried: tried.length, error };
  }
  const failing =
    (error: unknown, ...which: string[]) =>
    (key: string) => {
      if (which.length === 0 || which.includes(key)) throw error;
    };

  it.each([0, 1, 10, 11, 25])('tries each of %i', async (count) => {
    expect(await removed(count, () => {})).toEqual({ tried: count, error: null });
  });

  it('goes on after those that cannot be removed, and counts them', async () => {
    const { tried, error } = await removed(25, failing(failed('access-denied'), 'k-3', 'k-20'));
    expect(tried).toBe(25);
    expect(error).toBeInstanceOf(NotRemovedError);
    expect(error).toMatchObject({ count: 2, hindrance: { host: 's3.example.com', code: 'Code' } });
    expect((error as Error).message).toMatch(/; 2 of 25 objects are left$/);
  });

  it('leaves the rest when a whole row found nobody who serves', async () => {
    const { tried, error } = await removed(25, failing(failed('server')));
    expect([tried, (error as NotRemovedError).count]).toEqual([10, 25]);
  });

  it('goes on when a whole row is denied, since others may be allowed', async () => {
    const { tried } = await removed(25, failing(failed('access-denied')));
    expect(tried).toBe(25);
  });

  it('ends when it is given up, and what was not tried is left', async () => {
    const controller = new AbortController();
    const { tried, error } = await removed(25, failing(failed('server'), 'k-0'), controller.signal);
    expect([tried, (error as NotRemovedError).count]).toEqual([25, 1]);
    controller.abort(new Error('no time'));
    const given = await removed(25, () => {}, controller.signal);
    expect([given.tried, (given.error as Error).message]).toEqual([10, 'no time']);
  });

  it('of one says what became of that one, and throws our own faults as they are', async () => {
    const { error } = await removed(1, failing(failed('access-denied')));
    expect((error as Error).message).not.toContain('are left');
    expect((await removed(3, failing(new TypeError('ours')))).error).toBeInstanceOf(TypeError);
  });
});

describe('what was not cleared away', () => {
  it('is counted, with where and why', () => {
    const error = new NotRemovedError('denied', 3, { host: 'h', code: 'AccessDenied' });
    expect(notCleared(error)).toEqual({
      count: 3,
      host: 'h',
      code: 'AccessDenied',
      problem: 'old snapshots cannot be cleared away: denied',
    });
  });

  it.each<[unknown, object]>([
    [failed('server'), { count: null, host: 's3.example.com', code: 'Code' }],
    [new StateError('state-unreadable', 'x'), { count: null, host: null, code: null }],
    [Object.assign(new StateError('state-unreadable', 'x'), { code: 'EACCES' }), { host: null, code: 'EACCES' }],
    [Object.assign(new StateError('state-unreadable', 'x'), { code: 7, host: {} }), { host: null, code: null }],
    [new Error('x'), { count: null, host: null, code: null }],
    ['x', { count: null, host: null, code: null }],
  ])('may not be known: %#', (error, facts) => {
    expect(notCleared(error)).toMatchObject(facts);
    const { host = null, code = null } = facts as { host?: string; code?: string };
    expect(hindranceIn(error)).toEqual({ host, code });
  });

  it('is a failure of the bucket with its host', () => {
    expect(failed('server')).toBeInstanceOf(BucketError);
    expect(String(new StateError('state-full', 'no room'))).toBe('StateError: no room');
    expect([failed('server').isPassing, failed('access-denied').isPassing]).toEqual([true, false]);
  });
});
