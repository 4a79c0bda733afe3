import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { UtcDateTime } from '../../lib/base/time.ts';
import { isAtMostHourly, isCron, isTimeZone, timesUntil } from '../../lib/monitor/cron.ts';

const at = (iso: string) => DateTime.fromISO(iso, { zone: 'utc' }) as UtcDateTime;

describe('a cron expression', () => {
  it('has five fields or a nickname, and comes some day', () => {
    const accepted = ['30 2 * * sat', '*/5 8-18 * * MON-FRI', '0 0 L * *', '0 0 29 2 *', '@daily', '0 0 * * 5#2'];
    expect(accepted.filter((cron) => !isCron(cron))).toEqual([]);
    const refused = ['', 'x', '0 2 * *', '0 0 2 * * *', '60 * * * *', '0 0 31 6 *', '2026-03-01T02:00:00', '@noon'];
    expect(refused.filter(isCron)).toEqual([]);
  });

  it('goes by the clocks of a named place, as an offset knows no summer', () => {
    expect(['UTC', 'Europe/Berlin', 'Asia/Shanghai'].filter((zone) => !isTimeZone(zone))).toEqual([]);
    expect(['', '+08:00', 'Europe/Berln', 'local', 'system'].filter(isTimeZone)).toEqual([]);
  });

  it('has at most one time an hour, or more', () => {
    const seldom = ['0 9 * * mon', '@hourly', '59 * * * *', '0 */2 * * *', '30 0,23 1 1 *', '0 0 29 2 *'];
    expect(seldom.filter((cron) => !isAtMostHourly(cron))).toEqual([]);
    const often = ['* 9 * * mon', '*/30 * * * *', '0,59 9 * * *', '0,30 12 1 1 *', '* * * * *'];
    expect(often.filter(isAtMostHourly)).toEqual([]);
  });

  it.each([
    ['its own time', '2026-03-09T01:00:00.000Z', ['2026-03-09T01:00:00.000Z', '2026-03-02T01:00:00.000Z']],
    ['a moment before', '2026-03-09T00:59:59.999Z', ['2026-03-02T01:00:00.000Z', '2026-02-23T01:00:00.000Z']],
    ['a day after', '2026-03-10T01:00:00.000Z', ['2026-03-09T01:00:00.000Z', '2026-03-02T01:00:00.000Z']],
  ])('has its last times until %s', (_, now, expected) => {
    const times = timesUntil({ cron: '0 9 * * mon', timeZone: 'Asia/Shanghai' }, at(now), 2);
    expect(times.map((time) => time.toISO())).toEqual(expected);
  });

  it('has one time a day also when the clocks change', () => {
    const berlin = { cron: '30 2 * * *', timeZone: 'Europe/Berlin' };
    const local = (now: string, most: number) => timesUntil(berlin, at(now), most).map((time) => time.toISO());
    expect(local('2026-03-30T12:00:00Z', 3)).toEqual([
      '2026-03-30T00:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-28T01:30:00.000Z',
    ]);
    expect(local('2026-10-26T12:00:00Z', 3)).toEqual([
      '2026-10-26T01:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-24T00:30:00.000Z',
    ]);
  });
});
