import { describe, expect, it } from 'vitest';
import { awsAnswerFacts, awsErrorName, COMMON_CODES } from '../../lib/aws/error.ts';

const named = (name: string) => Object.assign(new Error('a message that may hold a key'), { name });
const answered = (metadata: unknown) => Object.assign(new Error('x'), { $metadata: metadata });

describe('the code of an AWS error', () => {
  it.each<[unknown, string | null]>([
    [named('AccessDenied'), 'AccessDenied'],
    [named('InvalidParameterValueException'), 'InvalidParameterValueException'],
    [named('AuthorizationError.Sub2'), 'AuthorizationError.Sub2'],
    [named('a'.repeat(64)), 'a'.repeat(64)],
    [named('a'.repeat(65)), null],
    [named('Access Denied'), null],
    [named('<html>'), null],
    [named('2Fast'), null],
    [named('Fehlä'), null],
    [named(''), null],
    [named('Error'), null],
    [named('TypeError'), null],
    [named('SyntaxError'), null],
    [named('Unknown'), null],
    [named('UnknownError'), null],
    [{ name: 'AccessDenied' }, null],
    ['AccessDenied', null],
    [null, null],
    [undefined, null],
  ])('is a plain word, and none of the language: %s', (error, name) => {
    expect(awsErrorName(error)).toBe(name);
  });

  it('tells about keys and clocks in one way for all services', () => {
    const kinds = Object.entries(COMMON_CODES);
    expect(new Set(kinds.map(([, kind]) => kind))).toEqual(
      new Set(['no-credentials', 'expired-credentials', 'wrong-credentials', 'clock-skew']),
    );
    // the codes are looked up without it
    expect(kinds.filter(([code]) => code.endsWith('Exception'))).toEqual([]);
  });
});

describe('what an AWS error knows of the answer', () => {
  it.each<[unknown, number | null, boolean]>([
    [answered({ httpStatusCode: 403 }), 403, false],
    [answered({ httpStatusCode: 403, clockSkewCorrected: true }), 403, true],
    [answered({ httpStatusCode: 200, clockSkewCorrected: 'true' }), 200, false],
    [answered({ httpStatusCode: '403' }), null, false],
    [answered({ clockSkewCorrected: true }), null, true],
    [answered({}), null, false],
    [answered(null), null, false],
    [answered('403'), null, false],
    [new Error('x'), null, false],
    [{ $metadata: { httpStatusCode: 403 } }, null, false],
    [null, null, false],
  ])('is its status, and whether the time was learned: %o', (error, status, clockSkewCorrected) => {
    expect(awsAnswerFacts(error)).toEqual({ status, clockSkewCorrected });
  });
});
