import { DateTime } from 'luxon';
import type { UtcDateTime } from '../../lib/base/time.ts';
import { GLOB_LENGTH_MAX } from '../../lib/monitor/matching.ts';
import type { ExplainAsked } from '../../lib/status/explain-document.ts';
import type { ExplainProblem } from '../../web/past.ts';

/** What a query asks to be explained. */
export interface ExplainQuery {
  readonly asked: ExplainAsked;
  /** The time that it asks about: now, when it names none. */
  readonly at: UtcDateTime;
  /** What could not be understood; null when all could. */
  readonly problem: ExplainProblem | null;
}

/** To the minute at least, as a form sends it, and in UTC unless it says otherwise: `2026-03-02T03:10`. */
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/i;

/** Reads a query. @param keepDays how long the journal is kept */
export function explainQueryOf(query: URLSearchParams, now: UtcDateTime, keepDays: number): ExplainQuery {
  const text = (name: string) => (query.get(name) ?? '').trim();
  const [relay, cause, atText] = [text('relay'), text('cause'), text('at')];
  const time = atText === '' ? now : timeOf(atText);
  const at = time ?? now;
  const orNull = (word: string) => (word === '' ? null : word);
  const problem =
    problemOfSubject(relay, cause) ?? (time === null ? 'at-unreadable' : problemOfTime(at, now, keepDays));
  const asked = { relay: orNull(relay), cause: orNull(cause), at: atText === '' ? null : (time?.toISO() ?? null) };
  return { asked, at, problem };
}

function problemOfSubject(relay: string, cause: string): ExplainProblem | null {
  if (relay === '' && cause === '') return 'none-asked';
  if (relay !== '' && cause !== '') return 'both-asked';
  return relay.length > GLOB_LENGTH_MAX || cause.length > GLOB_LENGTH_MAX ? 'too-long' : null;
}

function problemOfTime(at: UtcDateTime, now: UtcDateTime, keepDays: number): ExplainProblem | null {
  if (at > now) return 'at-future';
  return at < now.minus({ days: keepDays }) ? 'at-too-old' : null;
}

/** In an address that somebody wrote by hand, the plus of an offset means a blank. */
function timeOf(text: string): UtcDateTime | null {
  const written = text.replace(/ (?=\d\d:?\d\d$)(?<=:\d\d.*)/, '+').replace(' ', 'T');
  const time = TIME.test(written) ? DateTime.fromISO(written, { zone: 'utc' }) : null;
  return time?.isValid ? (time as UtcDateTime) : null;
}
