import { describe, expect, it } from 'vitest';
import { isRecord, jsonRecord } from '../../lib/base/records.ts';

describe('a record', () => {
  it.each([
    ['an object', { a: 1 }, true],
    ['an empty object', {}, true],
    ['one without a prototype', Object.create(null), true],
    ['a list', [], false],
    ['null', null, false],
    ['nothing', undefined, false],
    ['a text', 'a', false],
    ['a number', 0, false],
    ['a function', () => ({}), false],
  ])('is told from other values: %s', (_, value, expected) => {
    expect(isRecord(value)).toBe(expected);
  });

  it.each<[string, object | null]>([
    ['{"a":[1]}', { a: [1] }],
    [' {} \n', {}],
    ['[{"a":1}]', null],
    ['null', null],
    ['"{}"', null],
    ['1', null],
    ['', null],
    ['{"a":1', null],
    ['<html>{}</html>', null],
  ])('is read from a text only if that is the JSON of one: %s', (text, expected) => {
    expect(jsonRecord(text)).toEqual(expected);
  });

  it('keeps a key of that name as a key, and no prototype comes from outside', () => {
    const record = jsonRecord('{"__proto__":{"polluted":true}}');
    expect(Object.keys(record ?? {})).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
