import type { UtcDateTime } from '../time.ts';
import { type Addressed, type Routing, recipientsBy, recipientsOf } from './addressing.ts';
import { type Cause, identityOf, newCause, reasonOf, regionsOf, verdictOf, worstOf } from './cause.ts';
import { messageOf } from './cause-message.ts';
import { endingsOf, sumEndings } from './endings.ts';
import type { FleetTotals } from './grouping.ts';
import type { Incident } from './incident.ts';
import type { Advanced } from './incidents.ts';
import type { ActiveMute } from './mutes.ts';
import { audibleOf, KIND_OF_NEWS, type News, newsOf } from './news.ts';
import type { Policy } from './policy.ts';

export interface TellContext {
  readonly policy: Policy;
  readonly now: UtcDateTime;
  readonly totals: FleetTotals;
  readonly mutes: readonly ActiveMute[];
  readonly degraded: boolean;
  readonly routing: Routing;
}

export interface Told {
  /** What is remembered of the cause; null when it is over. */
  readonly cause: Cause | null;
  readonly messages: readonly Addressed[];
}

const TIMELINE_KEPT = 12;

/**
 * What is said of one cause in this sweep, and what is remembered of it. A channel that it is routed to for the first time
 * (by a relay that joined it, by its severity, by other routes) is paged as if it were new; the others hear what is new to
 * them. Pure.
 */
export function tellCause(
  before: Cause | null,
  members: readonly Incident[],
  ended: Advanced['ended'],
  context: TellContext,
): Told {
  if (!before) return tellFirst(members, context);
  const endings = sumEndings(before.endings, endingsOf(ended));
  if (members.length === 0) return tellEnd({ ...before, endings }, ended, context);
  const news = newsOf(before, members, context);
  const cause = goneOn({ ...before, endings }, members, news, context);
  const audible = audibleOf(members, context.mutes);
  const { toldTo, newly } = paged(before, cause, audible, context.routing);
  const notification = messageOf(KIND_OF_NEWS[news], news, cause, members, context);
  const routed = notification.kind === 'update' ? [] : recipientsOf(notification, audible, context.routing);
  const others = routed.filter(({ channel }) => !newly.includes(channel));
  const opening = newly.length === 0 ? [] : [messageOf(openingOf(cause), 'newly-routed', cause, members, context)];
  return {
    cause: { ...cause, toldTo: [...new Set([...toldTo, ...newly, ...others.map(({ channel }) => channel)])] },
    messages: [
      ...opening.map((one) => ({
        notification: one,
        to: recipientsOf(one, audible, context.routing).filter(({ channel }) => newly.includes(channel)),
      })),
      { notification, to: others },
    ],
  };
}

/** Where a cause was told, and where the routes lead for the first time. */
function paged(
  { toldTo = [] }: Cause,
  cause: Cause,
  audible: readonly Incident[],
  { ask, channels, fresh }: Routing,
): { readonly toldTo: readonly string[]; readonly newly: readonly string[] } {
  const { severity, verdict } = cause;
  const routed = audible.length === 0 ? [] : [...ask({ severity, verdict, kind: openingOf(cause) }, audible).keys()];
  // a channel that came since the last sweep is not paged about what it missed
  const told = channels.filter((name) => (fresh.has(name) ? routed : toldTo).includes(name));
  return { toldTo: told, newly: routed.filter((name) => !told.includes(name)) };
}

function tellFirst(members: readonly Incident[], context: TellContext): Told {
  const [first] = members;
  if (!first) return { cause: null, messages: [] };
  const identity = identityOf(first);
  const kind = openingOf(identity);
  const leads = context.routing.ask({ severity: worstOf(members), verdict: verdictOf(members), kind }, members);
  const cause = newCause(identity, members, [...leads.keys()], context.now);
  const notification = messageOf(kind, 'first', cause, members, context);
  return { cause, messages: [{ notification, to: recipientsBy(leads, notification) }] };
}

/** Whoever heard of it hears the end; where the routes lead is for what nobody of today heard. */
function tellEnd(cause: Cause, ended: Advanced['ended'], context: TellContext): Told {
  const notification = messageOf('resolved', 'all-over', cause, [], context);
  const relays = ended.map(({ incident }) => incident);
  return { cause: null, messages: [{ notification, to: recipientsOf(notification, relays, context.routing) }] };
}

function openingOf({ flapping }: Pick<Cause, 'flapping'>): 'flapping' | 'open' {
  return flapping ? 'flapping' : 'open';
}

/** A cause that was told before, as it is now and as it is told now. */
function goneOn(before: Cause, members: readonly Incident[], news: News, { now, mutes }: TellContext): Cause {
  const at = now.toISO();
  const kind = KIND_OF_NEWS[news];
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
      ? // relays that recovered and stop again are growth over those that were left
        { toldAffected: Math.min(before.toldAffected, members.length) }
      : {
          toldAt: at,
          toldAffected: members.length,
          toldRegions: [...new Set([...before.toldRegions, ...regionsOf(members)])].sort(),
        }),
    timeline: kind === 'growth' ? [...before.timeline, entry].slice(-TIMELINE_KEPT) : before.timeline,
  };
}
