/** Instances that run at a time, by function and in all. */
export interface Slots {
  /** Takes a place at once; false when there is none. */
  take(key: string, most: number): boolean;
  /** Takes a place as soon as there is one, first come first served. */
  waitFor(key: string, most: number): Promise<void>;
  release(key: string): void;
}

export function createSlots(mostInAll: () => number): Slots {
  const used = new Map<string, number>();
  let waiting: { readonly key: string; readonly most: number; readonly start: () => void }[] = [];
  const take = (key: string, most: number): boolean => {
    const all = [...used.values()].reduce((sum, count) => sum + count, 0);
    if ((used.get(key) ?? 0) >= most || all >= mostInAll()) return false;
    used.set(key, (used.get(key) ?? 0) + 1);
    return true;
  };
  return {
    take,
    async waitFor(key, most) {
      if (waiting.some((one) => one.key === key) || !take(key, most)) {
        await new Promise<void>((start) => waiting.push({ key, most, start }));
      }
    },
    release(key) {
      used.set(key, (used.get(key) ?? 1) - 1);
      waiting = waiting.filter(({ key, most, start }) => {
        if (!take(key, most)) return true;
        start();
        return false;
      });
    },
  };
}
