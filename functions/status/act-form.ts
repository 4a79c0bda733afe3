import { randomBytes } from 'node:crypto';
import { DateTime } from 'luxon';
import { ownEntry } from '../../lib/base/lookup.ts';
import type { UtcDateTime } from '../../lib/base/time.ts';
import {
  acknowledging,
  endingSilence,
  type HandChange,
  silencing,
  unacknowledging,
} from '../../lib/monitor/hand-change.ts';
import type { Match } from '../../lib/monitor/matching.ts';

const MOST_NAME = 60;
const MOST_COMMENT = 500;
const HOURS: Readonly<Record<string, number>> = { '1h': 1, '4h': 4 };
/** Times further away are typing errors. */
const LONGEST_YEARS = 1;

export interface FormOf {
  readonly causeKey: string;
  /** What a silence of the cause matches; null where none can be made. */
  readonly match: Match | null;
  readonly now: UtcDateTime;
}

/** What the form on a cause's page asks for; null when it is not filled in as it must be. */
export function changeIn(form: URLSearchParams, { causeKey, match, now }: FormOf): HandChange | null {
  const by = textIn(form, 'who', MOST_NAME);
  const comment = textIn(form, 'comment', MOST_COMMENT);
  if (by === null || by === '' || comment === null) return null;
  const [act, id = ''] = (form.get('do') ?? '').split(':');
  switch (act) {
    case 'ack':
      return acknowledging({ causeKey, at: now.toISO(), by, ...(comment === '' ? {} : { comment }) });
    case 'ack-undo':
      return unacknowledging(causeKey, by);
    case 'silence': {
      const until = untilIn(form, now);
      if (match === null || until === null) return null;
      return silencing({ id: randomBytes(4).toString('hex'), comment, createdAt: now.toISO(), until, match, by });
    }
    case 'silence-end':
      return endingSilence(id, by);
    default:
      return null;
  }
}

/** One line; null when it is too long, or holds what no keyboard writes into one. */
function textIn(form: URLSearchParams, name: string, most: number): string | null {
  const text = (form.get(name) ?? '').trim();
  return [...text].length > most || /\p{Cc}/u.test(text) ? null : text;
}

/** A browser sends a time without a zone; the form says that it is UTC. */
function untilIn(form: URLSearchParams, now: UtcDateTime): string | null {
  const hours = ownEntry(HOURS, form.get('for') ?? '');
  if (hours !== undefined) return now.plus({ hours }).toISO();
  const time = DateTime.fromISO(form.get('until') ?? '', { zone: 'utc' });
  return time.isValid && time > now && time < now.plus({ years: LONGEST_YEARS }) ? time.toISO() : null;
}
