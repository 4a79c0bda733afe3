import fc from 'fast-check';
import type { FuzzTarget } from '../../bench/fuzz/target.ts';

export type Plant = 'throws' | 'pollutes' | 'slow' | 'hangs' | 'grows' | 'well';

/** A target with a fault in it, which one input in so many hits. */
export function planted(plant: Plant): FuzzTarget<number> {
  const kept: unknown[] = [];
  return {
    inputs: fc.nat({ max: 9 }),
    run: (input) => {
      if (input !== 7 || plant === 'well') return;
      if (plant === 'throws') throw new TypeError('planted');
      if (plant === 'pollutes') Object.assign(Object.prototype, { planted: 1 });
      if (plant === 'grows') kept.push(new Array(100_000).fill(0.5));
      const end = process.cpuUsage().user + (plant === 'slow' ? 30_000 : 0);
      while (plant === 'hangs' || process.cpuUsage().user < end);
    },
  };
}

/** As a thread opens it. */
export async function open(): Promise<FuzzTarget<number>> {
  return planted('hangs');
}
