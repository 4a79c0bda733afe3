import type { UtcDateTime } from '../base/time.ts';
import { type ChannelBudget, channelStateOf, roomOf, waitingUntil } from './channel-state.ts';
import type { Notification } from './notification.ts';
import { type Outbox, TOLD_ONCE } from './outbox.ts';

/** Sent twice, or not at all after a torn snapshot, these leave nothing open. */
const WITHOUT_END: ReadonlySet<Notification['kind']> = new Set([...TOLD_ONCE, 'update']);

/**
 * The outbox as it is saved before its messages leave: should this process die, whatever may be tried now may have been heard.
 * Pure.
 * @returns also whether somebody may now hear of a beginning or an end that no earlier snapshot knows of
 */
export function asTried(
  outbox: Outbox,
  channels: readonly { readonly name: string; readonly budget: ChannelBudget }[],
  runs: ReadonlyMap<string, { readonly over: boolean }>,
  now: UtcDateTime,
): { readonly outbox: Outbox; readonly isNews: boolean } {
  const able = new Set(
    channels
      .filter((channel) => {
        const state = channelStateOf(outbox, channel.name);
        return (
          !runs.get(channel.name)?.over && waitingUntil(state, now) === null && roomOf(channel.budget, state, now) > 0
        );
      })
      .map(({ name }) => name),
  );
  let isNews = false;
  const pending = outbox.pending.map((one) => {
    if (one.maybeHeard || !able.has(one.channel)) return one;
    isNews ||= !WITHOUT_END.has(one.notification.kind);
    return { ...one, maybeHeard: true };
  });
  return { outbox: { ...outbox, pending }, isNews };
}
