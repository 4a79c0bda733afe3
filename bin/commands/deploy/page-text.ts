import { allowsWrites } from '../../../infra/fc/policy.ts';
import { pageUrl } from '../../../infra/fc/status.ts';
import { line, type Shown } from '../../terminal/shown.ts';
import { print } from '../../terminal/terminal.ts';
import { foundAt, type Planned } from './deployments.ts';

/** Function Compute makes the address up, so only its answer knows it. Null without one. */
export async function addressOf(page: Planned): Promise<string | null> {
  return pageUrl(await foundAt(page), page.located.identity.id);
}

export function printAddress(url: string): void {
  print(line`the page answers at ${url}`);
  print(
    '  browsers download what comes from there: give it a domain of yours, and set status.url and links.statusPage to that',
  );
}

/** What the role of the page must allow, since nothing here gives rights to a role. */
export function rightsText(document: Readonly<Record<string, unknown>>, role: string): Shown {
  const text = allowsWrites(document) ? 'read and write the state (status.allowWrites)' : 'read the state alone';
  return line`the page's role, ${role}, needs to ${text}: relaywatch deploy policy --of status`;
}
