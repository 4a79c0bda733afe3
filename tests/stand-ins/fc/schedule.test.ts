import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../../stand-ins/fc/schedule.ts';

const at = (text: string) => Date.parse(text);
const nextOf = (expression: string, after: string, from = '2026-11-22T08:00:00Z') => {
  const next = parseSchedule(expression, at(from)).next(at(after));
  return next === null ? null : new Date(next).toISOString().replace('.000Z', 'Z');
};

describe('a schedule', () => {
  it.each([
    ['@every 1m', '2026-11-22T08:00:00Z', '2026-11-22T08:01:00Z'],
    ['@every 1m', '2026-11-22T08:01:00Z', '2026-11-22T08:02:00Z'],
    ['@every 1.5h', '2026-11-22T09:29:59Z', '2026-11-22T09:30:00Z'],
    ['@every 2h45m', '2026-11-22T08:00:00Z', '2026-11-22T10:45:00Z'],
    ['0 * * * * *', '2026-11-22T08:00:00Z', '2026-11-22T08:01:00Z'],
    ['30 */5 * * * *', '2026-11-22T08:00:30Z', '2026-11-22T08:05:30Z'],
    ['0 0 4 * * *', '2026-11-22T08:00:00Z', '2026-11-23T04:00:00Z'],
    ['CRON_TZ=Asia/Shanghai 0 0 4 * * *', '2026-11-22T08:00:00Z', '2026-11-22T20:00:00Z'],
    ['0 0 4 ? * MON', '2026-11-22T08:00:00Z', '2026-11-23T04:00:00Z'],
  ])('%s after %s is due at %s', (expression, after, due) => {
    expect(nextOf(expression, after)).toBe(due);
  });

  it.each([
    '@every',
    '@every 1',
    '@every 1d',
    '@hourly',
    '@every 0m',
    '* * * * *',
    '* * * * * *',
    '*/10 * * * * *',
    '0 61 * * * *',
    'CRON_TZ=Nowhere/Else 0 * * * * *',
    '0 * * * * * 2026',
    '',
  ])('%j is refused', (expression) => {
    expect(() => parseSchedule(expression, 0)).toThrow();
  });
});
