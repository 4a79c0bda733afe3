import * as z from 'zod/mini';
import { says, textLike, url, whole } from './fields.ts';

const TOKEN_EXPECTED = 'at least 20 characters without blanks, such as the output of `openssl rand -hex 32`';
const token = textLike(/^[\x21-\x7e]{20,200}$/, TOKEN_EXPECTED);

/** The status page: `functions/status.ts`. */
export const status = z.strictObject(
  {
    token: token.check(says('What opens the page and signs links to it. A secret: take it from the environment.')),
    previousToken: z.optional(
      token.check(says('The previous token, which still opens the page while it is being replaced. A secret.')),
    ),
    sessionHours: z._default(
      whole(1, 168).check(says('How long a browser that followed a link may look, in hours.')),
      12,
    ),
    allowWrites: z._default(
      z
        .boolean({ error: 'true or false' })
        .check(
          says(
            'Whether on-call may acknowledge and silence a cause on the page. The page then needs the right to write the state.',
          ),
        ),
      false,
    ),
    acknowledgedApart: z.optional(
      z
        .array(z.string(), { error: 'a list of names of channels' })
        .check(
          says(
            'Names of channels that keep an acknowledgement of their own. Only a package of the page has it, since the channels are left out there; there is no need to write it.',
          ),
        ),
    ),
    url: z.optional(url.check(says('Address of the page, for the links that `relaywatch status-link` prints.'))),
  },
  { error: 'a section with at least token' },
);
