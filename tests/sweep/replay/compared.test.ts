import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../lib/monitor/policy.ts';
import { compared } from '../../../lib/sweep/replay/compared.ts';
import { type ReplaySettings, replay } from '../../../lib/sweep/replay/replay.ts';
import { World } from '../../../stand-ins/simulation/world.ts';

/** A relay that recovers after a minute, three times, then one that stays stopped. */
async function anEvening(): Promise<World> {
  const world = new World({ pager: 120 });
  for (const id of ['studio-1', 'studio-2', 'test-1'])
    world.add(id, { destination: { origin: `rtmp://${id}.example.com` } });
  await world.sweep();
  for (let n = 0; n < 3; n++) {
    world.set('test-1', 'stopped', 'PushStreamFailed');
    await world.sweepAfter(60);
    world.set('test-1', 'running');
    for (let quiet = 0; quiet < 20; quiet++) await world.sweepAfter(60);
  }
  world.set('studio-1', 'stopped', 'PushStreamFailed');
  for (let n = 0; n < 3; n++) await world.sweepAfter(60);
  return world;
}

async function comparedWith(world: World, parts: Partial<ReplaySettings>) {
  const settings: ReplaySettings = { ...world.settings, channels: ['pager'], ...parts };
  const entries = await world.noted();
  const until = world.clock.nowUtc();
  return compared(
    entries,
    replay(entries, () => settings, until),
    { settings, from: until.minus({ hours: 3 }), until },
  );
}

describe('what another configuration would have told', () => {
  it('is the same with the same one, and gives no reasons', async () => {
    const { pages, causes } = await comparedWith(await anEvening(), {});
    expect(pages).toEqual({ told: 4, replayed: 4 });
    expect(causes.flatMap(({ why }) => why)).toEqual([]);
  });

  it('is less with a longer wait, and says that the faults were too short', async () => {
    const { verdicts } = DEFAULT_POLICY;
    const policy = { ...DEFAULT_POLICY, verdicts: { ...verdicts, stopped: { ...verdicts.stopped, forSeconds: 90 } } };
    const { pages, causes, channels } = await comparedWith(await anEvening(), { policy });
    expect(pages).toEqual({ told: 4, replayed: 1 });
    expect(channels).toEqual([{ channel: 'pager', told: 8, replayed: 2 }]);
    expect(causes.find(({ told }) => told === 6)?.why).toEqual([
      expect.stringContaining('It had not lasted for the 1 min 30 s of policy.verdicts.stopped.forSeconds'),
    ]);
  });

  it('is nothing of relays whose severity is none', async () => {
    const overrides = [{ match: { name: 'test-*' }, severity: 'none' as const }];
    const { pages, causes } = await comparedWith(await anEvening(), { policy: { ...DEFAULT_POLICY, overrides } });
    expect(pages).toEqual({ told: 4, replayed: 1 });
    expect(causes.find(({ told }) => told === 6)?.why).toEqual([expect.stringContaining('severity none')]);
  });

  it('is more where the configuration of then had told nobody', async () => {
    const world = new World(
      { pager: 120 },
      { policy: { ...DEFAULT_POLICY, overrides: [{ match: { name: 'test-*' }, severity: 'none' }] } },
    );
    world.add('test-1');
    await world.sweep();
    world.set('test-1', 'stopped', 'PullStreamFailed');
    for (let n = 0; n < 3; n++) await world.sweepAfter(60);
    const { pages, causes } = await comparedWith(world, { policy: DEFAULT_POLICY });
    expect(pages).toEqual({ told: 0, replayed: 1 });
    expect(causes[0]?.why).toEqual([
      'Then it was no fault that on-call heard of, or its message is not in the journal.',
    ]);
  });
});
