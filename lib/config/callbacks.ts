import * as z from 'zod/mini';
import { callbackUrl, says } from './fields.ts';

/** Where ApsaraVideo Live tells of relays that change their state. */
export const callbacks = z.strictObject(
  {
    url: callbackUrl.check(
      says(
        'What relays are given as CallbackUrl. Its path holds a token, so it is a secret: take it from the environment.',
      ),
    ),
  },
  { error: 'a section with url' },
);
