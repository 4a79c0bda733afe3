import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { UtcDateTime } from '../../lib/base/time.ts';
import { type ReportMemory, reportDue, reportMade } from '../../lib/monitor/report-due.ts';

const at = (iso: string) => DateTime.fromISO(iso, { zone: 'utc' }) as UtcDateTime;
const WEEKLY = { cron: '0 9 * * mon', timeZone: 'Asia/Shanghai', sinceSeconds: null, channels: ['chat'] };
const sent = (until: string, parts: Partial<ReportMemory> = {}): ReportMemory => ({
  schedule: '0 9 * * mon Asia/Shanghai',
  until,
  failed: 0,
  ...parts,
});
const dueAt = (now: string, memory: ReportMemory | null, parts: { sinceSeconds?: number } = {}) => {
  const { due } = reportDue({ ...WEEKLY, ...parts }, memory, at(now));
  return due && [due.from.toISO(), due.until.toISO()];
};
const [FEB23, MAR02, MAR09] = ['2026-02-23T01:00:00.000Z', '2026-03-02T01:00:00.000Z', '2026-03-09T01:00:00.000Z'];

describe('a report is due', () => {
  it.each([
    ['at its time', MAR09, sent(MAR02), [MAR02, MAR09]],
    ['late', '2026-03-12T00:00:00Z', sent(MAR02), [MAR02, MAR09]],
    ['once for several times', '2026-03-12T00:00:00Z', sent('2026-01-05T00:00:00Z'), [MAR02, MAR09]],
    ['when it failed before', MAR09, sent(MAR02, { failed: 3 }), [MAR02, MAR09]],
    ['when the one before was not sent for its time', MAR02, sent('2026-03-02T00:59:59.999Z'), [FEB23, MAR02]],
  ])('%s', (_, now, memory, expected) => {
    expect(dueAt(now, memory)).toEqual(expected);
  });

  it.each([
    ['before its time', '2026-03-09T00:59:59.999Z', sent(MAR02)],
    ['twice', MAR09, sent(MAR09)],
    ['when nothing is known of one before', MAR09, null],
    ['when the schedule was another', MAR09, sent(MAR02, { schedule: '0 9 * * tue Asia/Shanghai' })],
    ['when the clock has gone back a little', '2026-03-09T00:59:58Z', sent(MAR09)],
    ['when the clock has gone back far', '2026-03-05T00:00:00Z', sent(MAR09)],
  ])('not %s', (_, now, memory) => {
    expect(dueAt(now, memory)).toBeNull();
  });

  it('for as long as the configuration says', () => {
    expect(dueAt(MAR09, sent(MAR02), { sinceSeconds: 86_400 })).toEqual(['2026-03-08T01:00:00.000Z', MAR09]);
  });
});

describe('what is remembered of reports', () => {
  const { memory, due } = reportDue(WEEKLY, sent(MAR02, { failed: 2 }), at('2026-03-09T02:00:00Z'));

  it('stays until the report was made, and is its time then', () => {
    expect(memory).toEqual(sent(MAR02, { failed: 2 }));
    expect(due && reportMade(memory, due)).toEqual(sent(MAR09));
  });

  it.each([
    ['nothing', null],
    ['another schedule', sent(MAR02, { schedule: 'x' })],
    ['a time to come', sent('2026-04-01T00:00:00Z')],
  ])('begins now where there was %s', (_, before) => {
    expect(reportDue(WEEKLY, before, at('2026-03-10T00:00:00Z')).memory).toEqual(sent('2026-03-10T00:00:00.000Z'));
  });
});
