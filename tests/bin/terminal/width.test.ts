import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showsUtf8, toAscii } from '../../../bin/terminal/charset.ts';
import { count, countOf, roughly, tenths } from '../../../bin/terminal/figures.ts';
import { line, lines, Shown, textOf } from '../../../bin/terminal/shown.ts';
import { cut, fitted, widthOf, wrapped } from '../../../bin/terminal/width.ts';

const RED = '\u001b[31m';
const OFF = '\u001b[39m';

describe('how wide a text is', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['火星', 4],
    ['🚀', 2],
    ['e\u0301', 1],
    ['👩‍💻', 2],
  ])('%j: %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('has no colour of ours, but what came from outside as it is shown', () => {
    expect(widthOf(Shown.made(`${RED}abc${OFF}`))).toBe(3);
    expect(widthOf(`${RED}abc`)).toBe('?[31mabc'.length);
  });
});

describe('a text that is cut', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
    ['abc', -1, ''],
    ['火星火', 6, '火星火'],
    ['火星火', 5, '火星…'],
    ['火星火', 4, '火…'],
    ['火', 1, '…'],
    ['a火', 2, 'a…'],
  ])('%j in %i columns: %j', (text, columns, shown) => {
    expect(cut(text, columns).text).toBe(shown);
  });

  it('keeps its colours, and takes no more columns for them', () => {
    expect(cut(Shown.made(`${RED}abcdef${OFF}`), 4).text).toBe(`${RED}abc…${OFF}`);
    expect(widthOf(cut(Shown.made(`${RED}火星火星${OFF}`), 4))).toBeLessThanOrEqual(4);
  });

  it('is never wider than its columns, and whole when it fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 0, max: 50 }), (text, columns) => {
        expect(widthOf(cut(text, columns))).toBeLessThanOrEqual(columns);
        if (widthOf(text) <= columns) expect(cut(text, columns).text).toBe(textOf(text));
      }),
    );
  });
});

describe('a text in exactly so many columns', () => {
  it.each([
    ['left', 'ab  '],
    ['right', '  ab'],
    ['none', 'ab'],
  ] as const)('%s', (align, shown) => {
    expect(fitted('ab', 4, align).text).toBe(shown);
  });

  it('counts wide characters twice', () => {
    expect(fitted('火', 4).text).toBe('火  ');
    expect(fitted('火星火', 4).text).toBe('火… ');
  });
});

it('breaks lines between words, and a word that is too long within', () => {
  expect(wrapped('one two three', 7).map(({ text }) => text)).toEqual(['one two', 'three']);
  expect(wrapped('abcdefgh', 3).map(({ text }) => text)).toEqual(['abc', 'def', 'gh']);
  expect(wrapped('ab', 0).map(({ text }) => text)).toEqual(['a', 'b']);
});

describe('what is shown', () => {
  it('has what came from outside made visible, and what is ours as it is', () => {
    const outside = `a\nb${RED}\u202e`;
    expect(line`${Shown.made(RED)}x ${outside} ${3}`.text).toBe(`${RED}x a?b?[31m? 3`);
    expect(lines([outside, Shown.made('c')]).text).toBe('a?b?[31m?\nc');
  });

  it('of several lines keeps line breaks alone', () => {
    expect(Shown.block(`a\r\nb\n${RED}c`).text).toBe('a\nb\n?[31mc');
  });
});

describe('a terminal that shows UTF-8', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{}, false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'C.UTF-8', LANG: 'C' }, true],
    [{ LC_CTYPE: 'C', LANG: 'en_US.UTF-8' }, false],
  ])('%j: %s', (env, shows) => {
    expect(showsUtf8(env)).toBe(shows);
  });
});

describe('a text in ASCII', () => {
  it.each([
    ['plain', 'plain'],
    ['✓ 3 → 4 … · –', '+ 3 > 4 ~ - -'],
    ['火星', '????'],
    ['é', '?'],
    ['e\u0301', '?'],
    ['🚀!', '??!'],
  ])('%j: %j', (text, ascii) => {
    expect(toAscii(text)).toBe(ascii);
  });

  it('is as wide as the text, so that tables stay aligned', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '火', '🚀', 'é', '✓', ' '), { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        expect(toAscii(text)).toMatch(/^\p{ASCII}*$/u);
        expect(widthOf(toAscii(text))).toBe(widthOf(text));
      }),
    );
  });
});

describe('figures', () => {
  it.each([
    [0, '0 causes'],
    [1, '1 cause'],
    [2_400, '2,400 causes'],
  ])('%i: %s', (value, text) => {
    expect(countOf(value, 'cause')).toBe(text);
  });

  it('have the plural that is given', () => {
    expect([countOf(1, 'entry', 'entries'), countOf(2, 'entry', 'entries')]).toEqual(['1 entry', '2 entries']);
    expect([count(1_234_567), tenths(2_449), tenths(0)]).toEqual(['1,234,567', '2.4 s', '0.0 s']);
  });

  it.each([
    [-5, '0 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [7_199_000, '119 min'],
    [7_200_000, '2 h'],
    [172_799_000, '47 h'],
    [172_800_000, '2 d'],
  ])('%i ms are roughly %s', (ms, text) => {
    expect(roughly(ms)).toBe(text);
  });
});
