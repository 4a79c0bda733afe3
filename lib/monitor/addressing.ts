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

/** A channel that a message goes to. */
export interface Recipient {
  readonly channel: string;
  /** The relay that made the routes choose it, where that is not the message's first example; else null. */
  readonly first: RelayExample | null;
}

/**
 * A message and the channels that the routes choose for it. They were asked about all its relays, whereas the message, which
 * is kept until it is delivered, holds only a few as examples. The routes never decide where an update goes; they only decide
 * which relay it shows first there.
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

/** The message as one channel gets it: with the relay first that made the routes choose that channel. */
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
