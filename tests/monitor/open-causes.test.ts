import { describe, expect, it } from 'vitest';
import { composeText } from '../../lib/alerts/text/compose.ts';
import { messageOfOpen, openCauses } from '../../lib/monitor/open-causes.ts';
import { World } from '../support/world.ts';

const SOURCE = { sources: [{ origin: 'rtmp://source-3.example.com' }] };

/** One relay that was stopped before watching began; then a source that dies, and a relay that keeps retrying. */
async function aWorld(): Promise<World> {
  const world = new World();
  world.add('old', { sources: [{ origin: 'rtmp://source-1.example.com' }] });
  world.set('old', 'stopped', 'PushStreamFailed');
  for (const id of ['a', 'b', 'c']) world.add(id, { ...SOURCE, destinationKey: id });
  world.add('slow', { sources: [{ origin: 'rtmp://source-2.example.com' }], destinationKey: 'slow' });
  await world.sweep();
  for (const id of ['a', 'b', 'c']) world.set(id, 'stopped', 'PullStreamFailed');
  world.set('slow', 'recovering');
  await world.sweepAfter(60);
  await world.sweepAfter(300);
  return world;
}

async function seen(world: World) {
  const watch = await world.remembered();
  if (!watch) throw new Error('nothing is remembered');
  const now = world.clock.nowUtc();
  return openCauses(watch, now).map((one) => ({
    standing: one.standing,
    members: one.members.map(({ name }) => name),
    title: composeText(messageOfOpen(one, now), 'en').title,
  }));
}

describe('what is open', () => {
  it('is told by cause, the most severe first and of these the largest, with what was there before', async () => {
    expect(await seen(await aWorld())).toEqual([
      {
        standing: 'told',
        members: ['a', 'b', 'c'],
        title: '3 relays from source-3.example.com stopped, PullStreamFailed, since 08:01:00 UTC',
      },
      {
        standing: 'before-watching',
        members: ['old'],
        title: '1 relay of the account had already stopped before watching began, PushStreamFailed',
      },
      { standing: 'told', members: ['slow'], title: expect.stringMatching(/keeps retrying.*, since 08:01:00 UTC$/) },
    ]);
  });

  it('is told as untold while a mute holds it back', async () => {
    const world = new World();
    for (const id of ['a', 'b']) world.add(id, SOURCE);
    await world.sweep();
    const createdAt = world.clock.nowUtc().toISO();
    await world.silence({ id: 's', comment: '', createdAt, until: 'recovered', match: { source: 'source-3.*' } });
    world.set('a', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    expect(await seen(world)).toMatchObject([{ standing: 'untold', members: ['a'] }]);
  });

  it('is what its relays say of a cause that the state has lost', async () => {
    const world = await aWorld();
    const watch = await world.remembered();
    if (!watch) throw new Error('nothing is remembered');
    const [first] = openCauses({ ...watch, causes: [] }, world.clock.nowUtc());
    expect(first).toMatchObject({
      standing: 'told',
      cause: { scope: { by: 'source', value: 'source-3.example.com' } },
    });
  });
});
