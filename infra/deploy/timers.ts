import * as z from 'zod/mini';
import { textLike } from '../../lib/config/fields.ts';
import { longestGapSeconds } from '../../lib/config/longest-gap.ts';
import { zoneProblem } from '../../lib/config/zones.ts';

/*
 * Timer schedules in each cloud's syntax. A schedule that the cloud only rejects during deployment would leave a
 * function without its timer, so it is rejected earlier.
 */

/** What is wrong with a text, appended to what is expected; null when nothing is known to be wrong. */
type Remark = (text: string) => string | null;

const SHORTEST_SECONDS = 60;

/** A pattern for editors, plus what no pattern can check: whether the zone exists, and whether the timer ever fires. */
const timer = (pattern: RegExp, expected: string, remarkOf: Remark) =>
  textLike(pattern, expected, (text) => remarkOf(text) ?? '').check(
    z.superRefine((text, { addIssue }) => {
      if (!pattern.test(text)) return;
      const remark = remarkOf(text) ?? remarkOnTimes(text);
      if (remark !== null) addIssue({ code: 'custom', message: `${expected}${remark}`, input: text });
    }),
  );

function remarkOnTimes(text: string): string | null {
  const seconds = longestGapSeconds(text);
  if (seconds === null) return '; this one never comes';
  return seconds < SHORTEST_SECONDS ? '; a minute is the shortest interval' : null;
}

function remarkForFc(text: string): string | null {
  if (/^(?:rate|cron)\(/.test(text)) return '; rate() and cron() are for AWS';
  if (text.startsWith('@every')) return /^@every (?:\d+(?:\.\d+)?[hm])+$/.test(text) ? null : EVERY_REMARK;
  return remarkOnZone(text) ?? remarkOnFields(text.replace(/^CRON_TZ=\S+ /, ''));
}

const EVERY_REMARK = '; @every takes hours and minutes, such as 90m or 1h30m';

function remarkOnZone(text: string): string | null {
  const zone = /^(?:CRON_)?TZ=(\S+)/.exec(text)?.[1];
  const problem = zone === undefined ? null : zoneProblem(zone);
  return problem === null ? null : `; CRON_TZ is ${problem}`;
}

function remarkOnFields(cron: string): string | null {
  const { length } = cron.split(/\s+/);
  return length === 6 ? null : `; ${length === 1 ? 'this is one field' : `these are ${length} fields`}`;
}

function remarkForAws(text: string): string | null {
  if (/^(?:@every |CRON_TZ=)/.test(text)) return '; @every and CRON_TZ are for Function Compute';
  const cron = /^cron\((.*)\)$/.exec(text)?.[1];
  if (cron === undefined) return null;
  const [, , dayOfMonth, , dayOfWeek] = cron.split(/\s+/);
  const isOneOpen = (dayOfMonth === '?') !== (dayOfWeek === '?');
  return remarkOnFields(cron) ?? (isOneOpen ? null : '; one of day of month and day of week has to be ?');
}

/** Source: Function Compute, time triggers. */
export const fcSchedule = timer(
  /^(@every (\d+(\.\d+)?[hm])+|(CRON_TZ=[A-Za-z_]+(\/[A-Za-z0-9_+-]+)* )?[0-5]?\d( [0-9A-Za-z*/,?L#-]+){5})$/,
  'an interval such as "@every 1m", or cron with six fields, seconds first, such as "CRON_TZ=Asia/Shanghai 0 * * * * *"',
  remarkForFc,
);

/** Source: Amazon EventBridge, rate and cron expressions of rules. */
export const awsSchedule = timer(
  /^(rate\((1 (minute|hour|day)|([2-9]|[1-9]\d{1,5}) (minute|hour|day)s)\)|cron\([0-9A-Za-z*/,?L#-]+( [0-9A-Za-z*/,?L#-]+){5}\))$/,
  'a rate such as "rate(1 minute)", or "cron(0/5 * * * ? *)" with six fields in UTC',
  remarkForAws,
);
