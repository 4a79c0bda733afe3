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
  it('is not changed by what becomes of a snapshot after it was saved, or after it was given', async () => {
    const store = createMemoryStore();
    const lists = { list: [1] };
    await store.create(1, aSnapshot(1, { lists }));
    lists.list.push(2);
    (await store.load()).snapshot?.pacers && Object.assign((await store.load()).snapshot ?? {}, { lists: {} });
    expect((await store.load()).snapshot?.lists).toEqual({ list: [1] });
  });
});
