import * as z from 'zod/mini';
import { says, textLike, url, whole } from './fields.ts';

const TOKEN_EXPECTED = 'at least 20 characters without blanks, as `openssl rand -hex 32` makes them';
const token = textLike(/^[\x21-\x7e]{20,200}$/, TOKEN_EXPECTED);

/** The status page: `functions/status.ts`. */
export const status = z.strictObject(
  {
    token: token.check(says('What opens the page and signs links to it. A secret: take it from the environment.')),
    previousToken: z.optional(
      token.check(says('The token before this one, which opens the page still while it is replaced. A secret.')),
    ),
    sessionHours: z._default(
      whole(1, 168).check(says('How long a browser that came by a link may look, in hours.')),
      12,
    ),
    url: z.optional(url.check(says('Where the page is, for the links that `relaywatch status-link` prints.'))),
  },
  { error: 'a section with at least token' },
);
