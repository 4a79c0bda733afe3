import * as z from 'zod/mini';
import { FAULT_KINDS } from '../monitor/policy.ts';
import { linkUrl, pageUrl, says } from './fields.ts';

const runbook = z.partialRecord(z.enum(FAULT_KINDS, { error: `one of ${FAULT_KINDS.join(', ')}` }), linkUrl, {
  error: 'a URL for each verdict',
});

/** Where messages lead. Everybody who gets a message sees the links, so there is nothing secret in them. */
export const links = z.strictObject(
  {
    statusPage: z.optional(pageUrl.check(says('The status page: messages lead to their cause on it.'))),
    runbook: z.optional(runbook.check(says('What to do, by verdict: the address of a page of yours.'))),
  },
  { error: 'a section: statusPage, runbook' },
);
