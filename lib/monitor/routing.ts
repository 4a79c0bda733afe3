import { anyGlobMatches, isOneOf, type Patterns } from './matching.ts';
import type { NotificationKind } from './notification.ts';

export const NOTIFICATION_KINDS = [
  'open',
  'growth',
  'reminder',
  'update',
  'flapping',
  'resolved',
  'summary',
  'mute-ended',
  'channel-broken',
] as const satisfies readonly NotificationKind[];

/** Which messages a route takes: everything that is said has to fit. */
export interface RouteMatch {
  readonly severity?: Patterns | undefined;
  readonly verdict?: Patterns | undefined;
  readonly kind?: Patterns | undefined;
  /** Globs. */
  readonly region?: Patterns | undefined;
  readonly name?: Patterns | undefined;
}

/** Where messages go. Without `match`, all of them. */
export interface Route {
  readonly match?: RouteMatch | undefined;
  /** Names of channels. */
  readonly channels: readonly string[];
  /** Whether the routes below are asked too. */
  readonly continue?: boolean | undefined;
}

/** A message as routes see it: one message may be about relays of several regions and names. */
export interface Routable {
  readonly severity: string;
  readonly verdict: string;
  readonly kind: string;
  readonly regions: readonly string[];
  readonly names: readonly string[];
}

/**
 * The channels of a message, in the order of `allChannels`. Routes are asked from top to bottom, and the first that fits
 * is the last, unless it says `continue`. A message about several regions or names goes wherever a message about each of
 * them alone would go. What no route takes goes to all channels, and so does everything when there are no routes: a gap in
 * the routes must not swallow a page.
 */
export function channelsFor(message: Routable, routes: readonly Route[], allChannels: readonly string[]): string[] {
  const candidates = routes.filter(
    ({ match = {} }) =>
      isOneOf(message.severity, match.severity) &&
      isOneOf(message.verdict, match.verdict) &&
      isOneOf(message.kind, match.kind),
  );
  const wanted = new Set<string>();
  for (const region of oneAtLeast(message.regions)) {
    const here = candidates.filter(({ match }) => anyGlobMatches(match?.region, region));
    for (const name of here.some(({ match }) => match?.name !== undefined) ? oneAtLeast(message.names) : ['']) {
      for (const channel of channelsOfOne(name, here, allChannels)) wanted.add(channel);
    }
    if (wanted.size === allChannels.length) break;
  }
  return allChannels.filter((channel) => wanted.has(channel));
}

/** What is about no relay, such as a broken channel, still goes somewhere. */
function oneAtLeast(texts: readonly string[]): readonly string[] {
  return texts.length > 0 ? texts : [''];
}

function channelsOfOne(name: string, routes: readonly Route[], allChannels: readonly string[]): readonly string[] {
  const fitting = routes.filter(({ match }) => anyGlobMatches(match?.name, name));
  const last = fitting.findIndex((route) => !route.continue);
  const channels = (last < 0 ? fitting : fitting.slice(0, last + 1))
    .flatMap((route) => route.channels)
    .filter((channel) => allChannels.includes(channel));
  return channels.length > 0 ? channels : allChannels;
}
