import * as z from 'zod/mini';
import { isTimeZone } from '../monitor/mutes.ts';
import { line } from './fields.ts';
import { didYouMean, meant } from './meant.ts';
import { ZONES_OF_ABBREVIATION } from './zone-abbreviations.ts';

const EXPECTED = 'an IANA time zone such as Europe/Berlin or Asia/Shanghai';
/** Short names of IANA for one place alone. */
const SHORT_NAMES: ReadonlySet<string> = new Set(['UTC', 'UCT', 'GB', 'NZ', 'PRC', 'ROC', 'ROK']);
/** As abbreviations look: some of them this machine would know, but not as what was meant. */
const ABBREVIATION = /^[A-Z]{2,5}$|^[A-Z]{3}\d[A-Z]{3}$/;
const AREA = /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Etc|Europe|Indian|Pacific|US)\//i;
const OFFSET = /^(?:UTC|GMT)?[+-]?\d{1,2}(?::?\d\d)?$/i;

/** An IANA time zone. */
export const timeZone = line(EXPECTED).check(
  z.superRefine((text, { addIssue }) => {
    const message = zoneProblem(text);
    if (message !== null) addIssue({ code: 'custom', message, input: text });
  }),
);

/** What is expected instead of a time zone; null for one that can be used. */
export function zoneProblem(text: string): string | null {
  const zones = ZONES_OF_ABBREVIATION[text.toUpperCase()];
  if (zones !== undefined) return `an IANA time zone, not an abbreviation: ${zones}`;
  if (ABBREVIATION.test(text) && !SHORT_NAMES.has(text)) return `${EXPECTED}, not an abbreviation`;
  if (OFFSET.test(text)) return `${EXPECTED}, not an offset, which has no summer`;
  return isTimeZone(text) ? null : `${EXPECTED}${didYouMean(zoneMeant(text))}`;
}

/** Whether a wrong time zone may be shown: it looks like one, and like no secret that was put in its place. */
export function looksLikeZone(text: string): boolean {
  return (
    text.length <= 40 &&
    (text.toUpperCase() in ZONES_OF_ABBREVIATION ||
      ABBREVIATION.test(text) ||
      OFFSET.test(text) ||
      (AREA.test(text) && /^[A-Za-z_/-]+$/.test(text)) ||
      zoneMeant(text) !== null)
  );
}

/** A zone by a slip of the pen, or by its city alone. */
function zoneMeant(text: string): string | null {
  const zones = Intl.supportedValuesOf('timeZone');
  const cityOf = (zone: string) => zone.slice(zone.lastIndexOf('/') + 1);
  const byCity = zones.find((zone) => cityOf(zone).toLowerCase() === text.replaceAll(' ', '_').toLowerCase());
  return byCity ?? meant(text, zones);
}
