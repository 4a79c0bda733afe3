import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { aSnapshot } from './a-snapshot.ts';
import { describeStateStore } from './store-contract.ts';

describeStateStore(
  'memory',
  async () => {
    const texts = new Map<number, string>();
    return {
      store: (retention) => createMemoryStore({ texts, ...retention }),
      plant: async (number, text) => void texts.set(number, text),
      names: async () => [...texts.keys()].map(String),
    };
  },
  { mayKeepMore: 0 },
);

describe('memory', () => {
  it('keeps a snapshot whole that is written in pieces', async () => {
    const store = createMemoryStore();
    const large = aSnapshot(1, { lists: Array(20).fill('x'.repeat(10_000)) });
    await store.create(1, large);
    expect((await store.load()).snapshot).toEqual(large);
    expect([store.type, store.name]).toEqual(['memory', 'memory']);
  });

  it.each([
    ['that is torn, once', { 8: 'torn' }, ['snapshot 8 is torn; no older one can be read']],
    ['that is good, once', { 8: JSON.stringify(aSnapshot(8)) }, []],
    ['that is gone again', {}, ['snapshot 8 is gone; no older one can be read']],
    [
      'beside another that is torn',
      { 7: 'torn', 8: 'torn' },
      [8, 7].map((n) => `snapshot ${n} is torn; no older one can be read`),
    ],
  ])('knows of a number that is known to be taken %s', async (_, found, problems) => {
    const texts = new Map(Object.entries(found).map(([number, text]): [number, string] => [Number(number), text]));
    expect(await createMemoryStore({ texts }).load(undefined, 8)).toMatchObject({ newest: 8, problems });
  });

  it('says of a check what is in its way, and that nothing can be read', async () => {
    const texts = new Map([3, 4, 500, 600].map((number) => [number, 'torn']));
    const [high, low] = [600, 500].map((number) => `snapshot ${number} is too far above 4 and is ignored: remove it`);
    expect(await createMemoryStore({ texts }).check()).toEqual({
      ok: true,
      detail: `snapshot 4 (torn; no older one can be read), and can be written; ${high}; ${low}`,
    });
    for (let number = 1; number <= 1_001; number++) texts.set(number, '');
    await expect(createMemoryStore({ texts }).load()).rejects.toMatchObject({ reason: 'state-unreadable' });
  });

  it('is not changed by what becomes of a snapshot after it was saved, or after it was given', async () => {
    const store = createMemoryStore();
    const lists = { list: [1] };
    await store.create(1, aSnapshot(1, { lists }));
    lists.list.push(2);
    (await store.load()).snapshot?.pacers && Object.assign((await store.load()).snapshot ?? {}, { lists: {} });
    expect((await store.load()).snapshot?.lists).toEqual({ list: [1] });
  });
});
