import * as z from 'zod/mini';
import { isAtMostHourly, isCron } from '../monitor/cron.ts';
import { line, name, says, textLike } from './fields.ts';
import { timeZone } from './zones.ts';

const CRON_EXPECTED =
  'a cron expression in quotes that matches some day: minute hour day month weekday, for example "0 9 * * mon"';
const HOURLY_EXPECTED = 'a cron expression with at most one time an hour, for example "0 9 * * mon"';
const CHANNELS_EXPECTED = 'a list of at least one name of a channel';
/** As long as a journal can be kept. */
const MOST_DAYS = 400;
const SINCE_EXPECTED = `hours or days, such as 24h or 7d, at most ${MOST_DAYS}d`;

/** A report of what happened, sent by schedule. */
export const report = z.strictObject(
  {
    cron: line(CRON_EXPECTED).check(
      z.refine(isCron, { error: CRON_EXPECTED }),
      z.refine((cron) => !isCron(cron) || isAtMostHourly(cron), { error: HOURLY_EXPECTED }),
      says('When it is sent: minute hour day month weekday.'),
    ),
    timeZone: z._default(timeZone.check(says('Time zone of the cron expression.')), 'UTC'),
    since: z.optional(
      textLike(/^[1-9]\d{0,3}[hd]$/, SINCE_EXPECTED).check(
        z.refine((text) => !/^\d+[hd]$/.test(text) || hoursOf(text) <= MOST_DAYS * 24, { error: SINCE_EXPECTED }),
        says('How far back it looks, such as 24h or 7d. Default: to the time of the report before.'),
      ),
    ),
    channels: z.array(name('the name of a channel'), { error: CHANNELS_EXPECTED }).check(
      z.minLength(1, { error: CHANNELS_EXPECTED }),
      z.refine((names) => new Set(names).size === names.length, { error: 'each channel once' }),
      says('Names of the channels to which it goes, whatever the routes say.'),
    ),
  },
  { error: 'a section with cron and channels' },
);

/** The hours that `since` says. */
export function hoursOf(since: string): number {
  return Number(since.slice(0, -1)) * (since.endsWith('d') ? 24 : 1);
}
