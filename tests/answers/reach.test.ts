import { describe, expect, it } from 'vitest';
import { gapsOf, reachOf } from '../../lib/answers/reach.ts';
import { monitorOf } from '../../lib/answers/report.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { at, relay, sweep, time } from './entries.ts';

const change = (hm: string): JournalEntry => ({ at: at(hm), kind: 'change', what: 'silence-add', text: 'works' });
const leftOut = (hm: string, count: number): JournalEntry => ({ at: at(hm), kind: 'left-out', count });

describe('how far the journal reaches', () => {
  it('of nothing is nowhere', () => {
    expect(reachOf([], time('15:00'))).toEqual({ begins: null, gaps: [], incompleteSweeps: 0, leftOut: 0 });
  });

  it.each([
    ['75 minutes, as between the first sweeps of two hours', '11:15', 0],
    ['a minute more', '11:16', 1],
  ])('has a gap between sweeps only after %s', (_, second, gaps) => {
    const { gaps: found } = reachOf([sweep('10:00'), sweep(second)], time(second));
    expect(found).toHaveLength(gaps);
  });

  it.each([
    ['75 minutes', '11:15', []],
    ['76 minutes', '11:16', [{ from: at('10:00'), until: at('11:16') }]],
  ])('has a gap after the last sweep, %s before the end', (_, end, gaps) => {
    expect(reachOf([sweep('10:00')], time(end)).gaps).toEqual(gaps);
  });

  it('has each gap of several', () => {
    const { gaps } = reachOf([sweep('01:00'), sweep('03:00'), sweep('03:30'), sweep('06:00')], time('09:00'));
    expect(gaps.map(({ from, until }) => `${from.slice(11, 16)}-${until.slice(11, 16)}`)).toEqual([
      '01:00-03:00',
      '03:30-06:00',
      '06:00-09:00',
    ]);
  });

  it('counts a sweep that the journal has in several parts once among the times, and a clock that goes back as no gap', () => {
    expect(reachOf([sweep('10:00'), sweep('10:00'), sweep('11:00')], time('11:00')).gaps).toEqual([]);
    expect(reachOf([sweep('12:00'), sweep('08:00')], time('09:00')).gaps).toEqual([]);
  });

  it('counts what was incomplete, and all that had no room', () => {
    const partial = { complete: false };
    const entries = [sweep('10:00', partial), leftOut('10:00', 3), sweep('10:10'), leftOut('10:20', 40)];
    expect(reachOf(entries, time('10:30'))).toMatchObject({ incompleteSweeps: 1, leftOut: 43 });
  });
});

describe('a journal that begins with something else than a sweep', () => {
  it('has a gap until the first sweep: what somebody did by hand is no look', () => {
    const entries = [change('09:00'), sweep('12:00')];
    expect(reachOf(entries, time('12:30'))).toMatchObject({
      begins: at('09:00'),
      gaps: [{ from: at('09:00'), until: at('12:00') }],
    });
  });

  it('and has no sweep at all has a gap to the end', () => {
    expect(reachOf([change('09:00')], time('12:00')).gaps).toEqual([{ from: at('09:00'), until: at('12:00') }]);
    expect(gapsOf([change('09:00')], time('09:00'), time('12:00'))).toEqual([
      { lacks: 'sweeps', from: at('09:00'), until: at('12:00') },
    ]);
  });

  it('is not known to have looked in that time', () => {
    expect(monitorOf([change('09:00')], time('09:00'), time('15:00'))).toMatchObject({ sweeps: 0, watched: 0 });
    expect(monitorOf([change('09:00'), sweep('14:00')], time('09:00'), time('15:00')).watched).toBeCloseTo(1 / 6);
  });

  it('has no gap when the first sweep follows soon', () => {
    expect(reachOf([relay('10:00', 'seen'), sweep('10:30')], time('11:00')).gaps).toEqual([]);
  });
});

describe('what a reader must know before trusting a silence', () => {
  it.each([
    ['75 minutes after the start', '10:15', []],
    ['76 minutes after it', '10:16', [{ lacks: 'beginning', from: at('09:00'), until: at('10:16') }]],
  ])('has the time before the journal when that begins %s', (_, first, gaps) => {
    expect(gapsOf([sweep(first)], time('09:00'), time(first))).toEqual(gaps);
  });

  it('is nothing of a journal that has all', () => {
    expect(gapsOf([sweep('09:00'), sweep('10:00')], time('09:00'), time('11:00'))).toEqual([]);
  });

  it('is the whole time without a journal', () => {
    expect(gapsOf([], time('09:00'), time('09:01'))).toEqual([{ lacks: 'all', from: at('09:00'), until: at('09:01') }]);
  });

  it('has the times first, then what sweeps did not see, and what had no room', () => {
    const partial = sweep('10:00', { complete: false });
    const gaps = gapsOf([partial, leftOut('10:00', 7)], time('08:00'), time('12:00'));
    expect(gaps.map(({ lacks }) => lacks)).toEqual(['beginning', 'sweeps', 'relays', 'room']);
    expect(gaps.slice(2)).toEqual([
      { lacks: 'relays', count: 1 },
      { lacks: 'room', count: 7 },
    ]);
  });
});

describe('how well relaywatch looked', () => {
  it.each<[string, JournalEntry[], number]>([
    ['never, without a journal', [], 0],
    ['all the time', [sweep('09:00'), sweep('10:00'), sweep('11:00')], 1],
    ['half of the time, when the journal begins then', [sweep('10:30'), sweep('11:30')], 0.5],
    ['a third of it, when it stopped', [sweep('09:00'), sweep('10:00')], 1 / 3],
  ])('%s', (_, entries, watched) => {
    expect(monitorOf(entries, time('09:00'), time('12:00')).watched).toBeCloseTo(watched);
  });

  it('is 0 of no time at all', () => {
    expect(monitorOf([sweep('09:00')], time('09:00'), time('09:00'))).toMatchObject({ sweeps: 1, watched: 0 });
  });
});
