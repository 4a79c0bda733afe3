import * as z from 'zod/mini';
import { callbackUrl, says, textLike } from './fields.ts';

const TOKEN_EXPECTED =
  'at least 20 letters, digits, hyphens or underscores (it is part of a URL), such as the output of `openssl rand -hex 32`';
const token = textLike(/^[A-Za-z0-9_-]{20,200}$/, TOKEN_EXPECTED);

/** Where ApsaraVideo Live reports relays that change their state: `functions/callback.ts`, or `relaywatch watch`. */
export const callbacks = z.strictObject(
  {
    token: z.optional(
      token.check(
        says(
          'What makes the address of the receiver hard to guess, since Live does not sign what it sends. Needed by all but the sweep. A secret: take it from the environment.',
        ),
      ),
    ),
    previousToken: z.optional(
      token.check(
        says('The previous token, which is accepted too until `relaywatch callbacks set` has replaced it. A secret.'),
      ),
    ),
    url: z.optional(
      callbackUrl.check(
        says(
          'Address of the receiver, as `deploy` prints it, for `relaywatch callbacks`. Relays are given `<url>/callback/<token>/<region>`.',
        ),
      ),
    ),
  },
  { error: 'a section with token' },
);

export type CallbackSettings = z.infer<typeof callbacks>;
