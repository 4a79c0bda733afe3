import type { BesideKind } from '../../../infra/fc/deployment.ts';
import { allowsWrites } from '../../../infra/fc/policy.ts';
import { triggerUrl } from '../../../infra/fc/status.ts';
import { sectionOf } from '../../../lib/config/sections.ts';
import { line, type Shown } from '../../terminal/shown.ts';
import { print } from '../../terminal/terminal.ts';
import { foundAt, type Planned } from './deployments.ts';

type Document = Readonly<Record<string, unknown>>;

/** Function Compute makes the address up, so only its answer knows it. Null without one. */
export async function addressOf(plan: Planned): Promise<string | null> {
  return triggerUrl(await foundAt(plan), plan.located.identity.id);
}

/** Tells where a function answers, and what to do with that. */
export function printAddress(kind: BesideKind, url: string, document: Document): void {
  if (kind === 'status') {
    print(line`the page answers at ${url}`);
    print(
      '  browsers download what comes from there: give it a domain of yours, and set status.url and links.statusPage to that',
    );
    return;
  }
  print(line`callbacks are received at ${url}`);
  const isKnown = String(sectionOf(document.callbacks).url ?? '').replace(/\/+$/, '') === url.replace(/\/+$/, '');
  print(`  ${isKnown ? 'have' : 'set callbacks.url to that, then have'} relays call it: relaywatch callbacks set`);
}

/** What the role of such a function must allow, since nothing here gives rights to a role. */
export function rightsText(kind: BesideKind, document: Document, role: string): Shown {
  if (kind === 'callback') {
    const text = 'add hints to the state and to invoke the function of the sweep';
    return line`the receiver's role, ${role}, needs to ${text}: relaywatch deploy policy --of callbacks`;
  }
  const text = allowsWrites(document) ? 'read and write the state (status.allowWrites)' : 'read the state alone';
  return line`the page's role, ${role}, needs to ${text}: relaywatch deploy policy --of status`;
}
