import { type Delivered, mergeDeliveries } from '../alerts/deliver.ts';
import type { Outbox } from '../monitor/outbox.ts';
import type { Route } from '../monitor/routing.ts';
import type { StateTelling } from './session/state-telling.ts';
import { byRoutes, enqueueAll, remember, type TellingDeps, tell } from './tell.ts';

/**
 * Tells what there is to say of the state itself, after all that is more urgent.
 * @param told what was told in this sweep so far @param save remembers an outbox before its messages leave
 */
export async function tellOfState(
  told: Delivered,
  save: (outbox: Outbox) => Promise<boolean>,
  routes: readonly Route[],
  telling: StateTelling | null,
  deps: TellingDeps,
): Promise<Delivered> {
  const news = telling?.news(told.outbox, deps.clock.nowUtc()) ?? [];
  if (!telling || news.length === 0) return told;
  const names = deps.channels.map(({ name }) => name);
  const outbox = telling.screened(enqueueAll(told.outbox, byRoutes(news, routes, names), routes, deps));
  if (!(await remember(outbox, save, deps))) return told;
  const more = await tell(outbox, save, routes, deps);
  return { outbox: more.outbox, deliveries: mergeDeliveries(told.deliveries, more.deliveries) };
}
