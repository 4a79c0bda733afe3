import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FourKeys } from '../../lib/monitor/four-keys.ts';

it('a value is found under its four keys and under no others', () => {
  const key = fc.oneof(fc.constantFrom('', 'a', 'b', '1'), fc.integer({ min: 0, max: 2 }));
  const keys = fc.uniqueArray(fc.tuple(key, key, key, key), { selector: (four) => JSON.stringify(four) });
  fc.assert(
    fc.property(keys, fc.tuple(key, key, key, key), (added, asked) => {
      const map = new FourKeys<number>();
      for (const [index, four] of added.entries()) map.add(...four, index);
      const place = added.findIndex((four) => JSON.stringify(four) === JSON.stringify(asked));
      expect(map.get(...asked)).toBe(place === -1 ? undefined : place);
      expect(map.size).toBe(added.length);
    }),
  );
});
