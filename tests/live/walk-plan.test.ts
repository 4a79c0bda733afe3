import { describe, expect, it } from 'vitest';
import { answerOf } from '../../lib/live/list-evidence.ts';
import type { ListMemory } from '../../lib/monitor/reading-memory.ts';
import { type Answer, numbers, pageOf, steady, Walked } from './a-walk.ts';

describe('a list that holds still', () => {
  it.each([
    { name: 'is read once to its short last page', total: 34, pages: [1, 2, 3, 4] },
    { name: 'is read past a full last page, since Total alone proves no end', total: 30, pages: [1, 2, 3, 4] },
    { name: 'is complete after one page when it is empty', total: 0, pages: [1] },
  ])('$name', ({ total, pages }) => {
    const walked = new Walked().follow(steady(total));
    expect(walked.asked).toEqual(pages);
    expect(walked.plan.verdict).toEqual({
      incompleteness: [],
      exact: true,
      overlooked: 0,
      memory: { risky: [], doubt: 'none' },
    });
    expect(walked.plan.resumePage).toBe(1);
  });

  it('goes on where the last sweep stopped, then reads what lies before', () => {
    const walked = new Walked(3).follow(steady(45));
    expect(walked.asked).toEqual([3, 4, 5, 1, 2]);
    expect(walked.plan.verdict).toMatchObject({ incompleteness: [], exact: true });
  });

  it('is read whole although it shrank below the page where the last sweep stopped', () => {
    const walked = new Walked(9).follow(steady(25));
    expect(walked.asked).toEqual([9, 1, 2, 3]);
    expect(walked.codes).toEqual([]);
  });

  it('is judged once, and not while an answer is missing', () => {
    const walked = new Walked().follow(steady(15), 1);
    expect(walked.plan.next(true)).toBe(2);
    walked.plan.settle(() => 15);
    expect(walked.plan.verdict).toBeNull();
    walked.answer(2, steady(15)(2));
    walked.plan.settle(() => 15);
    walked.plan.settle(() => 7);
    expect(walked.plan.verdict).toMatchObject({ exact: true });
  });

  it('leaves the pages before the start for later while other lists wait', () => {
    const { plan } = new Walked(2);
    expect(plan.next(false)).toBe(2);
    expect([plan.next(true), plan.hasOnwardPages]).toEqual([null, true]);
    plan.answered(2, answerOf(15, [true, true, true, true, true]));
    expect([plan.next(false), plan.hasOnwardPages]).toEqual([null, false]);
    expect(plan.next(true)).toBe(1);
    plan.settle(() => 5);
    expect(plan.verdict).toBeNull();
  });
});

describe('a list that changes under way', () => {
  it('has a page read again at once when Total shrank behind it, and finds the task that moved there', () => {
    const list = numbers(45);
    const walked = new Walked().follow((page, call) => {
      if (call === 3) list.splice(4, 1);
      return pageOf(list, page);
    });
    expect(walked.asked).toEqual([1, 2, 3, 2, 4, 5]);
    expect(walked.seen.size).toBe(45);
    expect(walked.plan.verdict).toMatchObject({ incompleteness: [], exact: false, overlooked: 0 });
  });

  it('has no page read again when it grew, since that shows a task twice', () => {
    const list = numbers(45);
    const walked = new Walked().follow((page, call) => {
      if (call === 3) list.unshift(99);
      return pageOf(list, page);
    });
    expect(walked.asked).toEqual([1, 2, 3, 4, 5]);
    expect(walked.plan.verdict).toMatchObject({ incompleteness: [], exact: false, overlooked: 1 });
  });

  it('leaves no doubt when what shifted explains the difference, though Total stayed', () => {
    const list = numbers(45);
    const walked = new Walked().follow((page, call) => {
      if (call === 3) list.splice(0, 45, 99, ...numbers(44));
      return pageOf(list, page);
    });
    expect(walked.plan.verdict).toMatchObject({ exact: false, overlooked: 1, memory: { doubt: 'none' } });
  });

  it('is read on to the end when it grows there', () => {
    const list = numbers(29);
    const walked = new Walked().follow((page, call) => {
      if (call === 2) list.push(...numbers(25, 100));
      return pageOf(list, page);
    });
    expect(walked.asked).toEqual([1, 2, 3, 4, 5, 6]);
    expect(walked.seen.size).toBe(54);
  });

  it('has few pages read again, and leaves the rest to the next sweep, which looks there whatever it costs', () => {
    const list = numbers(1_000);
    const shrinking = (page: number) => {
      list.splice(0, 1);
      return pageOf(list, page);
    };
    const first = new Walked().follow(shrinking);
    expect(first.asked.length).toBeLessThanOrEqual(100 * 1.04);
    // the first of all, before it can be known how many there are; then late ones, which hide more
    expect(first.asked.filter((page, at) => first.asked.indexOf(page) < at)).toEqual([1, 87, 88]);
    const memory = first.plan.verdict?.memory;
    expect(memory?.risky.length).toBeGreaterThan(80);
    const second = new Walked(1, memory).follow(shrinking);
    const again = second.asked.filter((page, at) => second.asked.indexOf(page) < at);
    expect(again.length).toBeGreaterThan(70);
  });

  it('is told as overlooked when it shrinks with each page, and as blindness when that lasts', () => {
    const shrinking = () => {
      const list = numbers(1_000);
      return (page: number) => {
        list.splice(0, 3);
        return pageOf(list, page);
      };
    };
    const first = new Walked().follow(shrinking());
    expect(first.codes).toEqual(['overlooked']);
    const memory = { risky: [], doubt: first.plan.verdict?.memory.doubt ?? 'none' };
    expect(new Walked(1, memory).follow(shrinking()).codes).toEqual(['overlooked, blind']);
  });
});

describe('a Total that is not the truth', () => {
  it.each([1_000_000, 9_000_000_000_000_000])('of %i costs two more calls than the pages that there are', (total) => {
    const walked = new Walked().follow((page) => ({ ...pageOf(numbers(15), page), total }));
    expect(walked.asked).toEqual([1, 2, 3, 4]);
    expect(walked.codes).toEqual(['order-unstable, blind']);
  });

  it('is not believed while calls are under way: past a short page one is asked at a time', () => {
    const { plan } = new Walked();
    plan.next(true);
    plan.answered(1, answerOf(1_000_000, [true, true]));
    expect(plan.next(true)).toBe(2);
    expect(plan.next(true)).toBeNull();
  });

  it('that is too small does not end the list: a full page is followed by another', () => {
    const walked = new Walked().follow((page) => ({ ...pageOf(numbers(34), page), total: 10 }));
    expect(walked.asked).toEqual([1, 2, 3, 4]);
    expect(walked.seen.size).toBe(34);
    expect(walked.codes).toEqual([]);
  });

  it('ends with a page past it that repeats the last one', () => {
    const walked = new Walked().follow((page) => pageOf(numbers(20), Math.min(page, 2)));
    expect(walked.asked).toEqual([1, 2, 3]);
    expect(walked.plan.verdict).toMatchObject({ incompleteness: [], exact: true });
  });

  it.each<[string, Answer | 'failed']>([
    ['that fails', 'failed'],
    ['that has a smaller Total', { total: 7, ids: [] }],
    ['that has a larger Total', { total: 1_000_000, ids: [] }],
    ['that has a larger Total and repeats the last page', { total: 1_000_000, ids: numbers(10, 10) }],
    ['that has no tasks', { total: 0, ids: [] }],
  ])('is not undone by a page past the end %s', (_name, last) => {
    const walked = new Walked().follow((page) => (page > 2 ? last : pageOf(numbers(20), page)));
    expect(walked.asked).toEqual([1, 2, 3]);
    expect(walked.codes).toEqual([]);
    expect(walked.seen.size).toBe(20);
  });

  it('does not end with one page in the midst that brings nothing, and that page is asked for once more', () => {
    const walked = new Walked().follow((page, call) => {
      const answer = pageOf(numbers(45), page);
      return page === 3 && call < 4 ? { ...answer, ids: [] } : answer;
    });
    expect(walked.asked).toEqual([1, 2, 3, 4, 5, 3]);
    expect(walked.seen.size).toBe(45);
    expect(walked.codes).toEqual([]);
  });

  it('is right when a page in the midst was cut short by mistake, and wrong when it stays so', () => {
    const cut = (calls: number) =>
      new Walked().follow((page, call) => {
        const { total, ids } = pageOf(numbers(45), page);
        return { total, ids: page === 3 && call < calls ? ids.slice(0, 4) : ids };
      });
    expect([cut(4).codes, cut(4).seen.size]).toEqual([[], 45]);
    expect([cut(99).codes, cut(99).seen.size]).toEqual([['order-unstable, blind'], 39]);
    const allCut = new Walked().follow((page) => ({ total: 45, ids: pageOf(numbers(45), page).ids.slice(0, 4) }));
    expect(allCut.asked).toEqual([1, 2, 3, 4, 5, 1, 2]);
  });

  it('that counts more tasks than are shown is looked at twice in a short list, and by the next sweep in a long one', () => {
    const short = new Walked().follow((page) => ({ ...pageOf(numbers(18), page), total: 20 }));
    expect(short.asked).toEqual([1, 2, 1, 2]);
    expect(short.codes).toEqual(['order-unstable, blind']);
    const long = (memory?: ListMemory) =>
      new Walked(1, memory).follow((page) => ({ ...pageOf(numbers(398), page), total: 400 }));
    const first = long();
    expect(first.codes).toEqual([]);
    expect(first.plan.verdict).toMatchObject({ exact: false, overlooked: 2, memory: { doubt: 'count-differs' } });
    expect(long(first.plan.verdict?.memory).codes).toEqual(['order-unstable, blind']);
  });
});

describe('a page that cannot be read', () => {
  it('is tried again at the end, and then missed by name', () => {
    const walked = new Walked().follow((page) => (page === 2 ? 'failed' : steady(30)(page)));
    expect(walked.asked).toEqual([1, 2, 3, 4, 2]);
    expect(walked.plan.verdict?.incompleteness).toEqual([
      { code: 'page-failed', text: '1 of 3 pages could not be read, page 2 first: no answer', blind: true },
    ]);
  });

  it('is no loss when it could be read at the second try', () => {
    const walked = new Walked().follow((page, call) => (call === 2 ? 'failed' : steady(30)(page)));
    expect(walked.codes).toEqual([]);
    expect(walked.seen.size).toBe(30);
  });

  it('is no loss when it was read before, and was only to be looked at again', () => {
    const list = numbers(45);
    const walked = new Walked().follow((page, call) => {
      if (call === 3) list.splice(4, 1);
      return call === 4 ? 'failed' : pageOf(list, page);
    });
    expect(walked.asked).toEqual([1, 2, 3, 2, 4, 5]);
    expect(walked.plan.verdict).toMatchObject({ incompleteness: [], overlooked: 1, memory: { risky: [2] } });
  });

  it('ends the walk when it is the first, since nothing is known', () => {
    const walked = new Walked().follow(() => 'failed');
    expect(walked.asked).toEqual([1]);
    expect(walked.codes).toEqual(['page-failed, blind']);
  });

  it('ends the walk when three fail in a row, so that a dead service is not hammered', () => {
    const walked = new Walked().follow((page) => (page === 1 ? steady(500)(1) : 'failed'));
    expect(walked.asked).toEqual([1, 2, 3, 4]);
  });
});

describe('where to go on when time runs out', () => {
  it('is the first page that was not read, those given up under way included', () => {
    const { plan } = new Walked();
    plan.next(true);
    plan.answered(1, answerOf(60, new Array(10).fill(true)));
    expect([plan.next(true), plan.next(true)]).toEqual([2, 3]);
    plan.pageAbandoned(3);
    plan.pageAbandoned(2);
    expect(plan.resumePage).toBe(2);
  });

  it('keeps what the last sweep doubted, and the first reason to stop', () => {
    const { plan } = new Walked(1, { risky: [7], doubt: 'overlooked' }).follow(steady(500), 3);
    plan.stop({ code: 'deadline', text: 'time ran out', blind: true });
    plan.stop({ code: 'call-failed', text: 'and more', blind: true });
    expect(plan.verdict).toEqual({
      incompleteness: [{ code: 'deadline', text: 'time ran out', blind: true }],
      exact: false,
      overlooked: 0,
      memory: { risky: [], doubt: 'overlooked' },
    });
  });
});
