import { describe, expect, it } from 'vitest';
import { entryOfCode, isCode } from '../../lib/base/lookup.ts';

const TABLE: Readonly<Record<string, string>> = { Throttling: 'too many', 'Throttling.User': 'too many of one user' };

describe('a table of codes', () => {
  it.each([
    ['Throttling', 'too many'],
    ['Throttling.Api', 'too many'],
    ['Throttling.Api.Deep', 'too many'],
    ['Throttling.User', 'too many of one user'],
    ['Throttling.User.Deep', 'too many of one user'],
    ['Throttling.', 'too many'],
  ])('says of %s: %s', (code, meaning) => expect(entryOfCode(TABLE, code)).toBe(meaning));

  it.each([
    '',
    '.',
    '.Throttling',
    'ThrottlingUser',
    'constructor',
    'constructor.Throttling',
    'toString',
    'valueOf.X',
    '__proto__',
    'hasOwnProperty',
  ])('has nothing for %j', (code) => expect(entryOfCode(TABLE, code)).toBeUndefined());

  it('has nothing for what is far too long for a code', () => {
    expect(entryOfCode(TABLE, `Throttling${'.'.repeat(1_000_000)}`)).toBeUndefined();
  });
});

it('a code with parts after it is still that code', () => {
  expect(isCode('NoSuchKey', 'NoSuchKey')).toBe(true);
  expect(isCode('NoSuchKey.Deep', 'NoSuchKey')).toBe(true);
  expect(isCode('NoSuchKeys', 'NoSuchKey')).toBe(false);
  expect(isCode(null, 'NoSuchKey')).toBe(false);
});
