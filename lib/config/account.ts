import * as z from 'zod/mini';
import { liveCredentials } from './credentials.ts';
import { name, says, textLike } from './fields.ts';

export const ACCOUNT_NAME_EXPECTED =
  'a name of up to 32 lower case letters, digits and -, with - neither first nor last';
/** Part of keys, of folders and of paths, so it has nothing that any of them would have to encode. */
export const ACCOUNT_NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

const LABELS_EXPECTED = 'names made of letters, digits, _ and -, each with a text';

export const accountName = textLike(ACCOUNT_NAME, ACCOUNT_NAME_EXPECTED).check(
  says('Whose relays these are: part of keys, messages and metrics, so a new name is a new account.'),
);

export const accountLabels = z
  .record(
    z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, { error: LABELS_EXPECTED })),
    name('a text as the value of a label'),
    { error: LABELS_EXPECTED },
  )
  .check(says('Words about the account in its messages, for example customer: Example Media.'));

/** Whose relays a configuration watches. `accounts:` makes one of these for each of its entries. */
export const account = z.strictObject(
  {
    name: accountName,
    labels: z.optional(accountLabels),
    ownCredentials: z.optional(
      liveCredentials.check(
        says(
          "Keys for what is ours and not the account's: its state in OSS, CloudMonitor, and assuming its role. `accounts:` takes them from live.credentials at the top. Default: those of live.",
        ),
      ),
    ),
  },
  { error: 'a section with name' },
);
