import { describe, expect, it } from 'vitest';
import { configOf, placesIn, problemsIn } from './a-document.ts';

const WINDOW = { name: 'nightly', cron: '30 2 * * sat', durationMinutes: 60 };
const EXPECTED = { name: 'finals', match: { name: 'final-*' } };

describe('a window', () => {
  it.each<[string, boolean]>([
    ['0 2 * * *', true],
    ['*/15 * * * *', true],
    ['0 2 1,15 * *', true],
    ['0 2 * jan-mar mon-fri', true],
    ['0 0 29 2 *', true],
    ['  0 2 * * * ', true],
    ['0 0 30 2 *', false],
    ['0 0 31 4,6,9,11 *', false],
    ['60 2 * * *', false],
    ['0 24 * * *', false],
    ['0 2 * *', false],
    ['0 0 2 * * *', false],
    ['2026-03-01T02:00:00', false],
    ['02:00', false],
    ['every day', false],
    ['', false],
  ])('begins at %s: %s', (cron, isOne) => {
    const expected = isOne ? [] : ['maintenance[0].cron'];
    expect(placesIn({ maintenance: [{ ...WINDOW, cron }] })).toEqual(expected);
    const hours = { cron, durationMinutes: 60 };
    expect(placesIn({ expect: [{ ...EXPECTED, hours }] })).toEqual(isOne ? [] : ['expect[0].hours.cron']);
  });

  it.each<[unknown, boolean]>([
    [1, true],
    [10_080, true],
    [0, false],
    [10_081, false],
    [1.5, false],
    ['60', false],
  ])('lasts %j minutes: %s', (durationMinutes, isOne) => {
    expect(placesIn({ maintenance: [{ ...WINDOW, durationMinutes }] })).toEqual(
      isOne ? [] : ['maintenance[0].durationMinutes'],
    );
  });

  it('is in UTC and mutes everything unless it says otherwise', () => {
    expect(configOf({ maintenance: [WINDOW] }).maintenance).toEqual([{ ...WINDOW, timeZone: 'UTC' }]);
    const match = { verdict: ['stopped', 'stalled'], severity: 'info' };
    const own = { ...WINDOW, timeZone: 'Asia/Shanghai', match };
    expect(configOf({ maintenance: [own] }).maintenance).toEqual([own]);
  });

  it.each<[object, string[]]>([
    [{ match: {} }, ['maintenance[0].match']],
    [{ match: { kind: 'open' } }, ['maintenance[0].match.kind', 'maintenance[0].match']],
    [{ timeZone: 'CST' }, ['maintenance[0].timeZone']],
    [{ timeZone: '' }, ['maintenance[0].timeZone']],
    [{ until: '04:00' }, ['maintenance[0].until']],
  ])('says what it mutes, where, and nothing else: %j', (more, places) => {
    expect(placesIn({ maintenance: [{ ...WINDOW, ...more }] })).toEqual(places);
  });

  it('has a name of its own, beside that of an expectation', () => {
    const twice = [WINDOW, { ...WINDOW, name: ' nightly ' }];
    expect(problemsIn({ maintenance: twice })).toEqual([
      'maintenance[1].name: found a text (not shown), expected a name that no other window has',
    ]);
    expect(placesIn({ maintenance: [WINDOW], expect: [{ ...EXPECTED, name: 'nightly' }] })).toEqual([]);
    expect(placesIn({ maintenance: [WINDOW, { ...WINDOW, name: 'Nightly' }] })).toEqual([]);
  });

  it('reports each that has the name of an earlier one', () => {
    const named = ['a', 'b', 'a', 'b', 'a'].map((name) => ({ ...WINDOW, name }));
    expect(placesIn({ maintenance: named })).toEqual([2, 3, 4].map((at) => `maintenance[${at}].name`));
  });
});

describe('an expectation', () => {
  it('is one relay, always, unless it says otherwise', () => {
    expect(configOf({ expect: [EXPECTED] }).expect).toEqual([{ ...EXPECTED, atLeast: 1 }]);
    const hours = { cron: '0 8 * * *', durationMinutes: 600 };
    expect(configOf({ expect: [{ ...EXPECTED, atLeast: 3, hours }] }).expect).toEqual([
      { ...EXPECTED, atLeast: 3, hours: { ...hours, timeZone: 'UTC' } },
    ]);
  });

  it.each<[object, string[]]>([
    [{ atLeast: 1_000_000 }, []],
    [{ atLeast: 0 }, ['expect[0].atLeast']],
    [{ atLeast: 1_000_001 }, ['expect[0].atLeast']],
    [{ match: { region: 'cn-shanghai', destination: 'push.example.com' } }, []],
    [{ match: { source: 'x.example.com' } }, ['expect[0].match.source', 'expect[0].match']],
    [{ match: { verdict: 'stopped' } }, ['expect[0].match.verdict', 'expect[0].match']],
    [{ match: undefined }, ['expect[0].match']],
    [{ hours: { cron: '0 8 * * *' } }, ['expect[0].hours.durationMinutes']],
    [{ hours: {} }, ['expect[0].hours.cron', 'expect[0].hours.durationMinutes']],
    [{ hours: 'always' }, ['expect[0].hours']],
  ])('%j', (more, places) => {
    expect(placesIn({ expect: [{ ...EXPECTED, ...more }] })).toEqual(places);
  });
});
