import { describe, expect, it } from 'vitest';
import {
  isOver,
  type Lap,
  type LapList,
  type LastLap,
  type ListProblem,
  lapAfter,
  lapEnded,
  newLap,
  type PartOfList,
  standingOf,
} from '../../lib/monitor/lap.ts';
import { countedBoth, NOTHING_COUNTED, totalsOf } from '../../lib/monitor/lap-counts.ts';
import { lapFactsOf, lapProgressOf, sweepFactsOf } from '../../lib/monitor/lap-facts.ts';
import type { ClassCount } from '../../lib/monitor/tally.ts';
import { later, NOON } from './a-sighting.ts';

const problem = (text: string): ListProblem => ({ code: text, text, blind: true });
const [OLD, PAGE, LOST] = [problem('old'), problem('page'), problem('lost')];
const soFar = (pagesRead: number, total = 0) => ({
  ...{ total, seen: 0, steps: 0, moved: 0, pagesRead, shifted: 0, scattered: 0, crossed: 0, openBorders: 0 },
  readAgain: 0,
});
const list = (parts: Partial<LapList> = {}): LapList => ({
  ...{ next: 5, soFar: soFar(4), exact: true, overlooked: 0, problems: [], failing: [], before: [] },
  ...parts,
});
const stopped = (count: number, parts: Partial<ClassCount> = {}): ClassCount => ({
  ...{ region: 'cn-shanghai', status: 'stopped', verdict: 'stopped', reason: 'none', count },
  ...parts,
});
const LAST: LastLap = {
  ...{ beganAt: later(-90).toISO(), endedAt: NOON.toISO(), complete: true, exact: true, overlooked: 1 },
  ...{ pages: 8, sweeps: 3, counts: { ...NOTHING_COUNTED, classes: [stopped(1), stopped(2, { reason: 'other' })] } },
};
const lap = (lists: Record<string, LapList>, parts: Partial<Lap> = {}): Lap => ({
  ...newLap('all', [], NOON.toISO(), { earlier: null, isFirst: false }),
  lists,
  ...parts,
});

describe('a lap that begins', () => {
  const begun = (earlier: Lap | null, isFirst = false) =>
    newLap('all', ['a', 'constructor'], NOON.toISO(), { earlier, isFirst });

  it('has read nothing of its lists, and nothing is wrong with them', () => {
    const unread = list({ next: 1, soFar: null });
    expect(begun(null)).toMatchObject({ sweeps: 0, lists: { a: unread, constructor: unread }, soon: [], expected: [] });
    expect(begun(null)).toMatchObject({ isFirst: false, last: null, advances: true });
    expect(begun(null, true).isFirst).toBe(true);
  });

  it.each<[string, number | null, ListProblem[]]>([
    ['of the lap before the last while this one had not read all', 5, [LOST, PAGE, OLD]],
    ['of the last lap alone once that had read all', null, [LOST, PAGE]],
  ])('carries on the problems %s', (_, next, before) => {
    const earlier = lap({ a: list({ next, problems: [LOST], failing: [PAGE], before: [OLD] }) });
    const [a, other] = Object.values(begun(earlier).lists);
    expect(a).toEqual(list({ next: 1, soFar: null, before }));
    expect(other?.before).toEqual([]);
  });

  it('is still the first when the first never ended, and knows what the one before knew', () => {
    const soon = [['a', '1', 0, 0]] as unknown as Lap['soon'];
    const expected = [['a', '1', 0]] as unknown as Lap['expected'];
    expect(begun(lap({}, { isFirst: true, soon, expected }))).toMatchObject({ isFirst: true, soon, expected });
    expect(begun(lap({}, { isFirst: true, last: LAST }))).toMatchObject({ isFirst: false, last: LAST });
    expect(begun(lap({}, { isFirst: false })).isFirst).toBe(false);
  });
});

describe('a list once a sweep has tried to go on with it', () => {
  const part = (parts: Partial<PartOfList>): PartOfList => ({
    ...{ key: 'a', pagesRead: 2, next: 7, skipped: 0, soFar: soFar(6), exact: false, overlooked: 3, problems: [] },
    ...parts,
  });
  const read = { soFar: soFar(6), exact: false, overlooked: 3 };

  it.each<[string, Partial<LapList>, Partial<PartOfList>, Partial<LapList>]>([
    ['is as it was without any time', { failing: [PAGE] }, { pagesRead: 0, next: null }, { failing: [PAGE] }],
    ['has come further', {}, {}, { ...read, next: 7 }],
    ['is read to its end', {}, { next: null }, { ...read, next: null }],
    ['fails from the next page on', {}, { problems: [PAGE] }, { ...read, next: 7, failing: [PAGE] }],
    [
      'has lost the pages that were skipped, beside what was lost before',
      { problems: [OLD], failing: [PAGE] },
      { skipped: 1, problems: [LOST] },
      { ...read, next: 7, problems: [OLD, LOST] },
    ],
    [
      'has lost what its end did not show',
      { problems: [OLD] },
      { next: null, problems: [LOST] },
      { ...read, next: null, problems: [OLD, LOST] },
    ],
    ['waits for another try at the same page', {}, { next: 5, pagesRead: 0, problems: [PAGE] }, { failing: [PAGE] }],
    [
      'is given up for this lap when that failed too',
      { problems: [OLD], failing: [PAGE] },
      { next: 5, pagesRead: 0, problems: [LOST] },
      { next: null, exact: false, problems: [OLD, LOST] },
    ],
    ['goes on after a try that failed', { failing: [PAGE] }, { next: 5, problems: [] }, {}],
    ['is not given up at its first failure', {}, { next: 4, problems: [PAGE] }, { failing: [PAGE] }],
  ])('%s', (_, before, parts, after) => {
    const begun = lap({ a: list(before), b: list() }, { sweeps: 1 });
    const untouched = part({ key: 'b', next: 5, pagesRead: 0 });
    const went = lapAfter(begun, [part(parts), untouched], NOTHING_COUNTED);
    expect(went.lists).toEqual({ a: list(after), b: list() });
    expect([went.sweeps, went.advances]).toEqual([2, after.next !== undefined]);
  });

  it('counts for nothing where the lap has no such list', () => {
    expect(lapAfter(lap({}), [part({})], NOTHING_COUNTED)).toMatchObject({ lists: {}, advances: false });
  });
});

describe('a lap that ends', () => {
  const ended = (a: LapList, b: LapList) => lapEnded(lap({ a, b }, { sweeps: 3 }), later(60).toISO());

  it('is over with its last list', () => {
    expect([isOver(lap({ a: list(), b: list({ next: null }) })), isOver(lap({ b: list({ next: null }) }))]).toEqual([
      false,
      true,
    ]);
  });

  it.each([
    ['whole', list({ overlooked: 2 }), true, true],
    ['not exact', list({ exact: false, overlooked: 2 }), true, false],
    ['not complete', list({ problems: [LOST], overlooked: 2 }), false, false],
  ])('was %s', (_, second, complete, exact) => {
    expect(ended(list({ overlooked: 1, soFar: null }), second)).toEqual({
      ...{ beganAt: NOON.toISO(), endedAt: later(60).toISO(), complete, exact, overlooked: 3, pages: 4, sweeps: 3 },
      counts: NOTHING_COUNTED,
    });
  });
});

describe('how the laps stand', () => {
  const overdue = (seconds: number) =>
    `lap-overdue true a lap takes ${seconds} s, and may take 120 s (sweep.longestLapSeconds)`;
  const still = 'lap-stands-still true no page was read that this lap needs';
  const tookUntil = (at: number) => ({ last: { ...LAST, endedAt: later(at).toISO() } });

  it.each<[string, Partial<LapList>, Partial<Lap>, number, (boolean | string)[]]>([
    ['all is well, until the longest time', {}, {}, 120, [true]],
    ['none has ended', {}, { last: null }, 0, [false]],
    ['the last one lacked something', {}, { last: { ...LAST, complete: false } }, 0, [false]],
    ['this one takes too long', {}, {}, 121, [false, overdue(121)]],
    ['the last one did', {}, tookUntil(40), 1, [false, overdue(130)]],
    ['the clock went back', {}, tookUntil(-200), -50, [true]],
    ['no page was read', {}, { advances: false }, 0, [false, still]],
    ['a list fails', { failing: [PAGE] }, { advances: false }, 0, [false, 'page true a: page']],
    ['the lap before lost pages', { before: [OLD] }, {}, 0, [false, 'old true a: old']],
  ])('when %s', (_, ofA, parts, at, expected) => {
    const now = { ...lap({ a: list(ofA), b: list() }), last: LAST, ...parts };
    const { complete, problems } = standingOf(now, later(at).toMillis(), 120_000);
    expect([complete, ...problems.map(({ code, text, blind }) => `${code} ${blind} ${text}`)]).toEqual(expected);
  });

  it('is told in figures', () => {
    const lists = { a: list({ soFar: soFar(4, 101) }), b: list({ soFar: null }) };
    const swept = { longestMs: 120_000, pageSize: 10, priority: { wanted: 2, asked: 1 } };
    const facts = lapFactsOf(lap(lists, { sweeps: 2, last: LAST }), later(100.4).toMillis(), swept);
    expect(facts.figures).toEqual({
      ...{ beganAt: NOON.toISO(), sweeps: 2, pagesRead: 4, pagesToRead: 11, ageSeconds: 100, seenWithinSeconds: 100 },
      last: { seconds: 90, sweeps: 3, pages: 8, complete: true, overlooked: 1 },
      priority: swept.priority,
    });
    expect(sweepFactsOf(facts)).toEqual({
      ...{ complete: true, exact: true, overlooked: 1, countedRegions: ['cn-shanghai'], lapProblems: [] },
      lap: facts.figures,
    });
    const first = lapFactsOf(lap(lists), NOON.toMillis(), swept);
    expect(sweepFactsOf(first)).toMatchObject({ complete: false, exact: false, overlooked: 0, countedRegions: [] });
  });

  it.each<[string, Partial<LapList>, number, LastLap | null, object]>([
    ['of the last one once this one has read all', { next: null }, 100, LAST, { seenWithinSeconds: 90 }],
    ['of the last one while this one is shorter', {}, 20, LAST, { seenWithinSeconds: 90 }],
    ['of this one once that is longer', {}, 100, LAST, { seenWithinSeconds: 100 }],
    ['that is not known yet', {}, 100, null, { seenWithinSeconds: null, last: null }],
    ['by a clock that went back', {}, -5, LAST, { ageSeconds: 0, seenWithinSeconds: 90 }],
  ])('has the time %s', (_, parts, at, last, expected) => {
    const now = lap({ a: list(parts), b: list({ next: null }) }, { last });
    expect(lapProgressOf(now, later(at).toMillis(), 10)).toMatchObject(expected);
  });
});

describe('what two parts of a lap count', () => {
  it('is added up by class, host and expectation, the largest hosts first', () => {
    const a = { ...NOTHING_COUNTED, classes: [stopped(1)], relays: 2, running: [1], bySource: [['x', 1]] as const };
    const b = {
      ...{ classes: [stopped(2), stopped(4, { reason: 'other' })], relays: 3, running: [2, 5] },
      bySource: [['y', 5] as const, ['x', 2] as const],
      byDestination: [['z', 1] as const],
    };
    const both = countedBoth(a, b);
    expect(both).toEqual({
      ...{ classes: [stopped(3), stopped(4, { reason: 'other' })], relays: 5, running: [3, 5] },
      ...{ bySource: Object.entries({ y: 5, x: 3 }), byDestination: [['z', 1]] },
    });
    expect(totalsOf(both)).toEqual({ relays: 5, bySource: new Map(both.bySource), byDestination: new Map([['z', 1]]) });
  });

  it('keeps the five hundred largest hosts, and puts the reasons past five hundred under one "other"', () => {
    const hosts = Array.from({ length: 600 }, (_, n): [string, number] => [`h${n}`, n]);
    const kept = countedBoth({ ...NOTHING_COUNTED, bySource: hosts }, NOTHING_COUNTED).bySource;
    expect([kept.length, kept[0]?.[1], kept.at(-1)?.[1]]).toEqual([500, 599, 100]);
    const region = (n: number) => (n < 550 ? 'cn-shanghai' : 'cn-beijing');
    const classes = Array.from({ length: 600 }, (_, n) => stopped(1, { reason: `r${n}`, region: region(n) }));
    const merged = countedBoth({ ...NOTHING_COUNTED, classes }, { ...NOTHING_COUNTED, classes }).classes;
    expect(merged.slice(500)).toEqual(
      ['cn-shanghai', 'cn-beijing'].map((region) => stopped(100, { reason: 'other', region })),
    );
    expect(merged.slice(0, 500).every(({ count }) => count === 2)).toBe(true);
  });
});
