import { createNumberedStore } from './numbered-store.ts';
import type { Retention, StateStore } from './store.ts';

export interface MemoryOptions extends Retention {
  /** Texts of snapshots by number, modified in place, so that tests can inspect them or share them between stores. */
  readonly texts?: Map<number, string>;
}

/** Snapshots in memory, stored as texts so that nothing can be changed after saving. For tests and warm instances. */
export function createMemoryStore({ texts = new Map(), ...retention }: MemoryOptions = {}): StateStore {
  return createNumberedStore(
    {
      type: 'memory',
      name: 'memory',
      clearEvery: 1,
      numbers: async ({ below = Number.POSITIVE_INFINITY, limit }) =>
        [...texts.keys()]
          .filter((number) => number < below)
          .sort((a, b) => b - a)
          .slice(0, limit),
      read: async (number) => texts.get(number) ?? { problem: 'is gone' },
      async create(number, text) {
        if (texts.has(number)) return false;
        texts.set(number, [...text].join(''));
        return true;
      },
      async clear(old) {
        for (const number of old) texts.delete(number);
      },
      tryOut: async () => undefined,
    },
    retention,
  );
}
