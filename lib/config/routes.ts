import * as z from 'zod/mini';
import { name, says } from './fields.ts';
import { criteria, matchOf } from './matches.ts';

const { severity, verdict, kind, region } = criteria;
const CHANNELS_EXPECTED = 'a list of at least one name of a channel';

const route = z.strictObject(
  {
    match: z.optional(
      matchOf({ severity, verdict, kind, region, name: criteria.name }).check(
        says('Which messages it takes. Default: all.'),
      ),
    ),
    channels: z
      .array(name('the name of a channel'), { error: CHANNELS_EXPECTED })
      .check(z.minLength(1, { error: CHANNELS_EXPECTED }), says('Names of the channels to which they go.')),
    continue: z.optional(
      z.boolean({ error: 'true or false' }).check(says('Whether later routes are tried too. Default: false.')),
    ),
  },
  { error: 'a section with channels' },
);

export const routes = z.array(route, { error: 'a list of routes' });
