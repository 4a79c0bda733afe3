import { ownEntry } from '../base/lookup.ts';
import { isRecord } from '../base/records.ts';
import { firstReference, hasBareReference } from './environment.ts';
import { looksLikeZone } from './zones.ts';

/** An allowlist of keys whose values may be shown, so that a new key, or a secret in the wrong place, stays hidden. */
const SHOWABLE_KEYS: ReadonlySet<unknown> = new Set([
  'type',
  'regions',
  'qps',
  'pageSize',
  'callTimeoutSeconds',
  'signature',
  'region',
  'namespace',
  'dimensions',
  'path',
  'mode',
  'longestLapSeconds',
  'timeLimitSeconds',
  'intervalSeconds',
  'startGraceSeconds',
  'leaseSeconds',
  'describeBudget',
  'keep',
  'language',
  'severity',
  'verdict',
  'verdicts',
  'kind',
  'continue',
  'forSeconds',
  'repeatEverySeconds',
  'flapping',
  'endingGraceSeconds',
  'startingSeconds',
  'growth',
  'endingSoonSeconds',
  'stalledAfterSweeps',
  'durationMinutes',
  'atLeast',
  'since',
]);
/** A short word or small number, or some that are joined, such as us-east-1 or 20s: a key or token mixes letters and digits. */
const SHOWABLE_TEXT = /^[\w.+-]{1,24}$/;
const LONGEST_NUMBER = 9;
const WORD_OR_NUMBER = /^(?:[A-Za-z]*\d{0,4}|\d{1,8}[a-z]{0,7})$/;
/** Keys whose values may be shown if they look like a value for that key, right or wrong, and not like a secret. */
const SHOWABLE_WHEN: Readonly<Record<string, (text: string) => boolean>> = {
  cron: looksLikeCron,
  timeZone: looksLikeZone,
  schedule: looksLikeSchedule,
};

/**
 * Describes what a configuration has at some place, for an error; never reveals a secret.
 * @param source the text in the file, before variables were filled in
 */
export function foundAt(value: unknown, source: unknown, path: readonly PropertyKey[]): string {
  const reference = typeof source === 'string' ? firstReference(source) : null;
  if (reference !== null) return `the value of ${reference} (not shown)`;
  if (value === undefined) return 'nothing';
  if (value === null || (typeof value === 'string' && value.trim() === '')) return 'an empty value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isRecord(value)) return 'a section';
  const showable = path.some((key) => SHOWABLE_KEYS.has(key));
  if (typeof value !== 'string')
    return showable && `${value}`.length <= LONGEST_NUMBER ? `${value}` : `a ${typeof value}`;
  if (hasBareReference(value)) return `a variable that is not written as \${NAME} and therefore not filled in`;
  const showableSo = ownEntry(SHOWABLE_WHEN, String(path.at(-1)))?.(value) ?? false;
  return showableSo || (showable && isPlainText(value)) ? `"${value}"` : 'a text (not shown)';
}

function isPlainText(text: string): boolean {
  return SHOWABLE_TEXT.test(text) && text.split(/[._+-]/).every((part) => WORD_OR_NUMBER.test(part));
}

/** Fields of a cron expression, including names of days and months, spelt correctly or not. */
function looksLikeCron(text: string): boolean {
  const isField = (part: string) => /^(?:[*?,/#L-]|\d{1,4}(?!\d)|[A-Za-z]{3,9}(?![A-Za-z]))+$/.test(part);
  const fields = text.trim().split(/ +/);
  const isShort = text.length <= 60 && fields.length <= 8;
  return isShort && (/^@[a-z]{1,10}$/.test(text) || (/[\d*]/.test(text) && fields.every(isField)));
}

/** A time in the syntax that clouds use for timers. */
function looksLikeSchedule(text: string): boolean {
  const [, zone = 'UTC', rest = text] = /^(?:CRON_)?TZ=(\S+) (.+)$/.exec(text) ?? [];
  const ofAws = /^(?:cron|rate)\((.*)\)$/.exec(rest)?.[1];
  return looksLikeZone(zone) && (/^@every -?\d[\da-z. -]{0,11}$/.test(rest) || looksLikeCron(ofAws ?? rest));
}
