import { describe, expect, it } from 'vitest';
import { deploySettings } from '../../../infra/deploy/settings.ts';

const FC = { version: 3, region: 'cn-shanghai', accountId: '1234567890123456', role: 'acs:ram::123456789012:role/r' };
const ofFc = (schedule: string) => deploySettings({ fc: { ...FC, schedule } }, 'relaywatch.yml').fc?.schedule;
const ofAws = (schedule: string) =>
  deploySettings({ aws: { region: 'us-east-1', schedule } }, 'relaywatch.yml').aws?.schedule;

describe('the schedule of a deployed timer', () => {
  it.each(['@every 1m', '@every 1h30m', '0 * * * * *', 'CRON_TZ=Asia/Shanghai 0 0/30 8-20 ? * MON-FRI'])(
    'of Function Compute may be %s',
    (schedule) => {
      expect(ofFc(schedule)).toBe(schedule);
    },
  );

  it.each(['rate(1 minute)', 'rate(10 minutes)', 'rate(1 day)', 'cron(0/5 * * * ? *)', 'cron(0 8 ? * MON-FRI *)'])(
    'of Lambda may be %s',
    (schedule) => {
      expect(ofAws(schedule)).toBe(schedule);
    },
  );

  it.each([
    '@every 0m',
    '@every 30s',
    '@every 0.5m',
    '@every 5x',
    '0 61 * * * *',
    'rate(1 minute)',
    '* * * * *',
    '0 0 0 31 6 *',
    'CRON_TZ=Mars/Olympus 0 * * * * *',
  ])('of Function Compute is not %s, and is told once', (schedule) => {
    expect(() => ofFc(schedule)).toThrow(
      /^relaywatch\.yml cannot be used:\n {2}deploy\.fc\.schedule: [^\n]+an interval such as/,
    );
  });

  it.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    '@every 1m',
    'cron(0/5 * * * *)',
    'cron(0 0 31 6 ? *)',
    'cron(0 8 * * * *)',
    'cron(0 8 ? * ? *)',
    'cron(0 61 * * ? *)',
    'CRON_TZ=Asia/Shanghai 0 * * * * *',
  ])('of Lambda is not %s, and is told once', (schedule) => {
    expect(() => ofAws(schedule)).toThrow(
      /^relaywatch\.yml cannot be used:\n {2}deploy\.aws\.schedule: [^\n]+a rate such as[^\n]+$/,
    );
  });

  it.each([
    ['IST', 'not an abbreviation: Asia/Kolkata (India), Europe/Dublin (Ireland) or Asia/Jerusalem (Israel)'],
    ['Japan', 'not an old name: Asia/Tokyo'],
    ['W-SU', 'not an old name: Europe/Moscow'],
    ['Asia/Shangai', 'did you mean Asia/Shanghai?'],
    ['UTC+8', 'not an offset, which has no summer time'],
    ['+08:00', 'not an offset, which has no summer time'],
  ])('has no zone that means no one place: %s', (zone, told) => {
    const errorOf = (schedule: string) => {
      try {
        return String(ofFc(schedule));
      } catch (error) {
        return (error as Error).message.split('\n').slice(1);
      }
    };
    for (const prefix of ['CRON_TZ', 'TZ']) {
      const problems = errorOf(`${prefix}=${zone} 0 * * * * *`);
      expect(problems).toEqual([expect.stringContaining(`found "${prefix}=${zone} 0 * * * * *"`)]);
      expect(problems).toEqual([expect.stringMatching(/; CRON_TZ is an IANA time zone/)]);
      expect(problems).toEqual([expect.stringContaining(told)]);
    }
  });
});
