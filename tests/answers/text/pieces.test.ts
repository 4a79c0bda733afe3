import { describe, expect, it } from 'vitest';
import { instant, joined, outside, pieces, plainOf } from '../../../lib/answers/text/pieces.ts';

describe('a sentence in parts', () => {
  it('joins words of our own, and keeps names and times apart', () => {
    expect(pieces`a ${1} b ${outside('x')} c ${['d ', 'e']} ${instant('t')}`).toEqual([
      'a 1 b ',
      { outside: 'x' },
      ' c d e ',
      { time: 't' },
    ]);
  });

  it('has no empty words, but empty names, which say something', () => {
    expect(pieces`${''}${outside('')}${''}`).toEqual([{ outside: '' }]);
    expect(pieces``).toEqual([]);
  });

  it('takes sentences within sentences', () => {
    const inner = pieces`(${outside('k')})`;
    expect(pieces`${outside('n')} ${inner}.`).toEqual([{ outside: 'n' }, ' (', { outside: 'k' }, ').']);
  });

  it('is a plain text where there are no parts to show', () => {
    expect(plainOf(pieces`At ${instant('12:00')}: ${outside('<b>')}, ${2}.`)).toBe('At 12:00: <b>, 2.');
  });
});

describe('a list in parts', () => {
  const names = (...all: readonly string[]) => all.map((one) => [outside(one)]);
  it.each<[readonly string[], string]>([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b', 'c'], 'a, b, c'],
  ])('of %j has something between any two', (all, text) => {
    expect(plainOf(joined(names(...all), ', '))).toBe(text);
  });
});

describe('a text from outside', () => {
  it.each([
    ['a'.repeat(200), 'a'.repeat(200)],
    ['a'.repeat(201), `${'a'.repeat(199)}…`],
    // no half of a character
    [`${'a'.repeat(198)}🚀b`, `${'a'.repeat(198)}…`],
  ])('is cut after 200 characters', (text, cut) => {
    expect(outside(text)).toEqual({ outside: cut });
  });
});
