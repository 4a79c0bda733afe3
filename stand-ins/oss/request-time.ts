import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.ts';

const ISO_BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
const LONGEST_SKEW_MS = 15 * 60_000;

/**
 * The time of a request as it is signed, `20260301T080000Z`.
 * @param day of the credential
 * @throws Refusal when there is none, or it is not of this day or not of these 15 minutes
 */
export function checkedTime(headers: IncomingHttpHeaders, day: string, nowMs: number): string {
  const text = timeOf(headers);
  if (!text.startsWith(day)) throw denied('The time of the request is not of the day of the credential.');
  const [, year, month, date, hour, minute, second] = ISO_BASIC.exec(text) ?? [];
  const atMs = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  if (Math.abs(atMs - nowMs) <= LONGEST_SKEW_MS) return text;
  const message = 'The difference between the request time and the current time is too large.';
  throw new Refusal(403, 'RequestTimeTooSkewed', message);
}

/** Either header will do; x-oss-date counts when both are there. Source: OSS, error codes 0002-00000502 and -503. */
function timeOf({ date, 'x-oss-date': iso }: IncomingHttpHeaders): string {
  if (iso === undefined && date === undefined)
    throw denied('OSS authentication requires a valid Date.', '0002-00000503');
  if (typeof iso === 'string' && ISO_BASIC.test(iso)) return iso;
  const ms = iso === undefined && date?.endsWith(' GMT') ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(ms)) throw denied('The format of Date or x-oss-date is not valid.', '0002-00000502');
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}

function denied(message: string, code?: string): Refusal {
  return new Refusal(403, 'AccessDenied', message, code === undefined ? {} : { EC: code });
}
