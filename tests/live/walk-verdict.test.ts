import { describe, expect, it } from 'vitest';
import { EMPTY_LIST_MEMORY, type Evidence, judgeList } from '../../lib/live/walk-verdict.ts';
import type { ListMemory } from '../../lib/monitor/reading-memory.ts';

/** Of a list that held still; `missing` of its tasks were not seen. */
const evidence = ({ missing = 0, ...parts }: Partial<Evidence> & { readonly missing?: number }): Evidence => ({
  total: 1_000,
  seen: (parts.total ?? 1_000) - missing,
  steps: 0,
  moved: 0,
  pagesRead: 100,
  shifted: 0,
  scattered: 0,
  crossed: 0,
  risky: [],
  lookedTwice: false,
  ...parts,
});
const judged = (parts: Parameters<typeof evidence>[0], doubt: ListMemory['doubt'] = 'none') =>
  judgeList(evidence(parts), { ...EMPTY_LIST_MEMORY, doubt });

describe('a list of which every page was read', () => {
  it.each<
    [what: string, Parameters<typeof evidence>[0], before: ListMemory['doubt'], codes: string, overlooked: number]
  >([
    ['that held still', {}, 'none', '', 0],
    ['with three tasks out of order', { scattered: 3 }, 'none', '', 0],
    ['with four', { scattered: 4 }, 'none', 'order-unstable, blind', 0],
    ['with two in a thousand of a large one out of order', { total: 5_000, scattered: 10 }, 'none', '', 0],
    ['with more than that', { total: 5_000, scattered: 11 }, 'none', 'order-unstable, blind', 0],
    ['with hardly more missing than its changes explain', { missing: 10, moved: 2, shifted: 2 }, 'none', '', 10],
    ['with more missing', { missing: 10, moved: 2, shifted: 1 }, 'none', 'order-unstable, blind', 10],
    ['with one missing and no change', { missing: 1 }, 'none', '', 1],
    ['with one missing that had been so before', { missing: 1 }, 'count-differs', 'order-unstable, blind', 1],
    ['with one missing at the second look, too', { missing: 1, lookedTwice: true }, 'none', 'order-unstable, blind', 1],
    ['with one missing, and one that shifted', { missing: 1, shifted: 1 }, 'count-differs', '', 1],
    ['with one missing, and one that moved', { missing: 1, moved: 1 }, 'count-differs', '', 1],
    ['with none missing after all', {}, 'count-differs', '', 0],
    ['with more tasks than were counted', { missing: -1 }, 'count-differs', '', 0],
    ['of a hundred tasks, two of which may have crossed', { total: 100, crossed: 2 }, 'none', '', 2],
    ['of a hundred tasks, three of which may have crossed', { total: 100, crossed: 3 }, 'none', 'overlooked', 3],
    ['in which one in a hundred may have crossed', { crossed: 10 }, 'none', '', 10],
    ['in which more may have crossed', { crossed: 11 }, 'none', 'overlooked', 11],
    ['in which more may have crossed, as before', { crossed: 11 }, 'overlooked', 'overlooked, blind', 11],
    ['with changes that hide others, by chance', { crossed: 9, steps: 20, moved: 20 }, 'none', 'overlooked', 11],
    ['that changed with its only answer', { total: 10, pagesRead: 0, steps: 2, moved: 2 }, 'none', '', 2],
  ])('%s', (_what, parts, before, codes, overlooked) => {
    const verdict = judged(parts, before);
    expect(verdict.incompleteness.map(({ code, blind }) => (blind ? `${code}, blind` : code)).join()).toBe(codes);
    expect(verdict.overlooked).toBe(overlooked);
  });

  it.each<Parameters<typeof evidence>[0]>([
    { missing: 1 },
    { missing: -1 },
    { moved: 1 },
    { shifted: 1 },
    { scattered: 1 },
  ])('is exact only if nothing is odd about it: %j', (parts) =>
    expect([judged({}).exact, judged(parts).exact]).toEqual([true, false]),
  );

  it('leaves its doubts to the next sweep, and a hundred borders at most', () => {
    const risky = Array.from({ length: 150 }, (_, n) => n + 1);
    expect(judged({ risky }).memory).toEqual({ risky: risky.slice(0, 100), doubt: 'none' });
    const doubts = [{ missing: 1 }, { scattered: 9 }, { crossed: 11 }].map((parts) => judged(parts).memory.doubt);
    expect(doubts).toEqual(['count-differs', 'count-differs', 'overlooked']);
  });

  it('says in words what is wrong', () => {
    const texts = [{ scattered: 9 }, { crossed: 11 }].map((parts) => judged(parts).incompleteness[0]?.text);
    expect(texts).toEqual([
      expect.stringMatching(/^1000 distinct tasks were read, but Total says 1000, .* no stable order/),
      expect.stringMatching(/^up to 11 of 1000 tasks may have been overlooked: /),
    ]);
  });
});
