import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { World } from '../../../stand-ins/simulation/world.ts';

const heardBy = (world: World, by = 'pager') =>
  world.heard
    .filter(({ channel }) => channel === by)
    .map(({ notification: { kind, dedupKey } }) => `${kind} ${dedupKey}`)
    .sort();

async function watched(): Promise<World> {
  const world = new World();
  for (let at = 0; at < 30; at++) world.add(`relay-${at}`, { destinationKey: `place-${at}` });
  world.expectCallbacks();
  await world.sweep();
  world.clock.pass(30_000);
  return world;
}

function stopSome(world: World, stopped: readonly number[]): void {
  for (const at of stopped) world.set(`relay-${at}`, 'stopped', 'PullStreamFailed');
}

describe('two receivers, their looks and a sweep at once', () => {
  it('tell what one sweep alone tells', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat({ max: 29 }), { minLength: 1, maxLength: 6 }),
        fc.shuffledSubarray(['sweep', 'look', 'look', 'glance'], { minLength: 2 }),
        async (stopped, kinds) => {
          const alone = await watched();
          stopSome(alone, stopped);
          await alone.sweepAfter(30);

          const world = await watched();
          stopSome(world, stopped);
          // both receivers got each callback
          for (const at of [...stopped, ...stopped]) await world.callBack(`relay-${at}`, 'stopped');
          const runs = {
            sweep: () => world.sweep(),
            look: () => world.lookUntilQuiet(20_000),
            glance: () => world.glance(),
          };
          await Promise.all(kinds.map((kind) => runs[kind as keyof typeof runs]()));
          await world.sweepAfter(30);
          expect(heardBy(world)).toEqual(heardBy(alone));
          expect(await world.hints?.waiting(100)).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });
});
