import { expect, it } from 'vitest';
import { numbers, pageOf, steady, Walked } from './a-walk.ts';

/** The first sweep of a lap: answers so many calls, then stops. */
const firstPart = (answerTo: Parameters<Walked['follow']>[0], calls: number) =>
  new Walked(1, undefined, null).follow(answerTo, calls);
const without = (failed: number) => (page: number) => (page === failed ? 'failed' : steady(45)(page));

it('is read on where it paused, and judged as one list', () => {
  const first = firstPart(steady(45), 2);
  const before = first.plan.soFar(20, 0);
  const nothing = { steps: 0, moved: 0, shifted: 0, scattered: 0, crossed: 0, openBorders: 0, readAgain: 0 };
  expect(before).toEqual({ ...nothing, total: 45, seen: 20, pagesRead: 2 });
  first.plan.pause();
  const quiet = { incompleteness: [], overlooked: 0, memory: { risky: [], doubt: 'none' } };
  expect(first.plan.verdict).toEqual({ ...quiet, exact: false });
  const second = new Walked(3, undefined, before).follow(steady(45));
  expect([second.asked, second.plan.pausedAt]).toEqual([[3, 4, 5], null]);
  expect(second.plan.verdict).toEqual({ ...quiet, exact: true });
  expect(second.plan.soFar(35, 10)).toEqual({ ...nothing, total: 45, seen: 45, pagesRead: 5 });
});

it.each<
  [what: string, answerTo: Parameters<Walked['follow']>[0], calls: number, pausedAt: number | null, skipped: number]
>([
  ['the first page that was not asked for', steady(45), 2, 3, 0],
  ['a page that failed at last', without(3), 3, 3, 0],
  ['the last page of all, if it failed', without(5), 5, 5, 0],
  ['what comes after a page that failed among others', without(2), 3, 4, 1],
  ['nowhere, when all was read', steady(45), 5, null, 0],
  ['nowhere, though a page was lost', without(2), 5, null, 1],
])('goes on at %s', (_what, answerTo, calls, pausedAt, skipped) => {
  const { plan } = firstPart(answerTo, calls);
  expect([plan.pausedAt, plan.skipped]).toEqual([pausedAt, skipped]);
  plan.pause();
  const lost = { code: 'page-failed', text: '1 of 5 pages could not be read', blind: true };
  expect(plan.verdict?.incompleteness).toEqual(skipped > 0 ? [lost] : []);
});

it('goes on at a page whose answer is missing, but not at one that was only to be looked at again', () => {
  const { plan } = firstPart(steady(45), 2);
  expect([plan.next(true), plan.pausedAt]).toEqual([3, 3]);
  const list = numbers(45);
  const moved = firstPart((page) => {
    if (page === 3) list.splice(4, 1);
    return pageOf(list, page);
  }, 3);
  expect([moved.plan.next(true), moved.plan.pausedAt]).toEqual([2, 4]);
  expect(moved.plan.soFar(29, 0)).toMatchObject({ openBorders: 1, readAgain: 1 });
});

it('keeps why it ended before it paused', () => {
  const { plan } = firstPart(steady(45), 2);
  plan.stop({ code: 'deadline', text: 'time ran out', blind: true });
  plan.pause();
  expect(plan.verdict?.incompleteness).toMatchObject([{ code: 'deadline' }]);
});

it('forgets the doubts about the borders that it read, and of no others', () => {
  const before = firstPart(steady(95), 2).plan.soFar(20, 0);
  const { plan } = new Walked(3, { risky: [1, 4, 9], doubt: 'none' }, before).follow(steady(95), 3);
  plan.pause();
  expect(plan.verdict?.memory.risky).toEqual([1, 9]);
});

it('is not looked at twice when counts differ, since this sweep knows only its own part', () => {
  const tooMany = (page: number) => ({ ...steady(18)(page), total: 20 });
  const before = firstPart(tooMany, 1).plan.soFar(10, 0);
  const second = new Walked(2, undefined, before).follow(tooMany);
  expect(second.asked).toEqual([2]);
  expect(second.plan.verdict).toMatchObject({ exact: false, memory: { doubt: 'count-differs' } });
});
