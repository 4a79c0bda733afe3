import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeInJson, isBlank, nameOrId, visible, visibleLines } from '../../lib/base/visible.ts';

const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('text from outside', () => {
  it.each([
    ['an escape sequence', 'a\u001b[31mb', 'a?[31mb'],
    ['one of a single character, U+009B', 'a\u009b31mb', 'a?31mb'],
    ['a reversed direction of writing', 'live\u202egnp.exe', 'live?gnp.exe'],
    ['an isolate', '\u2067a\u2069', '?a?'],
    ['a line break', 'a\r\nb', 'a??b'],
    ['a tab, a bell and a backspace', 'a\tb\u0007\u0008', 'a?b??'],
    ['a separator of lines', 'a\u2028b\u2029c\u0085', 'a?b?c?'],
    ['half a character', 'a\ud800b', 'a?b'],
    ['a blank without width and a byte order mark', 'a\u200b\ufeffb', 'a??b'],
  ])('is visible, and one line: %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it.each([
    ['a family, whose emoji are joined', '👩‍👩‍👧 live'],
    ['Persian with a non-joiner', 'می‌خواهم'],
    ['Hindi with a joiner', 'क्‍ष'],
    ['an emoji with a variation selector', '❤️'],
    ['Chinese', '赛事转推 0001'],
    ['accents that are characters of their own', 'café'],
  ])('stays as it is: %s', (_, text) => {
    expect(visible(text)).toBe(text);
  });

  it('keeps the line breaks of several lines, and no other', () => {
    expect(visibleLines('a\u001b\r\n  b\rc\n')).toBe('a?\n  b?c\n');
  });
});

describe('a name that says nothing', () => {
  it.each(['', '   ', '\t\n', '\u200b\u200d', '\u3164', '\u115f', '\u2800', '\u00a0\u3000', '\u202e', '\ud800'])(
    'gives way to the id: %j',
    (name) => {
      expect([isBlank(name), nameOrId({ name, taskId: 'id-1' })]).toEqual([true, 'id-1']);
    },
  );

  it.each(['a', ' . ', '赛', '👩‍👩‍👧', '０'])('is not one with something in it: %j', (name) => {
    expect([isBlank(name), nameOrId({ name, taskId: 'id-1' })]).toEqual([false, name]);
  });
});

describe('JSON for a terminal', () => {
  it('means the same, and holds nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), fc.constantFrom(undefined, 2), (json, indent) => {
        const value: unknown = JSON.parse(json);
        const shown = escapeInJson(JSON.stringify(value, null, indent));
        expect(JSON.parse(shown)).toEqual(value);
        expect(shown.replaceAll('\n', '')).not.toMatch(UNSAFE);
      }),
    );
    expect(escapeInJson(JSON.stringify('\u202e\u009b\u{e0041}👩‍👧'))).toBe('"\\u202e\\u009b\\udb40\\udc41👩‍👧"');
  });
});
