import { anyGlobMatches, isOneOf, type Match, type Patterns } from './matching.ts';
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
  'state-broken',
] as const satisfies readonly NotificationKind[];

/** Which messages a route takes: every criterion given must fit. */
export interface RouteMatch extends Pick<Match, 'severity' | 'verdict' | 'region' | 'name'> {
  readonly kind?: Patterns | undefined;
}

/** Where messages go. Without `match`, all of them. */
export interface Route {
  readonly match?: RouteMatch | undefined;
  /** Names of channels. */
  readonly channels: readonly string[];
  /** Whether the routes below are asked too. */
  readonly continue?: boolean | undefined;
}

/** What routes ask of a message as a whole. */
export interface RoutedMessage {
  readonly severity: string;
  readonly verdict: string;
  readonly kind: string;
}

/** What routes ask of each relay that a message is about. */
export interface RoutedRelay {
  readonly region: string;
  readonly name: string;
}

/** A message of which only the regions and the names of some relays are known. */
export interface Routable extends RoutedMessage {
  readonly regions: readonly string[];
  readonly names: readonly string[];
}

/** The channels of a message about these relays, in the order in which there are channels, each with the first relay that led there. */
export type Router = <Relay extends RoutedRelay>(
  message: RoutedMessage,
  relays: readonly Relay[],
) => ReadonlyMap<string, Relay | null>;

/**
 * Asks the routes from top to bottom and stops at the first that fits, unless that says `continue`. A message about several
 * relays goes wherever a message about any one of them would go; one about none (a broken channel) still goes somewhere. What
 * no route takes goes to all channels, as does everything when there are no routes: a gap in the routes must not swallow a
 * page. Answers are kept, since a storm asks thousands of times.
 */
export function routerOf(routes: readonly Route[], allChannels: readonly string[]): Router {
  const byMessage = new Map<string, ChannelsOf>();
  const channelsOf = (message: RoutedMessage) => {
    const key = `${message.severity}\n${message.verdict}\n${message.kind}`;
    const known = byMessage.get(key) ?? channelsByRelay(candidates(message, routes), allChannels);
    byMessage.set(key, known);
    return known;
  };
  return <Relay extends RoutedRelay>(message: RoutedMessage, relays: readonly Relay[]) => {
    const leads = firstLeading(relays, channelsOf(message), allChannels.length);
    const inOrder = allChannels.filter((channel) => leads.has(channel));
    return new Map(inOrder.map((channel) => [channel, leads.get(channel) ?? null]));
  };
}

/** For each channel the first relay that leads there, or null when there are no relays. @param most channels that there are */
function firstLeading<Relay extends RoutedRelay>(relays: readonly Relay[], ask: ChannelsOf, most: number) {
  const leads = new Map<string, Relay | null>();
  for (const relay of relays.length > 0 ? relays : [null]) {
    for (const channel of ask(relay?.region ?? '', relay?.name ?? ''))
      if (!leads.has(channel)) leads.set(channel, relay);
    if (leads.size === most) break;
  }
  return leads;
}

/**
 * The channels of a message when it is not known which name is in which region: it goes wherever a message about any of its
 * names in any of its regions would go.
 */
export function channelsFor(message: Routable, routes: readonly Route[], allChannels: readonly string[]): string[] {
  const relays = oneAtLeast(message.regions).flatMap((region) =>
    oneAtLeast(message.names).map((name) => ({ region, name })),
  );
  return [...routerOf(routes, allChannels)(message, relays).keys()];
}

function candidates(message: RoutedMessage, routes: readonly Route[]): Route[] {
  return routes.filter(
    ({ match = {} }) =>
      isOneOf(message.severity, match.severity) &&
      isOneOf(message.verdict, match.verdict) &&
      isOneOf(message.kind, match.kind),
  );
}

type ChannelsOf = (region: string, name: string) => readonly string[];

/** Where a message about one relay would go. Only names are looked at relay by relay, since even a storm has few regions. */
function channelsByRelay(routes: readonly Route[], allChannels: readonly string[]): ChannelsOf {
  const byRegion = new Map<string, (name: string) => readonly string[]>();
  const inRegion = (region: string) => {
    const here = routes.filter(({ match }) => anyGlobMatches(match?.region, region));
    const anyName = here.some(({ match }) => match?.name !== undefined) ? null : channelsOfOne('', here, allChannels);
    return (name: string) => anyName ?? channelsOfOne(name, here, allChannels);
  };
  return (region, name) => {
    const known = byRegion.get(region) ?? inRegion(region);
    byRegion.set(region, known);
    return known(name);
  };
}

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
