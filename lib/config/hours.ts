import * as z from 'zod/mini';
import { isCron } from '../monitor/cron.ts';
import { line, name, says, whole } from './fields.ts';
import { criteria, matchOf } from './matches.ts';
import { namedOnce } from './names.ts';
import { timeZone } from './zones.ts';

const CRON_EXPECTED =
  'a cron expression in quotes that matches some day: minute hour day month weekday, for example "30 2 * * sat"';
const LONGEST_MINUTES = 10_080;

const hourFields = {
  cron: line(CRON_EXPECTED).check(
    z.refine(isCron, { error: CRON_EXPECTED }),
    says('When it begins: minute hour day month weekday.'),
  ),
  durationMinutes: whole(1, LONGEST_MINUTES).check(says('How long it lasts, in elapsed minutes.')),
  timeZone: z._default(timeZone.check(says('Time zone of the cron expression.')), 'UTC'),
};

const { region, source, destination, verdict, severity } = criteria;

const window = z.strictObject(
  {
    name: name('a name for messages').check(says('Shown in messages; unique among windows.')),
    ...hourFields,
    match: z.optional(
      matchOf({ region, name: criteria.name, source, destination, verdict, severity }).check(
        says('What it mutes. Default: everything.'),
      ),
    ),
  },
  { error: 'a section with name, cron, durationMinutes' },
);

export const maintenance = z
  .array(window, { error: 'a list of maintenance windows' })
  .check(namedOnce('a name that no other window has'));

const expectation = z.strictObject(
  {
    name: name('a name for messages').check(says('Shown in messages; unique among expectations.')),
    match: matchOf({ name: criteria.name, region, destination }).check(says('Which relays count.')),
    atLeast: z._default(whole(1, 1_000_000).check(says('How many of them must be running.')), 1),
    hours: z.optional(
      z
        .strictObject(hourFields, { error: 'a section with cron, durationMinutes' })
        .check(says('When they must be running. Default: always.')),
    ),
  },
  { error: 'a section with name and match' },
);

export const expect = z
  .array(expectation, { error: 'a list of what must run' })
  .check(namedOnce('a name that no other expectation has'));
