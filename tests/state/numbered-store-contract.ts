import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StateError } from '../../lib/state/state-error.ts';
import type { StateStore } from '../../lib/state/store.ts';
import { aSnapshot } from './a-snapshot.ts';
import type { StateStoreHarness } from './store-contract.ts';

const HIGHEST = 999_999_999_999;
const good = (page: number) => `${JSON.stringify(aSnapshot(page))}\n`;

/** What every store makes of numbers that no sweep of its own can have come to. */
export function describeStateNumbers(name: string, open: () => Promise<StateStoreHarness>): void {
  let place: StateStoreHarness;
  let store: StateStore;

  beforeEach(async () => {
    place = await open();
    store = place.store();
  });
  afterEach(() => place.close?.());

  const save = async (from: number, to: number) => {
    for (let number = from; number <= to; number++) expect(await store.create(number, aSnapshot(number))).toBe(true);
  };

  describe(`${name}, with a number beyond reach`, () => {
    it.each([
      ['garbage at the highest that there is', HIGHEST, 'garbage'],
      ['a good snapshot at the highest that there is', HIGHEST, good(4)],
      ['one of a newer relaywatch at the highest that there is', HIGHEST, '{"version":99}'],
      ['garbage far above', 500, 'garbage'],
      ['an empty one far above', 123_456_789_012, ''],
    ])('passes over %s, reports it, and goes on after its own', async (_, number, text) => {
      await save(1, 7);
      await place.plant(number, text);
      const problems = [`snapshot ${number} is too far above 7 and is ignored: remove it`];
      expect(await store.load()).toEqual({ newest: 7, snapshot: aSnapshot(7), problems });
      await save(8, 10);
      expect(await store.load()).toMatchObject({ newest: 10, snapshot: aSnapshot(10) });
      expect((await store.load()).problems).toHaveLength(1);
    });

    it('says so when it is checked, and serves all the same', async () => {
      await save(1, 7);
      await place.plant(HIGHEST, 'garbage');
      expect(await store.check()).toEqual({
        ok: true,
        detail: `snapshot 7, and can be written; snapshot ${HIGHEST} is too far above 7 and is ignored: remove it`,
      });
    });

    it('keeps the history to its own', async () => {
      await save(1, 3);
      await place.plant(HIGHEST, good(9));
      const numbers: number[] = [];
      for await (const one of store.history()) numbers.push(one.number);
      expect(numbers).toEqual([3, 2, 1]);
    });

    it('begins at 1 when there is nothing else', async () => {
      await place.plant(HIGHEST, 'garbage');
      expect(await store.load()).toEqual({
        newest: 0,
        snapshot: null,
        problems: [`snapshot ${HIGHEST} is too far above any snapshot and is ignored: remove it`],
      });
      await save(1, 1);
      expect(await store.load()).toMatchObject({ newest: 1, snapshot: aSnapshot(1) });
    });

    it('never counts 0 as one', async () => {
      await place.plant(0, good(1));
      expect(await store.load()).toEqual({ newest: 0, snapshot: null, problems: [] });
    });
  });

  describe(`${name}, with a gap in the numbers`, () => {
    it('trusts a good snapshot above the gap', async () => {
      await save(1, 7);
      await place.plant(500, good(500));
      expect(await store.load()).toEqual({ newest: 500, snapshot: aSnapshot(500), problems: [] });
      await save(501, 501);
    });

    it('steps over torn ones within reach, so that no number is asked for twice', async () => {
      await save(1, 7);
      for (const number of [20, 100, 190]) await place.plant(number, 'torn');
      expect(await store.load()).toMatchObject({ newest: 190, snapshot: aSnapshot(7) });
      await save(191, 191);
    });

    it('never meets the garbage above as it grows', async () => {
      await save(400, 450);
      await place.plant(500, 'garbage');
      const { newest } = await store.load();
      expect(newest).toBe(500);
      await save(501, 501);
      expect(await store.load()).toEqual({ newest: 501, snapshot: aSnapshot(501), problems: [] });
    });

    it('goes on above where none can be read, and not from the outlier', async () => {
      for (const number of [3_000, 3_001, 3_050, 987_654]) await place.plant(number, 'torn');
      const { newest, snapshot, problems } = await store.load();
      expect({ newest, snapshot }).toEqual({ newest: 3_050, snapshot: null });
      expect(problems[0]).toBe('snapshot 987654 is too far above 3050 and is ignored: remove it');
      await save(3_051, 3_051);
    });

    it('tells numbers that are used up, and creates none that could not be found again', async () => {
      for (const number of [0, -1, 1.5, 900_000_000_001, HIGHEST, HIGHEST + 1, 2 ** 60]) {
        const failure = await store.create(number, aSnapshot()).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(StateError);
        expect((failure as StateError).message).toMatch(/has come to a number that no snapshot can have/);
      }
      expect(await place.names()).toEqual([]);
    });
  });

  describe(`${name}, when its newest snapshot is withdrawn`, () => {
    it('is as it was before', async () => {
      await save(1, 3);
      expect(await store.withdraw(3)).toBe(true);
      expect(await store.load()).toEqual({ newest: 2, snapshot: aSnapshot(2), problems: [] });
      await save(3, 3);
    });

    it('is empty when that was the only one', async () => {
      await save(1, 1);
      expect(await store.withdraw(1)).toBe(true);
      expect(await place.names()).toEqual([]);
    });

    it('keeps it when the one before it cannot be read', async () => {
      await save(1, 1);
      await place.plant(2, 'torn');
      await save(3, 3);
      expect(await store.withdraw(3)).toBe(false);
      expect(await store.load()).toEqual({ newest: 3, snapshot: aSnapshot(3), problems: [] });
    });
  });

  describe(`${name}, with a number that is taken though no listing shows it`, () => {
    it('finds it when it is told of it', async () => {
      await save(1, 7);
      // far above, so that a listing alone would not believe in it
      await place.plant(700, 'garbage');
      expect(await store.load(undefined, 3)).toMatchObject({ newest: 7, snapshot: aSnapshot(7) });
      await place.plant(8, good(8));
      expect(await store.load(undefined, 8)).toMatchObject({ newest: 8, snapshot: aSnapshot(8) });
      expect(await store.load(undefined, 9)).toMatchObject({ newest: 9, snapshot: aSnapshot(8) });
    });
  });
}
