import { describe, expect, it } from 'vitest';
import { awsWaitMs } from '../../lib/aws/wait.ts';

const NOW = Date.UTC(2026, 2, 1, 8);
const answer = (statusCode: unknown, headers: unknown) => ({ $response: { statusCode, headers } });

describe('the wait that an answer of AWS asks for', () => {
  it.each<[unknown, number | null]>([
    [answer(503, { 'retry-after': '7' }), 7_000],
    [answer(429, { 'x-amz-retry-after': '250' }), 250],
    [answer(503, { 'x-amz-retry-after': '250', 'retry-after': '7' }), 250],
    [answer(503, { 'retry-after': 'Sun, 01 Mar 2026 08:00:05 GMT' }), 5_000],
    [answer(503, { 'retry-after': '0' }), 0],
    [answer(503, {}), null],
    [answer(503, { 'retry-after': 7 }), null],
    [answer(503, { 'retry-after': ['7'] }), null],
    [answer(503, null), null],
    [answer('503', { 'retry-after': '7' }), null],
    [answer(undefined, { 'retry-after': '7' }), null],
    [{ $response: null }, null],
    [{ $response: 'x' }, null],
    [new Error('no answer'), null],
    ['x', null],
    [null, null],
    [undefined, null],
  ])('%j: %s', (error, waitMs) => {
    expect(awsWaitMs(error, NOW)).toBe(waitMs);
  });

  it('is known of an error with its answer, as the client throws it', () => {
    const error = Object.assign(new Error('SlowDown'), answer(503, { 'retry-after': '2' }));
    expect(awsWaitMs(error, NOW)).toBe(2_000);
  });
});
