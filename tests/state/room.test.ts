import { describe, expect, it } from 'vitest';
import { NotRemovedError } from '../../lib/state/not-cleared.ts';
import { clearOld, createWithRoom } from '../../lib/state/room.ts';
import type { SnapshotPlace, Unreadable } from '../../lib/state/snapshot-place.ts';
import { StateError } from '../../lib/state/state-error.ts';
import { aSnapshot } from './a-snapshot.ts';

const GOOD = JSON.stringify(aSnapshot());
const FULL = new StateError('state-full', 'no room');
const DENIED = new StateError('state-unwritable', 'denied');

/** A place that has room for so many snapshots, and what was asked of it. */
function aPlace(found: Record<number, string | Unreadable | Error>, room = Number.POSITIVE_INFINITY) {
  const texts = { ...found };
  const cleared: (readonly number[])[] = [];
  const place: SnapshotPlace = {
    ...{ type: 'memory', name: 'memory', clearEvery: 1 },
    numbers: async ({ below = Number.POSITIVE_INFINITY, limit }) =>
      Object.keys(texts)
        .map(Number)
        .filter((number) => number < below)
        .sort((a, b) => b - a)
        .slice(0, limit),
    async read(number) {
      const text = texts[number] ?? { problem: 'is gone' };
      if (text instanceof Error) throw text;
      return text;
    },
    async create(number, text) {
      if (Object.keys(texts).length >= room) throw FULL;
      texts[number] = [...text].join('');
      return true;
    },
    async clear(old) {
      cleared.push(old);
      for (const number of old) delete texts[number];
    },
    tryOut: async () => undefined,
  };
  return { place, cleared };
}
const good = (...numbers: number[]) => Object.fromEntries(numbers.map((number) => [number, GOOD]));

/** What was cleared away for snapshot 9, how many were said to be, and what came of it. */
async function saved({ place, cleared }: ReturnType<typeof aPlace>) {
  const made: number[] = [];
  const outcome = await createWithRoom(place, 9, [GOOD], (count) => made.push(count), undefined).catch(
    (error: unknown) => error,
  );
  return { outcome, made, cleared };
}

describe('room for a snapshot', () => {
  it.each<[string, Parameters<typeof aPlace>, (readonly number[])[]]>([
    ['nothing, where there is some', [good(1, 2)], []],
    ['the older half, where that is enough', [good(1, 2, 3, 4, 5), 5], [[2, 1]]],
    [
      'all but the newest, where there is room for two',
      [good(1, 2, 3, 4, 5), 2],
      [
        [2, 1],
        [4, 3, 2, 1],
      ],
    ],
    ['what is torn above the newest that can be read', [{ ...good(1, 2, 3), 7: 'torn' }, 4], [[7, 1]]],
    [
      'but not what may be needed and cannot be read just now',
      [{ ...good(1, 2, 3), 7: DENIED, 8: { problem: 'x' } }, 5],
      [[1]],
    ],
  ])('is made of %s', async (_, [texts, room], cleared) => {
    const made = cleared.length === 0 ? [] : [cleared.at(-1)?.length];
    expect(await saved(aPlace(texts, room))).toEqual({ outcome: true, made, cleared });
  });

  it.each([
    ['one alone that can be read', good(8)],
    ['none', {}],
    ['none that can be read', { 3: 'torn', 4: 'torn' }],
  ])('is looked for once among what dead writers left where there is %s', async (_, texts) => {
    expect(await saved(aPlace(texts, 0))).toEqual({ outcome: FULL, made: [], cleared: [[]] });
  });

  it('is none where even all but the newest is too much', async () => {
    expect(await saved(aPlace(good(1, 2, 3), 0))).toEqual({ outcome: FULL, made: [], cleared: [[1], [2, 1]] });
  });

  it('is not what a refusal asks for, before or after', async () => {
    const refused = aPlace(good(1, 2));
    refused.place.create = async () => Promise.reject(DENIED);
    expect(await saved(refused)).toEqual({ outcome: DENIED, made: [], cleared: [] });
    const later = aPlace(good(1, 2, 3), 3);
    later.place.create = async () => Promise.reject(later.cleared.length === 0 ? FULL : DENIED);
    expect(await saved(later)).toEqual({ outcome: DENIED, made: [], cleared: [[1]] });
  });

  it.each<[string, Error, number]>([
    ['how many were', new NotRemovedError('denied', 1, { host: null, code: 'EACCES' }), 1],
    ['that it may be none, where that is not known', DENIED, 0],
  ])('that was made although some could not be removed is told as %s', async (_, error, count) => {
    const world = aPlace({ ...good(1, 2, 3), 7: 'torn' }, 4);
    const { clear } = world.place;
    world.place.clear = async (old, ...rest) => {
      await clear(old, ...rest);
      throw error;
    };
    expect(await saved(world)).toMatchObject({ outcome: true, made: [count] });
  });

  it('is looked for without a list of names too', async () => {
    const world = aPlace(good(1, 2), 0);
    world.place.numbers = async () => Promise.reject(DENIED);
    expect(await saved(world)).toEqual({ outcome: FULL, made: [], cleared: [[]] });
  });
});

describe('old snapshots', () => {
  it.each([
    ['all but those to keep', 3, good(1, 2, 3, 4, 5), [3, 2, 1]],
    ['none while there are few', 6, good(1, 2, 3, 4, 5), []],
  ])('are cleared away: %s', async (_, keep, texts, gone) => {
    const { place, cleared } = aPlace(texts);
    await clearOld(place, 6, keep, undefined);
    expect(cleared).toEqual([gone]);
  });

  it('are two hundred at once', async () => {
    const { place, cleared } = aPlace(good(...Array.from({ length: 500 }, (_, n) => n + 1)));
    await clearOld(place, 501, 10, undefined);
    expect([cleared[0]?.length, cleared[0]?.[0]]).toEqual([200, 491]);
  });
});
