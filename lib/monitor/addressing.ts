import { exampleOf } from './cause-message.ts';
import type { Incident } from './incident.ts';
import { EXAMPLES_SHOWN, type Notification, type RelayExample } from './notification.ts';
import type { Router } from './routing.ts';

/** Where messages can go. */
export interface Routing {
  readonly ask: Router;
  /** Names of the channels that there are. */
  readonly channels: readonly string[];
  /** Those of them that the last sweep did not know. */
  readonly fresh: ReadonlySet<string>;
}

/** A channel that shall hear a message. */
export interface Recipient {
  readonly channel: string;
  /** The relay because of which it does, when the message does not begin with it; else null. */
  readonly first: RelayExample | null;
}

/**
 * A message, and the channels that the routes name for it, which were asked about all its relays. The message itself is kept
 * until it is told, so it has no more than examples of them. An update goes to no channel because of its routes; they say
 * what it begins with there.
 */
export interface Addressed {
  readonly notification: Notification;
  readonly to: readonly Recipient[];
}

/** The channels that the routes name for a message about these relays. */
export function recipientsOf(
  notification: Notification,
  relays: readonly Incident[],
  { ask }: Pick<Routing, 'ask'>,
): Recipient[] {
  return recipientsBy(ask(notification, relays), notification);
}

/** The same, where the routes were asked already. */
export function recipientsBy(
  leads: ReadonlyMap<string, Incident | null>,
  { examples: [shown] }: Notification,
): Recipient[] {
  return [...leads].map(([channel, lead]) => {
    const isShown = !lead || !shown || isOf(shown, lead);
    return { channel, first: isShown ? null : exampleOf(lead) };
  });
}

/** The message as a channel shall hear it: it begins with the relay because of which it does. */
export function showing(notification: Notification, first: RelayExample): Notification {
  const others = notification.examples.filter((example) => !isOf(example, first));
  return { ...notification, examples: [first, ...others].slice(0, EXAMPLES_SHOWN) };
}

function isOf(
  example: RelayExample,
  { region, taskId, name }: Pick<RelayExample, 'region' | 'taskId' | 'name'>,
): boolean {
  return example.region === region && example.taskId === taskId && example.name === name;
}
