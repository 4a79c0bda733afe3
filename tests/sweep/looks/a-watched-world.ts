import { World } from '../../../stand-ins/simulation/world.ts';

/** A world that expects callbacks, some time after its first sweep, in which all was well. */
export async function watched(count = 40): Promise<World> {
  const world = new World();
  for (let at = 0; at < count; at++) world.add(`relay-${at}`, { destinationKey: `place-${at}` });
  world.expectCallbacks();
  await world.sweep();
  world.clock.pass(20_000);
  return world;
}

/** So many of its relays stop, and Live calls back about each. */
export async function stopMany(world: World, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    world.set(`relay-${at}`, 'stopped', 'PullStreamFailed');
    await world.callBack(`relay-${at}`, 'stopped');
  }
}
