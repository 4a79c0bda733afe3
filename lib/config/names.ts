import * as z from 'zod/mini';
import { firstReference } from './environment.ts';
import { always } from './fields.ts';
import { didYouMean, meant } from './meant.ts';
import { type Section, sectionOf, sectionsOf } from './sections.ts';

/** A check of a list: no two of its sections have the same name. The later one is reported. */
export function namedOnce(expected: string) {
  return z.superRefine<unknown>((list, { addIssue }) => {
    const names = sectionsOf(list).map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      if (typeof name !== 'string' || names.indexOf(name) === index) continue;
      addIssue({ code: 'custom', path: [index, 'name'], message: expected, input: name });
    }
  }, always);
}

/** A check of the list of channels: names are unique, and a channel without a name is called by its type. */
export const channelsNamedOnce = z.superRefine<unknown>((list, { addIssue }) => {
  const names = sectionsOf(list).map(channelName);
  for (const [index, name] of names.entries()) {
    if (name === null || names.indexOf(name) === index) continue;
    const message = 'a name that no other channel has (without one, a channel is called by its type)';
    addIssue({ code: 'custom', path: [index, 'name'], message, input: name });
  }
}, always);

/** A check of the whole configuration: routes only lead to channels that exist. */
export const routesLeadSomewhere = z.superRefine<unknown>((config, { addIssue }) => {
  const { alerts, routes } = sectionOf(config);
  const known = namedChannels(alerts);
  for (const [index, { channels }] of sectionsOf(routes).entries()) {
    for (const [place, channel] of (Array.isArray(channels) ? channels : []).entries()) {
      const message = channelProblem(channel, known);
      if (message !== null)
        addIssue({ code: 'custom', path: ['routes', index, 'channels', place], message, input: channel });
    }
  }
}, always);

interface NamedChannel {
  /** Null when a mistake hides it. */
  readonly name: string | null;
  readonly type: unknown;
}

/** The channels of the list, as far as they can be told. */
export function namedChannels(alerts: unknown): NamedChannel[] {
  return sectionsOf(alerts).map((one) => ({ name: channelName(one), type: one.type }));
}

/** What is expected instead of this name; null if a channel has it, or may have it. */
export function channelProblem(channel: unknown, channels: readonly NamedChannel[]): string | null {
  const names = channels.flatMap(({ name }) => name ?? []);
  // the name of a channel that has a mistake itself may be unknown
  const isUnsure = names.length < channels.length;
  if (isUnsure || typeof channel !== 'string' || channel.trim() === '' || names.includes(channel)) return null;
  const near = didYouMean(meant(channel, names));
  return `the name of a channel under alerts (one without a name is called by its type)${near}`;
}

/** The name of a channel; null when a mistake hides it. */
function channelName({ name, type }: Section): string | null {
  const called = name ?? type;
  return typeof called === 'string' && firstReference(called) === null ? called : null;
}
