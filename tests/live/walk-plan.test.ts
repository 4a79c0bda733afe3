import { describe, expect, it } from 'vitest';
import { WalkPlan } from '../../lib/live/walk-plan.ts';

/** Answers every page that the plan asks for from `pageOf`, as long as it asks. @returns the pages in order */
function follow(
  plan: WalkPlan,
  answerTo: (page: number) => { total: number; count: number },
  seenInEpoch: () => number,
  most = 100,
): number[] {
  const asked: number[] = [];
  while (asked.length < most) {
    plan.settle(seenInEpoch);
    const page = plan.next(true);
    if (page === null) break;
    asked.push(page);
    plan.answered(page, answerTo(page));
  }
  return asked;
}

const steady = (total: number) => (page: number) => ({
  total,
  count: Math.max(0, Math.min(10, total - (page - 1) * 10)),
});

describe('a list that holds still', () => {
  it.each([
    { name: 'is read once to its short last page', total: 34, pages: [1, 2, 3, 4] },
    { name: 'is read past a full last page, since Total alone proves no end', total: 30, pages: [1, 2, 3, 4] },
    { name: 'is complete after one page when it is empty', total: 0, pages: [1] },
  ])('$name', ({ total, pages }) => {
    const plan = new WalkPlan(10);
    expect(follow(plan, steady(total), () => total)).toEqual(pages);
    expect(plan.complete).toBe(true);
  });

  it('goes on where the last sweep stopped, then reads what lies before', () => {
    const plan = new WalkPlan(10, 3);
    expect(follow(plan, steady(45), () => 45)).toEqual([3, 4, 5, 1, 2]);
    expect(plan.complete).toBe(true);
  });

  it('is read whole although it shrank below the page where the last sweep stopped', () => {
    const plan = new WalkPlan(10, 9);
    expect(follow(plan, steady(25), () => 25)).toEqual([9, 1, 2, 3]);
    expect(plan.complete).toBe(true);
  });

  it('leaves the pages before the start for later while other lists wait', () => {
    const plan = new WalkPlan(10, 2);
    expect(plan.next(false)).toBe(2);
    plan.answered(2, { total: 15, count: 5 });
    expect(plan.next(false)).toBeNull();
    expect(plan.next(true)).toBe(1);
  });
});

describe('a list that changes under way', () => {
  it('has the pages read again that were read under another Total', () => {
    const plan = new WalkPlan(10);
    let reads = 0;
    const answerTo = (page: number) => steady(++reads > 2 ? 34 : 35)(page);
    expect(follow(plan, answerTo, () => 34)).toEqual([1, 2, 3, 4, 1, 2]);
    expect(plan.complete).toBe(true);
    expect(plan.epoch).toBe(2);
  });

  it('is read whole again when the distinct tasks are not as many as Total says', () => {
    const plan = new WalkPlan(10);
    let seen = 19;
    const asked = follow(plan, steady(20), () => (plan.epoch === 1 ? seen : 20));
    seen = 20;
    expect(asked).toEqual([1, 2, 3, 1, 2, 3]);
    expect(plan.complete).toBe(true);
  });

  it('is called unsteady when Total moves faster than pages can be read, after a bounded number of reads', () => {
    const plan = new WalkPlan(10);
    let total = 40;
    const asked = follow(
      plan,
      (page) => steady(++total)(page),
      () => 1,
    );
    expect(plan.complete).toBe(false);
    expect(plan.incompleteness).toMatchObject([{ code: 'total-moved' }]);
    expect(asked.length).toBeLessThanOrEqual(6 * 4);
  });

  it('is called incomplete when Live counts more tasks than it lists', () => {
    const plan = new WalkPlan(10);
    follow(plan, steady(20), () => 18);
    expect(plan.incompleteness).toEqual([
      { code: 'count-differs', text: '18 distinct tasks were read, but Total says 20' },
    ]);
  });
});

describe('a page that cannot be read', () => {
  it('is tried again at the end, and then missed by name', () => {
    const plan = new WalkPlan(10);
    const asked: number[] = [];
    for (let n = 0; n < 20; n++) {
      plan.settle(() => 20);
      const page = plan.next(true);
      if (page === null) break;
      asked.push(page);
      if (page === 2) plan.pageFailed(2, 'no answer');
      else plan.answered(page, steady(30)(page));
    }
    expect(asked.filter((page) => page === 2).length).toBeGreaterThan(1);
    expect(plan.incompleteness).toEqual([
      { code: 'page-failed', text: '1 of 3 pages could not be read, page 2 first: no answer' },
    ]);
  });

  it('ends the walk when it is the first, since nothing is known', () => {
    const plan = new WalkPlan(10);
    plan.next(true);
    plan.pageFailed(1, 'no answer');
    expect(plan.incompleteness).toMatchObject([{ code: 'page-failed', text: 'no answer' }]);
  });

  it('ends the walk when three fail in a row, so that a dead service is not hammered', () => {
    const plan = new WalkPlan(10);
    plan.next(true);
    plan.answered(1, steady(500)(1));
    for (let n = 0; n < 3; n++) plan.pageFailed(plan.next(true) ?? 0, 'no answer');
    expect(plan.finished).toBe(true);
  });
});

describe('where to go on when time runs out', () => {
  it('is the first page that was not read, those given up under way included', () => {
    const plan = new WalkPlan(10);
    plan.next(true);
    plan.answered(1, steady(60)(1));
    expect([plan.next(true), plan.next(true)]).toEqual([2, 3]);
    plan.pageAbandoned(3);
    plan.pageAbandoned(2);
    expect(plan.resumePage).toBe(2);
  });
});
