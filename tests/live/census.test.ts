import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Census } from '../../lib/live/census.ts';

const uuid = (n: number) =>
  `${n.toString(16).padStart(8, '0')}-7c1e-4d3a-9f00-${(n * 7919).toString(16).padStart(12, '0')}`;

describe('the census', () => {
  it('tells 200,000 tasks apart, however little it was told to expect', () => {
    const census = new Census(10);
    for (let n = 0; n < 200_000; n++) census.observe(uuid(n), n % 3, 1);
    for (let n = 0; n < 200_000; n += 2) census.observe(uuid(n), n % 3, 1);
    expect(census.size).toBe(200_000);
    expect(census.countSeenIn(1)).toBe(200_000);
  });

  it('keeps, of each task, the latest class and epoch, as a plain map would', () => {
    const sighting = fc.record({
      id: fc.string({ maxLength: 3 }),
      classId: fc.nat(5),
      epoch: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(sighting, { maxLength: 400 }), fc.integer({ min: 1, max: 3 }), (sightings, epoch) => {
        const census = new Census();
        const model = new Map<string, { classId: number; epoch: number }>();
        for (const { id, ...seen } of sightings) {
          census.observe(id, seen.classId, seen.epoch);
          model.set(id, seen);
        }
        expect(census.size).toBe(model.size);
        const inEpoch = [...model.values()].filter((seen) => seen.epoch === epoch);
        expect(census.countSeenIn(epoch)).toBe(inEpoch.length);
        const byClass = new Map<number, number>();
        for (const { classId } of inEpoch) byClass.set(classId, (byClass.get(classId) ?? 0) + 1);
        expect(census.countByClass(epoch)).toEqual(byClass);
      }),
    );
  });

  it('leaves out what another census holds, so that overlapping scopes count a task once', () => {
    const [all, some] = [new Census(), new Census()];
    for (let n = 0; n < 100; n++) all.observe(uuid(n), 0, 1);
    for (let n = 90; n < 120; n++) some.observe(uuid(n), 1, 1);
    expect(some.countByClass(undefined, [all])).toEqual(new Map([[1, 20]]));
  });

  it('does not allocate for a total that the service made up', () => {
    expect(() => new Census(2 ** 31)).not.toThrow();
  });
});
