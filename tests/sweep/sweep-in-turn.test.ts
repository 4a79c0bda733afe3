import { describe, expect, it } from 'vitest';
import { World } from '../../stand-ins/simulation/world.ts';

/** An account after its first sweep, a minute ago. */
async function watched(callbacks: boolean): Promise<World> {
  const world = new World();
  for (let at = 0; at < 20; at++) world.add(`relay-${at}`, { destinationKey: `place-${at}` });
  if (callbacks) world.expectCallbacks();
  await world.sweep();
  world.clock.pass(60_000);
  return world;
}

/** A sweep, and how long it took from the timer's event to its end. */
async function timed(world: World, givenMs?: number) {
  const beganMs = world.clock.monotonicMs();
  const summary = await world.sweepInTurn(givenMs);
  return { summary, seconds: (world.clock.monotonicMs() - beganMs) / 1_000 };
}

describe('a sweep that is due while the state is held', () => {
  it('waits for a look, and is a sweep then', async () => {
    const world = await watched(true);
    await world.holdState(8, 'glance');
    world.set('relay-3', 'stopped', 'PullStreamFailed');
    const { summary, seconds } = await timed(world);
    expect(summary).toMatchObject({ sweep: { complete: true }, incidents: { opened: 1 } });
    expect(seconds).toBeGreaterThanOrEqual(8);
    expect(seconds).toBeLessThan(10);
    expect(world.logged.filter(({ event }) => event === 'sweep_skipped')).toHaveLength(1);
    expect(world.heard.filter(({ channel }) => channel === 'pager')).toHaveLength(1);
  });

  it('leaves it at once to another sweep, which holds it for longer', async () => {
    const world = await watched(true);
    await world.holdState(60);
    const { summary, seconds } = await timed(world);
    expect(summary?.skipped?.reason).toMatch(/^another sweep is under way/);
    expect(seconds).toBeLessThan(1);
  });

  it('waits no longer than looks may take: one that died does not end', async () => {
    const world = await watched(true);
    await world.holdState(60, 'glance');
    const { summary, seconds } = await timed(world);
    expect(summary?.skipped?.reason).toMatch(/^another sweep is under way/);
    expect(seconds).toBeGreaterThanOrEqual(15);
    expect(seconds).toBeLessThan(17);
  });

  it('leaves it at once where no callbacks are expected, since only a sweep can hold it', async () => {
    const world = await watched(false);
    await world.holdState(8);
    const { summary, seconds } = await timed(world);
    expect(summary?.skipped?.until).toBeDefined();
    expect(seconds).toBeLessThan(1);
  });

  it('leaves it to whoever holds it as long as there is time to load the state, and never sweeps beside it', async () => {
    const world = await watched(true);
    await world.holdState(60);
    const { summary, seconds } = await timed(world, 30_000);
    expect(summary?.skipped?.reason).toMatch(/^another sweep is under way/);
    expect(seconds).toBeLessThan(5);
    expect(world.heard).toEqual([]);
  });

  it('does not wait when nobody holds it', async () => {
    const world = await watched(true);
    const { summary, seconds } = await timed(world);
    expect(summary).toMatchObject({ sweep: { complete: true } });
    expect(seconds).toBeLessThan(1);
  });
});
