import * as z from 'zod/mini';
import { FAULT_KINDS } from '../monitor/policy.ts';
import { linkUrl, pageUrl, says } from './fields.ts';

const runbook = z.partialRecord(z.enum(FAULT_KINDS, { error: `one of ${FAULT_KINDS.join(', ')}` }), linkUrl, {
  error: 'a URL for each verdict',
});

/** Where messages link to. Everybody who gets a message sees the links, so they must hold nothing secret. */
export const links = z.strictObject(
  {
    statusPage: z.optional(pageUrl.check(says('The status page: messages link to their cause on it.'))),
    runbook: z.optional(runbook.check(says('What to do, by verdict: the address of one of your own pages.'))),
  },
  { error: 'a section: statusPage, runbook' },
);
