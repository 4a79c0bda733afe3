import * as z from 'zod/mini';
import { callbackUrl, says } from './fields.ts';

/** Where ApsaraVideo Live reports relays that change their state. */
export const callbacks = z.strictObject(
  {
    url: callbackUrl.check(
      says(
        'The CallbackUrl that relays are given. A secret, since its path holds a token: take it from the environment.',
      ),
    ),
  },
  { error: 'a section with url' },
);
