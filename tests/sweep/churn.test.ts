import { describe, expect, it } from 'vitest';
import { World } from '../../stand-ins/simulation/world.ts';

/** A fleet of ten pages, of which a relay is deleted and another created with every second page that is read. */
function churningWorld(settings: ConstructorParameters<typeof World>[1] = {}): World {
  const world = new World({ pager: 120 }, { pageSize: 10, ...settings });
  for (let n = 0; n < 100; n++) world.add(`relay-${n}`, { destinationKey: `d-${n}` });
  let churned = 0;
  world.beforePage = (call) => {
    if (call % 2 === 0) return;
    const [oldest = ''] = [...world.tasks.keys()].filter((id) => /^(?:relay|new)-/.test(id));
    world.tasks.delete(oldest);
    world.add(`new-${churned}`, { destinationKey: `n-${churned}` });
    churned += 1;
  };
  return world;
}

const told = (world: World) => world.heard.map(({ notification }) => `${notification.kind} ${notification.verdict}`);

describe('while relays come and go under way', () => {
  it('sweeps are complete, nobody is told of blindness, and every stop is told by the second sweep', async () => {
    const world = churningWorld();
    for (let minute = 0; minute < 8; minute++) {
      const summary = await world.sweepAfter(60);
      expect(summary?.sweep).toMatchObject({ complete: true, reasons: [] });
      expect(summary?.sweep.calls).toBeLessThanOrEqual(14);
    }
    expect(told(world)).toEqual([]);
    const ids = [...world.tasks.keys()].slice(-40, -10);
    for (const id of ids) world.set(id, 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    await world.sweepAfter(60);
    const state = await world.remembered();
    const open = new Set(state?.incidents.map(({ taskId }) => taskId));
    expect(ids.filter((id) => world.tasks.has(id) && !open.has(id))).toEqual([]);
  });

  it('an expected relay that was deleted is told in the next sweep, and one that was only overlooked is not', async () => {
    const expectations = [{ name: 'main', match: { name: 'main-*' }, atLeast: 1 }];
    const world = churningWorld({ expectations });
    world.add('main-1', { destinationKey: 'main' });
    for (let minute = 0; minute < 30; minute++) await world.sweepAfter(60);
    expect(told(world)).toEqual([]);
    world.tasks.delete('main-1');
    for (let minute = 0; minute < 3; minute++) await world.sweepAfter(60);
    expect(told(world)).toEqual(['open expected-missing']);
  });

  it('a destination conflict is told, and resolved in the sweep after it is over', async () => {
    const world = churningWorld();
    await world.sweep();
    world.add('rival-1', { destinationKey: 'same' });
    world.add('rival-2', { destinationKey: 'same' });
    await world.sweepAfter(60);
    expect(told(world)).toEqual(['open destination-conflict']);
    for (let minute = 0; minute < 10; minute++) await world.sweepAfter(60);
    expect(told(world)).toEqual(['open destination-conflict']);
    world.tasks.delete('rival-2');
    await world.sweepAfter(60);
    expect(told(world)).toEqual(['open destination-conflict', 'resolved destination-conflict']);
  });

  it('a relay that took over a destination from one that was deleted under way is no conflict', async () => {
    const world = new World({ pager: 120 }, { pageSize: 10 });
    for (let n = 0; n < 100; n++) world.add(`relay-${n}`, { destinationKey: `d-${n}` });
    await world.sweep();
    world.beforePage = (call) => {
      if (call % 8 !== 0) return;
      const [oldest = ''] = world.tasks.keys();
      const { destinationKey = null } = world.tasks.get(oldest) ?? {};
      world.tasks.delete(oldest);
      world.add(`successor-of-${oldest}`, { destinationKey });
    };
    for (let minute = 0; minute < 5; minute++) await world.sweepAfter(60);
    expect(told(world)).toEqual([]);
  });
});

describe('a list that hides relays', () => {
  it('is told as blindness when it shows fewer than it counts, and resolved when it shows them', async () => {
    const world = churningWorld();
    world.beforePage = () => {};
    await world.sweep();
    world.hidden = (id) => id === 'relay-7' || id === 'relay-8';
    for (let minute = 0; minute < 5; minute++) await world.sweepAfter(60);
    expect(told(world)).toEqual(['open monitor-blind']);
    world.hidden = () => false;
    await world.sweepAfter(60);
    expect(told(world)).toEqual(['open monitor-blind', 'resolved monitor-blind']);
  });
});
