import type { NotificationKind, Why } from './notification.ts';

/** Why on-call hears of a cause that goes on, or does not: compared with what was told of it last. */
export type News =
  /** It is more serious than was told. */
  | 'worsened'
  /** It has enough more relays than were told to be told again. */
  | 'grew'
  /** It reached a region that was not told. */
  | 'spread'
  /** Nothing is new, but it was last told long ago. */
  | 'reminder-due'
  /** A reminder would be due, but somebody has acknowledged it. */
  | 'acknowledged'
  /** Every relay that it still has is muted. */
  | 'held-by-mute'
  /** None of its relays is down now, but they have stopped so often that it only ends once they have been quiet for a while. */
  | 'held-flapping'
  /** It has more relays than were told, but not yet enough of them to be told again. */
  | 'grew-too-little'
  /** It has fewer relays than were told. */
  | 'shrank'
  /** It is as it was told. */
  | 'unchanged';

/** Why on-call hears of a fault in this sweep, or does not: the gravest reason, if there are several. */
export type Reason =
  | News
  /** Nobody was told of it yet. */
  | 'first'
  /** It was told, but not to this channel, to which the routes lead for the first time. */
  | 'newly-routed'
  /** Its last relay has recovered, or is no fault for another reason. */
  | 'all-over'
  /** It was there before watching began: told in one summary, and not again. */
  | 'before-watching'
  /** It has not lasted long enough to be told. */
  | 'not-long-enough';

/** One decision of a sweep on what on-call hears. Plain data. */
export interface Decision {
  /** The dedup key of the cause; null where an incident belongs to none. */
  readonly causeKey: string | null;
  /** The incident, where the decision is about that one alone; null where it is about the cause. */
  readonly incidentKey: string | null;
  readonly reason: Reason;
  /** The kind of the message that was made (an `update` pages nobody); null if none was. */
  readonly kind: NotificationKind | null;
}

/** The message about a cause that goes on: its kind, and the reason that it gives itself. */
export const MESSAGE_OF_NEWS: Readonly<Record<News, { readonly kind: NotificationKind; readonly why: Why }>> = {
  worsened: { kind: 'growth', why: 'worsened' },
  grew: { kind: 'growth', why: 'grew' },
  spread: { kind: 'growth', why: 'spread' },
  'reminder-due': { kind: 'reminder', why: 'reminder-due' },
  acknowledged: { kind: 'update', why: 'acknowledged' },
  'held-by-mute': { kind: 'update', why: 'muted' },
  'held-flapping': { kind: 'update', why: 'nothing-new' },
  'grew-too-little': { kind: 'update', why: 'nothing-new' },
  shrank: { kind: 'update', why: 'nothing-new' },
  unchanged: { kind: 'update', why: 'nothing-new' },
};

/** A decision on a cause as a whole. */
export function onCause(causeKey: string, reason: Reason, kind: NotificationKind): Decision {
  return { causeKey, incidentKey: null, reason, kind };
}
