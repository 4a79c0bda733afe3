import { expect, it } from 'vitest';
import { type PageFacts, PageRun } from '../../lib/live/page-run.ts';

const FULL: PageFacts = { count: 10, fresh: 10 };
const SHORT: PageFacts = { count: 4, fresh: 4 };
const REPEATED: PageFacts = { count: 10, fresh: 0 };

/** A run over pages of ten that has asked for as many pages as told, of a list that says it has `lastPage`. */
function aRun(asked: number, lastPage: number): PageRun {
  const run = new PageRun(10, 1);
  for (let page = 1; page <= asked; page++) expect(run.next(lastPage)).toBe(page);
  return run;
}

it.each<[what: string, page: number, PageFacts, lastPage: number, lastPageThen: number, isOpen: boolean]>([
  ['a full last page', 2, FULL, 2, 2, true],
  ['a short last page, though the list then grows', 2, SHORT, 2, 3, false],
  ['a last page without anything new, though the list then grows', 2, REPEATED, 2, 3, false],
  ['a short page in the midst', 2, SHORT, 5, 5, true],
  ['a short page in the midst of a list that then ends there', 2, SHORT, 5, 2, false],
  ['a page without anything new of a list that then ends there', 2, REPEATED, 5, 2, false],
  ['a full page of a list that then ends there', 2, FULL, 5, 2, true],
])('a run after %s is open or not', (_what, page, facts, lastPage, lastPageThen, isOpen) => {
  const run = aRun(2, lastPage);
  run.answered(1, FULL, lastPage);
  run.answered(page, facts, lastPage);
  expect(run.isOpen(lastPageThen)).toBe(isOpen);
  expect(run.next(lastPageThen)).toBe(isOpen ? 3 : null);
});

it('asks one page at a time once a page was short, whatever becomes of each', () => {
  const run = aRun(1, 9);
  run.answered(1, SHORT, 9);
  expect([run.next(9), run.next(9)]).toEqual([2, null]);
  expect(run.failed(2, 9)).toBe(true);
  expect([run.next(9), run.next(9)]).toEqual([3, null]);
  run.abandoned(3);
  expect([run.next(9), run.next(9)]).toEqual([3, null]);
});

it.each([
  ['that counts is one more to read', 2, true],
  ['past the end is the end', 1, false],
])('a page that fails and %s', (_what, lastPage, matters) => {
  const run = aRun(2, 2);
  expect(run.failed(2, lastPage)).toBe(matters);
  expect(run.isOpen(9)).toBe(matters);
});
