import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptBookOf } from '../../../lib/sweep/session/told-book-text.ts';

describe('the text of what was told', () => {
  it('is an empty book where it cannot be used, whatever it is', () => {
    for (const text of [
      null,
      '',
      '{',
      'null',
      '[]',
      '{"version":2,"broken":false,"told":[]}',
      '{"version":1,"broken":false,"told":[{"channel":1}]}',
    ])
      expect(keptBookOf(text)).toEqual({ broken: false, told: [] });
    fc.assert(fc.property(fc.json(), (text) => Array.isArray(keptBookOf(text).told)));
  });
});
