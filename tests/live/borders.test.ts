import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayHaveCrossed, type Reading } from '../../lib/live/borders.ts';

/** A reading in the given order, after so much growing and shrinking. */
const read = (at: number, grown: number, shrunk: number, asked = at): Reading => ({
  asked,
  answered: at,
  grown,
  shrunk,
});

describe('tasks that may have crossed a border between two pages', () => {
  it.each([
    ['none, when nothing moved', [read(1, 0, 0)], [read(2, 0, 0)], 0],
    ['those that a deletion moved to the page that was read already', [read(1, 0, 0)], [read(2, 0, 2)], 2],
    ['none by a creation, which shows a task twice', [read(1, 0, 0)], [read(2, 3, 0)], 0],
    ['those that a creation moved, when the higher page was read first', [read(2, 3, 0)], [read(1, 0, 0)], 3],
    ['either, when the answers came in another order than the calls left', [read(1, 0, 0, 2)], [read(2, 1, 2, 1)], 3],
    ['none, when the lower page was read again', [read(1, 0, 0), read(3, 0, 1)], [read(2, 0, 1)], 0],
    ['one that moved back before that', [read(1, 0, 0), read(3, 1, 1)], [read(2, 0, 1)], 1],
    ['none, when a page was never read', [], [read(2, 0, 5)], 0],
  ])('are %s', (_name, lower, higher, expected) => {
    expect(mayHaveCrossed(lower, higher)).toBe(expected);
  });

  it('are never fewer than really stayed unseen, whatever is deleted and created around two pages read in any order', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('delete' as const, 'create' as const), place: fc.nat(30) }),
      fc.record({ do: fc.constant('read' as const), page: fc.constantFrom(1, 2) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const list = Array.from({ length: 20 }, (_, n) => n);
        const seen = new Set<number>();
        const readings: [Reading[], Reading[]] = [[], []];
        let [next, grown, shrunk] = [100, 0, 0];
        for (const [at, one] of steps.entries()) {
          if (one.do === 'create') {
            list.splice(one.place % (list.length + 1), 0, next++);
            grown += 1;
          } else if (one.do === 'delete' && list.length > 0) {
            list.splice(one.place % list.length, 1);
            shrunk += 1;
          } else if (one.do === 'read') {
            // the first page is the first ten, the second one all that follows, so that only their border can hide a task
            for (const id of one.page === 1 ? list.slice(0, 10) : list.slice(10)) seen.add(id);
            readings[one.page - 1]?.push(read(at, grown, shrunk));
          }
        }
        if (readings[0].length === 0 || readings[1].length === 0) return;
        const firstRead = Math.min(...readings.flat().map(({ answered }) => answered));
        const lastRead = Math.max(...readings.flat().map(({ answered }) => answered));
        // what was there from the first to the last reading
        const there = listThroughout(steps, firstRead, lastRead);
        const unseen = there.filter((id) => !seen.has(id));
        expect(mayHaveCrossed(...readings)).toBeGreaterThanOrEqual(unseen.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

type Step =
  | { readonly do: 'delete' | 'create'; readonly place: number }
  | { readonly do: 'read'; readonly page: number };

/** The tasks that were in the list at both steps, by the same rules as above. */
function listThroughout(steps: readonly Step[], from: number, to: number): number[] {
  const list = Array.from({ length: 20 }, (_, n) => n);
  let next = 100;
  let before: number[] = [];
  for (const [at, one] of steps.entries()) {
    if (at === from) before = [...list];
    if (at === to) return before.filter((id) => list.includes(id));
    if (one.do === 'create') list.splice(one.place % (list.length + 1), 0, next++);
    else if (one.do === 'delete' && list.length > 0) list.splice(one.place % list.length, 1);
  }
  return before.filter((id) => list.includes(id));
}
