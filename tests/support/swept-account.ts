import { systemClock } from '../../lib/base/time.ts';
import type { RawSnapshot } from '../../lib/state/snapshot-forms.ts';
import { World } from '../../stand-ins/simulation/world.ts';

/** The state of an account of sixty relays that was swept just now; its first relay is stopped, or all run. */
export async function sweptAccount(name: string, isStopped: boolean): Promise<RawSnapshot> {
  const now = systemClock.nowUtc();
  const world = new World({ [name]: 60 }, {}, now.minus({ minutes: 2 }).toISO());
  world.add(`${name}-1`, { endMs: now.plus({ days: 1 }).toMillis() });
  await world.sweep();
  if (isStopped) world.set(`${name}-1`, 'stopped', 'PushStreamFailed');
  await world.sweepAfter(60);
  const { snapshot } = await world.store.load();
  if (!snapshot) throw new Error('the sweep has saved no state');
  return snapshot;
}
