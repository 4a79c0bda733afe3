import type { UtcDateTime } from '../base/time.ts';
import type { Acknowledgement } from './acknowledgement.ts';
import { type Addressed, type Routing, recipientsBy, recipientsOf } from './addressing.ts';
import { type Cause, identityOf, newCause, reasonOf, regionsOf, verdictOf, worstOf } from './cause.ts';
import { causeMessage } from './cause-message.ts';
import { type Decision, MESSAGE_OF_NEWS, type News, onCause } from './decision.ts';
import { endingsOf, sumEndings } from './endings.ts';
import type { FleetTotals } from './grouping.ts';
import type { Incident } from './incident.ts';
import type { Advanced } from './incidents.ts';
import type { ActiveMute } from './mutes.ts';
import { audibleOf, newsOf } from './news.ts';
import type { Notification } from './notification.ts';
import type { Policy } from './policy.ts';

export interface TellContext {
  readonly policy: Policy;
  readonly now: UtcDateTime;
  readonly totals: FleetTotals;
  readonly mutes: readonly ActiveMute[];
  /** By the keys of their causes. */
  readonly acknowledged: ReadonlyMap<string, Acknowledgement>;
  readonly degraded: boolean;
  /** Whether every list was read to its end, by a clock to be trusted: what has no incident then has no fault. */
  readonly conclusive: boolean;
  readonly routing: Routing;
}

export interface Told {
  /** What is remembered of the cause; null when it is over. */
  readonly cause: Cause | null;
  readonly messages: readonly Addressed[];
  /** Why each message was made, in their order. */
  readonly decisions: readonly Decision[];
}

const TIMELINE_KEPT = 12;

/** What is said of one cause in this sweep, why, and what is remembered of it. Pure. */
export function tellCause(
  before: Cause | null,
  members: readonly Incident[],
  ended: Advanced['ended'],
  context: TellContext,
): Told {
  if (!before) return tellFirst(members, context);
  const cause = { ...before, endings: sumEndings(before.endings, endingsOf(ended)) };
  return members.length === 0 ? tellEnd(cause, ended, context) : tellAgain(cause, members, context);
}

/**
 * A channel that the cause is routed to for the first time (because of a relay that joined, its severity or changed routes) is
 * paged as if the cause were new; the others hear what is new to them.
 */
function tellAgain(before: Cause, members: readonly Incident[], context: TellContext): Told {
  const { routing, mutes } = context;
  const news = newsOf(before, members, context);
  const { kind, why } = MESSAGE_OF_NEWS[news];
  const cause = goneOn(before, members, news, context);
  const audible = audibleOf(members, mutes);
  const leads = openingLeads(cause, audible, routing);
  const told = toldBefore(before, leads, routing);
  const opening = inSpiteOf(
    context.acknowledged.get(cause.key),
    causeMessage(openingOf(cause), 'newly-routed', cause, members, context),
  );
  const newly = recipientsBy(leads, opening).filter(({ channel }) => !told.includes(channel));
  const message = causeMessage(kind, why, cause, members, context);
  const notification = kind === 'growth' ? inSpiteOf(context.acknowledged.get(cause.key), message) : message;
  const pages = kind !== 'update';
  const routed = pages ? recipientsOf(notification, audible, routing) : recipientsBy(leads, notification);
  const others = routed.filter(({ channel }) => !newly.some((one) => one.channel === channel));
  const paged = [...newly, ...(pages ? others : [])].map(({ channel }) => channel);
  const isNewlyRouted = newly.length > 0;
  return {
    cause: { ...cause, toldTo: [...new Set([...told, ...paged])] },
    messages: [...(isNewlyRouted ? [{ notification: opening, to: newly }] : []), { notification, to: others }],
    decisions: [
      ...(isNewlyRouted ? [onCause(cause.key, 'newly-routed', opening.kind)] : []),
      onCause(cause.key, news, kind),
    ],
  };
}

/** The message, with who had acknowledged the cause before it was news again. */
function inSpiteOf(acknowledgement: Acknowledgement | undefined, message: Notification): Notification {
  if (!acknowledgement) return message;
  const { causeKey: _, ...acknowledged } = acknowledgement;
  return { ...message, acknowledged };
}

type Leads = ReadonlyMap<string, Incident | null>;

/** Where it would be told if it were new. Muted relays lead nowhere. */
function openingLeads(cause: Cause, audible: readonly Incident[], { ask }: Routing): Leads {
  const { severity, verdict } = cause;
  return audible.length === 0 ? new Map() : ask({ severity, verdict, kind: openingOf(cause) }, audible);
}

/** Those of today's channels that were told. One that was added since is not paged about what it missed. */
function toldBefore({ toldTo = [] }: Cause, leads: Leads, { channels, fresh }: Routing): readonly string[] {
  return channels.filter((name) => (fresh.has(name) ? leads.has(name) : toldTo.includes(name)));
}

function tellFirst(members: readonly Incident[], context: TellContext): Told {
  const [first] = members;
  if (!first) return { cause: null, messages: [], decisions: [] };
  const identity = identityOf(first);
  const kind = openingOf(identity);
  const leads = context.routing.ask({ severity: worstOf(members), verdict: verdictOf(members), kind }, members);
  const cause = newCause(identity, members, [...leads.keys()], context.now);
  const notification = causeMessage(kind, 'first', cause, members, context);
  return {
    cause,
    messages: [{ notification, to: recipientsBy(leads, notification) }],
    decisions: [onCause(cause.key, 'first', kind)],
  };
}

/** Whoever heard of it hears the end; the routes count only if none of today's channels heard of it. */
function tellEnd(cause: Cause, ended: Advanced['ended'], context: TellContext): Told {
  const notification = causeMessage('resolved', 'all-over', cause, [], context);
  const relays = ended.map(({ incident }) => incident);
  return {
    cause: null,
    messages: [{ notification, to: recipientsOf(notification, relays, context.routing) }],
    decisions: [onCause(cause.key, 'all-over', 'resolved')],
  };
}

function openingOf({ flapping }: Pick<Cause, 'flapping'>): 'flapping' | 'open' {
  return flapping ? 'flapping' : 'open';
}

/** A cause that was told before, as it is now and as it is told now. */
function goneOn(before: Cause, members: readonly Incident[], news: News, { now, mutes }: TellContext): Cause {
  const at = now.toISO();
  const { kind } = MESSAGE_OF_NEWS[news];
  const entry = {
    at,
    event: news === 'worsened' ? ('worsened' as const) : ('grew' as const),
    affected: members.length,
  };
  return {
    ...before,
    severity: news === 'worsened' ? worstOf(audibleOf(members, mutes)) : before.severity,
    verdict: verdictOf(members),
    reason: reasonOf(members),
    most: Math.max(before.most, members.length),
    ...(kind === 'update'
      ? // relays that recover and then stop again count as growth over those that remained
        { toldAffected: Math.min(before.toldAffected, members.length) }
      : {
          toldAt: at,
          toldAffected: members.length,
          toldRegions: [...new Set([...before.toldRegions, ...regionsOf(members)])].sort(),
        }),
    timeline: kind === 'growth' ? [...before.timeline, entry].slice(-TIMELINE_KEPT) : before.timeline,
  };
}
