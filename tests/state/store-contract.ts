import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SNAPSHOT_VERSION } from '../../lib/state/snapshot-forms.ts';
import { StateError } from '../../lib/state/state-error.ts';
import type { Retention, StateStore, StoredSnapshot } from '../../lib/state/store.ts';
import { aSnapshot } from './a-snapshot.ts';
import { describeStateNumbers } from './numbered-store-contract.ts';

/** One empty place for snapshots, and ways into it that are not the store's. */
export interface StateStoreHarness {
  /** A further store on the same place. */
  store(retention?: Retention): StateStore;
  /** Puts a text where the snapshot of this number belongs, whatever is there. */
  plant(number: number, text: string): Promise<void>;
  /** The names of everything that is there. */
  names(): Promise<string[]>;
  close?(): Promise<void>;
}

export interface ContractOptions {
  /** Old snapshots that may still be there, as clearing away is not done each time. */
  readonly mayKeepMore: number;
  /** Runs of the race, and of the snapshots of every form. Default: 25. */
  readonly races?: number;
  /** The creators of the race come one after another: for imitations that look first and write then. */
  readonly oneByOne?: boolean;
}

const NEWER = `${JSON.stringify({ ...aSnapshot(), version: SNAPSHOT_VERSION + 1, lease: 'told otherwise' })}\n`;
const VERSION_1 = `${JSON.stringify({ version: 1, savedAt: '2026-02-01T00:00:00.000Z', cursor: null, pacers: {} })}\n`;

/** What every store promises. */
export function describeStateStore(
  name: string,
  open: () => Promise<StateStoreHarness>,
  { mayKeepMore, races = 25, oneByOne = false }: ContractOptions,
): void {
  let place: StateStoreHarness;
  let store: StateStore;

  beforeEach(async () => {
    place = await open();
    store = place.store();
  });
  afterEach(() => place.close?.());

  const save = async (from: number, to: number, into = store) => {
    for (let number = from; number <= to; number++) expect(await into.create(number, aSnapshot(number))).toBe(true);
  };

  describe(`${name} keeps the promises of a state store`, () => {
    it('is empty at first', async () => {
      expect(await store.load()).toEqual({ newest: 0, snapshot: null, problems: [] });
      expect(await historyOf(store)).toEqual([]);
    });

    it('gives the newest snapshot back, whole, to anybody', async () => {
      await save(1, 12);
      expect(await place.store().load()).toEqual({ newest: 12, snapshot: aSnapshot(12), problems: [] });
    });

    it('takes a number once, and leaves what the first one saved', async () => {
      expect(await store.create(1, aSnapshot(1))).toBe(true);
      expect(await place.store().create(1, aSnapshot(2))).toBe(false);
      expect(await store.create(1, aSnapshot(1))).toBe(false);
      expect((await store.load()).snapshot).toEqual(aSnapshot(1));
    });

    it(`takes a number from exactly one of many creators ${oneByOne ? 'one after another' : 'at once'}`, async () => {
      let number = 0;
      const race = fc.asyncProperty(fc.integer({ min: 2, max: 8 }), fc.nat({ max: 3 }), async (creators, gap) => {
        number += 1 + gap;
        const attempts = Array.from(
          { length: creators },
          (_, index) => () => place.store().create(number, aSnapshot(index + 1)),
        );
        const outcomes: boolean[] = [];
        if (oneByOne) for (const attempt of attempts) outcomes.push(await attempt());
        else outcomes.push(...(await Promise.all(attempts.map((attempt) => attempt()))));
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        const loaded = await store.load();
        expect(loaded).toEqual({ newest: number, snapshot: aSnapshot(outcomes.indexOf(true) + 1), problems: [] });
      });
      await fc.assert(race, { numRuns: races });
    });

    it('saves a snapshot of every form that JSON has', async () => {
      let number = 0;
      const object = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)));
      const keeps = fc.asyncProperty(fc.option(object), fc.option(object), object, async (watch, outbox, lists) => {
        const snapshot = aSnapshot(1, { watch, outbox, lists, lease: null, cursor: null });
        expect(await store.create(++number, snapshot)).toBe(true);
        expect((await store.load()).snapshot).toEqual(snapshot);
      });
      await fc.assert(keeps, { numRuns: races });
    });

    it('keeps as many as it was told, and the newest first among them', async () => {
      const few = place.store({ keep: 3 });
      await save(1, 25, few);
      const kept = (await historyOf(few)).map(({ number }) => number);
      expect(kept.slice(0, 3)).toEqual([25, 24, 23]);
      expect(kept.length).toBeLessThanOrEqual(3 + mayKeepMore);
      expect(await place.names()).toHaveLength(kept.length);
    });

    it('keeps one at least, whatever it was told', async () => {
      await save(1, 10, place.store({ keep: 0 }));
      expect(await store.load()).toMatchObject({ newest: 10, snapshot: aSnapshot(10) });
    });

    it('never clears away the newest that can be read', async () => {
      const few = place.store({ keep: 2 });
      for (let number = 11; number <= 20; number++) await place.plant(number, 'torn');
      // what only another clock or a person's hand can bring about: a number below the newest
      expect(await few.create(10, aSnapshot(10))).toBe(true);
      expect(await few.load()).toMatchObject({ newest: 20, snapshot: aSnapshot(10) });
    });

    it('leaves alone what is not its own', async () => {
      await save(1, 1);
      const before = (await place.names()).length;
      await place.store({ keep: 1 }).create(1, aSnapshot());
      expect(await place.names()).toHaveLength(before);
    });

    it('gives its history newest first, as far as it is asked for, and passes over what cannot be read', async () => {
      await save(1, 24);
      await place.plant(25, 'torn');
      await place.plant(26, NEWER);
      await place.plant(27, VERSION_1);
      expect((await historyOf(store)).map(({ number }) => number)).toEqual(countdown(24, 1));
      const two = await historyOf(store, 2);
      expect(two.map(({ number }) => number)).toEqual([24, 23]);
      expect(two[0]?.snapshot).toEqual(aSnapshot(24));
      expect(await historyOf(store, 0)).toEqual([]);
    });

    it('can be checked, and leaves nothing of that', async () => {
      expect(await store.check()).toEqual({ ok: true, detail: 'empty, and can be written' });
      expect(await place.names()).toEqual([]);
      await save(1, 3);
      expect(await store.check()).toEqual({ ok: true, detail: 'snapshot 3, and can be written' });
      expect(await place.names()).toHaveLength(3);
      await place.plant(4, 'torn');
      expect(await store.check()).toEqual({
        ok: true,
        detail: 'snapshot 4 (torn; an older one is used), and can be written',
      });
    });
  });

  describe(`${name}, with a newest snapshot that cannot be read`, () => {
    const whole = `${JSON.stringify(aSnapshot(3))}\n`;

    it.each([
      ['torn', whole.slice(0, 40), 'is torn'],
      ['empty', '', 'is empty'],
      ['of zeros, as a crash of the machine leaves it', '\0'.repeat(100), 'is torn'],
      ['no JSON', '<html>', 'is torn'],
      ['null', 'null', 'is not one'],
      ['a list', '[2]', 'is not one'],
      ['without version', whole.replace('"version":2,', ''), 'is not one'],
      ['of a version that never was', whole.replace('"version":2', '"version":0'), 'is not one'],
      ['with a cursor of another kind', whole.replace('"page":3', '"page":"3"'), 'is damaged at cursor'],
      ['with a page that no list has', whole.replace('"page":3', '"page":-3'), 'is damaged at cursor'],
      ['with a round trip that no network has', whole.replace('70.5', '-1'), 'is damaged at pacers'],
      ['with a list as its outbox', whole.replace(/"outbox":\{[^}]*\}/, '"outbox":[]'), 'is damaged at outbox'],
      ['without lease', whole.replace('"lease":', '"other":'), 'is damaged at lease'],
    ])('says so and uses the last good one when it is %s; the next number is free', async (_, text, problem) => {
      await save(1, 2);
      await place.plant(3, text);
      expect(await store.load()).toEqual({
        newest: 3,
        snapshot: aSnapshot(2),
        problems: [`snapshot 3 ${problem}; 2 is used instead`],
      });
      await save(4, 4);
      expect(await store.load()).toEqual({ newest: 4, snapshot: aSnapshot(4), problems: [] });
    });

    it('tells each of several', async () => {
      await save(1, 1);
      await place.plant(2, 'torn');
      await place.plant(3, '');
      expect((await store.load()).problems).toEqual([
        'snapshot 3 is empty; 1 is used instead',
        'snapshot 2 is torn; 1 is used instead',
      ]);
    });

    it('finds the good one behind more of them than are looked at together', async () => {
      await save(1, 1);
      for (let number = 2; number <= 45; number++) await place.plant(number, 'torn');
      const { newest, snapshot, problems } = await store.load();
      expect({ newest, snapshot, problems: problems.length }).toEqual({
        newest: 45,
        snapshot: aSnapshot(1),
        problems: 44,
      });
    });

    it('begins anew when none is good', async () => {
      await place.plant(7, 'torn');
      const problems = ['snapshot 7 is torn; no older one can be read'];
      expect(await store.load()).toEqual({ newest: 7, snapshot: null, problems });
      await save(8, 8);
    });
  });

  describe(`${name}, with a snapshot of another version`, () => {
    it('tells of one whose version it does not know, leaves it as it is and uses the last good one', async () => {
      await save(1, 2);
      await place.plant(3, VERSION_1);
      const names = await place.names();
      const problem = 'snapshot 3 is of version 1, which this relaywatch does not know; 2 is used instead';
      expect(await store.load()).toEqual({ newest: 3, snapshot: aSnapshot(2), problems: [problem] });
      expect(await place.names()).toEqual(names);
      await save(4, 4);
      expect(await place.names()).toHaveLength(4);
    });

    it.each([
      ['the newest', async () => place.plant(3, NEWER)],
      ['the newest that can be read', async () => [await place.plant(3, NEWER), await place.plant(4, 'torn')]],
    ])('refuses to go on from an older one when %s is from a newer relaywatch', async (_, arrange) => {
      await save(1, 2);
      await arrange();
      const problem =
        /^snapshot 3 in .* was written by a newer relaywatch \(state version 3; this one reads up to 2\): run/;
      const failure = await store.load().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StateError);
      expect(failure).toMatchObject({ reason: 'state-newer', message: expect.stringMatching(problem) });
    });

    it('says so when it is checked', async () => {
      await place.plant(3, NEWER);
      expect(await store.check()).toEqual({ ok: false, problem: expect.stringContaining('by a newer relaywatch') });
    });

    it('goes on from its own newer than the one of a newer relaywatch', async () => {
      await place.plant(3, NEWER);
      await save(4, 4);
      expect(await store.load()).toEqual({ newest: 4, snapshot: aSnapshot(4), problems: [] });
    });
  });

  describeStateNumbers(name, open);
}

async function historyOf(store: StateStore, limit?: number): Promise<StoredSnapshot[]> {
  const found: StoredSnapshot[] = [];
  for await (const one of store.history(limit)) found.push(one);
  return found;
}

function countdown(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, index) => from - index);
}
