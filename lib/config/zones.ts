import * as z from 'zod/mini';
import { ownEntry } from '../base/lookup.ts';
import { isTimeZone } from '../monitor/cron.ts';
import { line } from './fields.ts';
import { didYouMean, meant } from './meant.ts';
import { ZONES_OF_ABBREVIATION } from './zone-abbreviations.ts';

const EXPECTED = 'an IANA time zone such as Europe/Berlin or Asia/Shanghai';
/**
 * The names of two or three letters that are real zone names; the others that this machine knows are ambiguous
 * abbreviations.
 */
const OLD_SHORT_NAMES: ReadonlySet<string> = new Set(['GB', 'NZ', 'PRC', 'ROC', 'ROK', 'UCT']);
/** The typical form of an abbreviation. */
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

/** What is expected instead of a time zone; null if it can be used. */
export function zoneProblem(text: string): string | null {
  const zones = ownEntry(ZONES_OF_ABBREVIATION, text.toUpperCase());
  if (zones !== undefined) return `an IANA time zone, not an abbreviation: ${zones}`;
  if (OFFSET.test(text)) return `${EXPECTED}, not an offset, which has no summer time`;
  if (isOldName(text)) return `an IANA time zone, not an old name: ${ianaName(text)}`;
  if (isAbbreviation(text)) return `${EXPECTED}, not an abbreviation`;
  return isTimeZone(text) ? null : `${EXPECTED}${didYouMean(zoneMeant(text))}`;
}

/** Whether a wrong time zone may be shown: it looks like one, and not like a misplaced secret. */
export function looksLikeZone(text: string): boolean {
  return (
    text.length <= 40 &&
    (text.toUpperCase() in ZONES_OF_ABBREVIATION ||
      ABBREVIATION.test(text) ||
      OFFSET.test(text) ||
      isOldName(text) ||
      (AREA.test(text) && /^[A-Za-z_/-]+$/.test(text)) ||
      zoneMeant(text) !== null)
  );
}

/** A name that tzdata only keeps for compatibility, such as `Japan` or `PRC`: not every platform has it. */
function isOldName(text: string): boolean {
  const isOneName = !/^[A-Z]{2,3}$/i.test(text) || OLD_SHORT_NAMES.has(text.toUpperCase());
  return isOneName && !text.includes('/') && isTimeZone(text);
}

/** UTC is an abbreviation that means the same everywhere. */
function isAbbreviation(text: string): boolean {
  return (ABBREVIATION.test(text) || /^[A-Z]{3}$/i.test(text)) && text.toUpperCase() !== 'UTC';
}

function ianaName(oldName: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: oldName }).resolvedOptions().timeZone;
}

/** A zone with a spelling mistake, or named by its city only. */
function zoneMeant(text: string): string | null {
  const zones = Intl.supportedValuesOf('timeZone');
  const cityOf = (zone: string) => zone.slice(zone.lastIndexOf('/') + 1);
  const byCity = zones.find((zone) => cityOf(zone).toLowerCase() === text.replaceAll(' ', '_').toLowerCase());
  return byCity ?? meant(text, zones);
}
