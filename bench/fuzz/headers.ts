import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { PlatformReply } from '../../functions/http-request.ts';
import { must } from './target.ts';

/** Whether a platform can send a reply: none of its headers may hold what a client wrote into it. */
export function mustBeSendable({ statusCode, headers, cookies = [] }: PlatformReply, among: readonly number[]): void {
  must(among.includes(statusCode), `answered ${statusCode}`);
  for (const [name, value] of [...Object.entries(headers), ...cookies.map((one) => ['set-cookie', one] as const)]) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
}
