import { describe, expect, it } from 'vitest';
import { answerOf, ListEvidence } from '../../lib/live/list-evidence.ts';

const [SEEN, NEW] = [false, true];
const full = (total: number) => answerOf(total, new Array<boolean>(10).fill(NEW));

describe('what a page shows', () => {
  it.each([
    ['an empty one', [], { fresh: 0, shifted: 0, scattered: 0 }],
    ['one that repeats another', [SEEN, SEEN], { fresh: 0, shifted: 2, scattered: 0 }],
    ['one that was moved from both sides', [SEEN, NEW, SEEN, SEEN], { fresh: 1, shifted: 3, scattered: 0 }],
    ['one with a repeat in its midst', [SEEN, NEW, SEEN, NEW], { fresh: 2, shifted: 1, scattered: 1 }],
  ])('is counted by place: %s', (_what, firsts, expected) => {
    expect(answerOf(50, firsts)).toEqual({ total: 50, count: firsts.length, ...expected });
  });
});

describe('what all pages show', () => {
  it('adds up each change of Total, and what repeats on pages that are read for the first time', () => {
    const evidence = new ListEvidence(10);
    evidence.take(1, full(40), 1, false);
    evidence.take(2, answerOf(43, [SEEN, NEW, SEEN, NEW]), 2, false);
    evidence.take(3, answerOf(41, [SEEN, NEW]), 3, false);
    evidence.take(3, answerOf(41, [SEEN, SEEN]), 4, true);
    evidence.take(5, answerOf(41, [SEEN, NEW]), 5, false);
    evidence.take(6, answerOf(41, [SEEN, SEEN]), 6, false);
    expect(evidence.sum(17, false)).toMatchObject({ total: 41, steps: 2, moved: 5, pagesRead: 6 });
    expect(evidence.sum(17, true)).toMatchObject({ seen: 17, shifted: 3, scattered: 1, lookedTwice: true });
  });

  it.each([
    ['the last page, though it shows nothing new', 2, answerOf(21, [SEEN]), 21],
    ['a page past the end that has something new', 4, answerOf(35, [NEW]), 35],
    ['no page past the end that repeats', 3, answerOf(99, [SEEN]), 20],
    ['no empty page past the end', 3, answerOf(0, []), 20],
  ])('has the Total of %s', (_what, page, answer, total) => {
    const evidence = new ListEvidence(10);
    evidence.take(1, full(20), 1, false);
    evidence.take(page, answer, 2, false);
    expect([evidence.total, evidence.lastPage]).toEqual([total, Math.ceil(total / 10)]);
    expect(evidence.has(page)).toBe(answer.count > 0);
  });

  it.each<[read: string, first: number | null, crossed: number]>([
    ['1:30 2:30', null, 0],
    ['1:30 2:29', 1, 1],
    ['2:30 1:31', 2, 1],
    ['1:30 2:29 1:29', null, 0],
    ['1:30 2:29 1:30', null, 1],
    ['1:30 2:29 2:29', null, 1],
  ])(
    'has a border that a task may have crossed, and the page beside it that was read first: %s',
    (read, first, crossed) => {
      const evidence = new ListEvidence(10);
      for (const [at, reading] of read.split(' ').entries()) {
        const [page = 0, total = 0] = reading.split(':').map(Number);
        evidence.take(page, full(total), at + 1, false);
      }
      expect(evidence.openBorder(1)).toBe(first);
      expect(evidence.crossings()).toEqual({ crossed, risky: crossed > 0 ? [1] : [] });
    },
  );

  it.each([
    [undefined, 45, 0],
    [52, 45, 0],
    [60, 45, 5],
  ])(
    'counts what left the list during a pause, beyond the page that is read again: %s, then %i',
    (before, then, crossed) => {
      const evidence = new ListEvidence(10, before);
      evidence.take(3, full(then), 1, false);
      expect(evidence.crossings().crossed).toBe(crossed);
      evidence.take(4, full(then - 1), 2, false);
      expect(evidence.crossings().crossed).toBe(crossed + 1);
    },
  );
});
