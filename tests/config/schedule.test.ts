import { describe, expect, it } from 'vitest';
import { longestGapSeconds } from '../../lib/config/longest-gap.ts';
import { alarmIntervalMinutes, sweepIntervalSeconds } from '../../lib/config/schedule.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

describe('the longest time between two runs', () => {
  it.each<[string, string, number]>([
    ["Function Compute's interval", '@every 1m', MINUTE],
    ['an interval of two units', '@every 1h30m', 1.5 * HOUR],
    ['an interval with a fraction', '@every 1.5h', 1.5 * HOUR],
    ['an interval in seconds', '@every 30s', 30],
    ["EventBridge's rate", 'rate(1 minute)', MINUTE],
    ['a rate of several minutes', 'rate(5 minutes)', 5 * MINUTE],
    ['a rate in hours', 'rate(1 hour)', HOUR],
    ['a rate in days', 'rate(2 days)', 2 * DAY],
    ['cron each minute, seconds first', '0 * * * * *', MINUTE],
    ['cron each tenth minute', '0 */10 * * * *', 10 * MINUTE],
    ['the same as the clouds write it', '0 0/10 * * * ?', 10 * MINUTE],
    ['cron of five fields', '*/5 * * * *', 5 * MINUTE],
    ['minutes that are not even', '0 0,7,30 * * * *', 30 * MINUTE],
    ['hours that do not divide the day', '15 0 */7 * * *', 7 * HOUR],
    ['office hours, over the night', '0 */5 8-20 * * *', 11 * HOUR + 5 * MINUTE],
    ['office hours of another zone', 'CRON_TZ=Asia/Shanghai 0 */5 8-20 * * *', 11 * HOUR + 5 * MINUTE],
    ['working days, over the weekend', '0 * 9-17 * * MON-FRI', 2 * DAY + 15 * HOUR + MINUTE],
    ['a time a day, when the clocks go back', 'CRON_TZ=Europe/Berlin 0 0 8 * * *', 25 * HOUR],
    ['a time a day, where they never do', 'TZ=Asia/Shanghai 0 0 8 * * *', DAY],
    ['each twentieth minute, when the clocks go back', 'CRON_TZ=Europe/Berlin 0 */20 * * * *', 20 * MINUTE],
    ['the first half of the year', '0 * * * 1-6 *', 184 * DAY + MINUTE],
    ['the first days of a month', '0 * * 1-7 * *', 24 * DAY + MINUTE],
    ['once a year', '0 0 0 1 1 *', 366 * DAY],
    ['once in four years, as the longest there is', '0 0 0 29 2 *', 366 * DAY],
    ["EventBridge's cron", 'cron(0/5 * * * ? *)', 5 * MINUTE],
    ["EventBridge's weekdays, of which Sunday is 1", 'cron(0 8 ? * 2-6 *)', 3 * DAY],
    ["EventBridge's weekdays by name", 'cron(0/15 8-17 ? * MON-FRI *)', 2 * DAY + 14 * HOUR + 15 * MINUTE],
    ["EventBridge's last day of a month", 'cron(0 18 L * ? *)', 31 * DAY],
  ])('of %s', (_, schedule, seconds) => {
    expect(longestGapSeconds(schedule)).toBe(seconds);
  });

  it.each([
    ['no time', '@every 0m'],
    ['no unit', '@every 5'],
    ['a rate of nothing', 'rate(0 minutes)'],
    ['a rate without a unit', 'rate(5)'],
    ['a day that never comes', '0 0 0 31 6 *'],
    ['a zone that is not there', 'CRON_TZ=Mars/Olympus 0 * * * * *'],
    ['an abbreviation for a zone', 'CRON_TZ=IST 0 * * * * *'],
    ['an old name of a zone', 'CRON_TZ=Japan 0 * * * * *'],
    ['an offset for a zone', 'CRON_TZ=+08:00 0 * * * * *'],
    ['a date', '2026-03-01T08:00:00'],
    ['a word', 'hourly'],
    ['too many fields', '0 0 0 0 * * * *'],
    ['a variable that is not set', '%SCHEDULE%'],
    ['nothing', ''],
  ])('is not known of %s', (_, schedule) => {
    expect(longestGapSeconds(schedule)).toBeNull();
  });
});

describe('the interval of the sweeps', () => {
  it.each<[string, Parameters<typeof sweepIntervalSeconds>[0], number]>([
    ['a minute where nothing says another', {}, MINUTE],
    [
      'what the configuration says, before any schedule',
      {
        sweep: { intervalSeconds: 30 },
        deploy: { fc: { schedule: '@every 10m' } },
      },
      30,
    ],
    ["that of Function Compute's timer", { sweep: {}, deploy: { fc: { schedule: '@every 10m' } } }, 600],
    ["that of Lambda's timer", { deploy: { aws: { schedule: 'rate(5 minutes)' } } }, 300],
    [
      'that of the slower of two timers',
      {
        deploy: { fc: { schedule: '@every 10m' }, aws: { schedule: 'rate(5 minutes)' } },
      },
      600,
    ],
    ['a minute where the timer has its default', { deploy: { fc: { version: 3 }, aws: { region: 'us-east-1' } } }, 60],
    [
      "the default of Function Compute's timer, whatever the alarms say",
      { deploy: { fc: {}, alarms: { intervalMinutes: 5 } } },
      60,
    ],
    [
      "the default of Lambda's timer, whatever the alarms say",
      { deploy: { aws: {}, alarms: { intervalMinutes: 5 } } },
      60,
    ],
    [
      'that of the slower timer, where the other has its default',
      { deploy: { fc: { schedule: '@every 10m' }, aws: {} } },
      600,
    ],
    ['that of the alarms where the timer is not ours', { deploy: { alarms: { intervalMinutes: 5 } } }, 300],
    [
      "the timer's before that of the alarms",
      {
        deploy: { aws: { schedule: 'rate(2 minutes)' }, alarms: { intervalMinutes: 5 } },
      },
      120,
    ],
    ['a minute where the schedule cannot be read', { deploy: { fc: { schedule: 'hourly' } } }, MINUTE],
    ['a minute where nothing is as it should be', { sweep: null, deploy: { fc: 7, aws: [], alarms: 'x' } }, MINUTE],
  ])('is %s', (_, config, seconds) => {
    expect(sweepIntervalSeconds(config)).toBe(seconds);
  });
});

describe('the interval of the alarms', () => {
  it.each<[string, object, number]>([
    ['is that of the timer where they say nothing', { fc: { schedule: '@every 5m' } }, 5],
    ['may be longer than that of the timer', { fc: {}, alarms: { intervalMinutes: 5 } }, 5],
    ['is no shorter than that of the timer', { fc: { schedule: '@every 10m' }, alarms: { intervalMinutes: 5 } }, 10],
  ])('%s', (_, deploy, minutes) => {
    expect(alarmIntervalMinutes({ deploy })).toBe(minutes);
  });
});
