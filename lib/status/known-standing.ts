import { faulty } from '../answers/follower.ts';
import type { Standing, Story, StoryLine } from '../answers/story.ts';
import type { AnswerSubject } from '../answers/subject.ts';
import { isActive, isQuiet } from '../monitor/incident.ts';
import type { JournalEntry } from '../monitor/journal-entry.ts';
import type { Known } from './known.ts';

type KnownNow = Pick<Known, 'causes' | 'incidents' | 'outbox'>;

/**
 * How it is now, as the state has it: a fault that passed before it was told leaves nothing in the journal, and in a storm there is no
 * room for each end.
 */
export function standingNow({ subject, asOf }: Story, entries: readonly JournalEntry[], known: KnownNow): Standing {
  const noted: Standing = asOf ?? { is: 'unknown' };
  if (subject.kind === 'cause') {
    if (known.causes.some(({ key }) => key === subject.key)) return { is: 'open' };
    // a broken channel is no cause of the state: its messages say how it is
    return entries.some(({ kind }) => kind === 'cause' || kind === 'incident') ? { is: 'not-open' } : noted;
  }
  const incident = known.incidents.find((one) => one.key === subject.key && !isQuiet(one));
  if (incident === undefined) return noted.is === 'over' ? noted : { is: 'unknown' };
  if (isActive(incident)) return faulty(incident);
  const { since, verdict, reason } = incident;
  return { is: 'seen', since, verdict, reason };
}

/** Whom it was told, as the state has it of what is open. Who may not have heard it is asked again. */
export function linesOfReceipts({ kind, key }: AnswerSubject, { incidents, outbox }: KnownNow): StoryLine[] {
  const cause = kind === 'cause' ? key : incidents.find((one) => one.key === key)?.causeKey;
  return outbox.receipts
    .filter(({ dedupKey, receipt }) => dedupKey === cause && receipt !== '')
    .map(({ at, channel, kind: message, receipt: said }) => {
      return { at, about: 'answer', channel, message, accepted: true, said, unclear: null };
    });
}
