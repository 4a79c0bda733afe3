import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Census } from '../../lib/live/census.ts';

const uuid = (n: number) =>
  `${n.toString(16).padStart(8, '0')}-7c1e-4d3a-9f00-${(n * 7919).toString(16).padStart(12, '0')}`;

describe('the census', () => {
  it('tells 200,000 tasks apart, however little it was told to expect', () => {
    const census = new Census(10);
    let firsts = 0;
    for (let n = 0; n < 200_000; n++) firsts += census.observe(uuid(n), n % 3) ? 1 : 0;
    for (let n = 0; n < 200_000; n += 2) firsts += census.observe(uuid(n), n % 3) ? 1 : 0;
    expect([firsts, census.size]).toEqual([200_000, 200_000]);
    expect(census.countByClass()).toEqual(
      new Map([
        [0, 66_667],
        [1, 66_667],
        [2, 66_666],
      ]),
    );
  });

  it('keeps, of each task, the latest class, as a plain map would', () => {
    const sighting = fc.record({ id: fc.string({ maxLength: 3 }), classId: fc.nat(0xfffe), isAsked: fc.boolean() });
    fc.assert(
      fc.property(fc.array(sighting, { maxLength: 400 }), (sightings) => {
        const census = new Census();
        const model = new Map<string, number>();
        for (const { id, classId, isAsked } of sightings) {
          expect(census.has(id)).toBe(model.has(id));
          const classOf = (before: number | null) => {
            expect(before).toBe(model.get(id) ?? null);
            return classId;
          };
          expect(census.observe(id, isAsked ? classOf : classId)).toBe(!model.has(id));
          model.set(id, classId);
        }
        expect(census.size).toBe(model.size);
        for (const [id, classId] of model) expect(census.classOf(id)).toBe(classId);
        const byClass = new Map<number, number>();
        for (const classId of model.values()) byClass.set(classId, (byClass.get(classId) ?? 0) + 1);
        expect(census.countByClass()).toEqual(byClass);
      }),
    );
  });

  it('leaves out what another census holds, so that overlapping scopes count a task once', () => {
    const [all, some] = [new Census(), new Census()];
    for (let n = 0; n < 100; n++) all.observe(uuid(n), 0);
    for (let n = 90; n < 120; n++) some.observe(uuid(n), 1);
    expect(some.countByClass([all])).toEqual(new Map([[1, 20]]));
  });

  it('tells tasks apart that belong in one place, also in the last, and lists them for a roster', () => {
    const census = new Census();
    const prints = [1, 65, 63, 127].flatMap((high) => [0, 64].map((low) => [high, low] as const));
    expect(prints.map((print, n) => census.observe(print, n))).toEqual(prints.map(() => true));
    expect(prints.map((print) => census.classOf(print))).toEqual(prints.map((_, n) => n));
    expect([...census.rosterEntries()].sort((a, b) => a - b)).toEqual([1, 1, 63, 63, 65, 65, 127, 127]);
  });

  it('knows nothing of a task that it never saw', () => {
    expect([new Census().has('a'), new Census().classOf('a')]).toEqual([false, null]);
  });

  it.each([2 ** 31, Number.MAX_SAFE_INTEGER])('makes no room for a total of %i that the service made up', (total) => {
    const before = process.memoryUsage().arrayBuffers;
    const census = new Census(total);
    census.observe('a', 0);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});
