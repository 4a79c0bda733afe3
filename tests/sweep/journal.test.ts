import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { World } from '../../stand-ins/simulation/world.ts';

const STOPPED = ['stopped', 'PullStreamFailed'] as const;

async function aWorld(settings: ConstructorParameters<typeof World>[1] = {}): Promise<World> {
  const world = new World({ pager: 120, chat: 20 }, settings);
  for (let n = 1; n <= 3; n++) world.add(`studio-${n}`);
  await world.sweep();
  return world;
}

const told = (entries: readonly JournalEntry[], from = 0) =>
  entries.slice(from).map((one) => {
    if (one.kind === 'incident' || one.kind === 'cause') return `${one.kind} ${one.event}`;
    if (one.kind === 'decision') return `decision ${one.reason} ${one.message}`;
    if (one.kind === 'answer') return `${one.channel} ${one.accepted ? 'took' : 'refused'} ${one.message}`;
    return one.kind;
  });

describe('the journal of whole sweeps', () => {
  it('tells an outage from its first sighting to its end, with why, and what each channel said', async () => {
    const world = await aWorld();
    const before = (await world.noted()).length;
    world.set('studio-1', ...STOPPED);
    await world.sweepAfter(60);
    world.set('studio-1', 'running');
    for (let n = 0; n < 3; n++) await world.sweepAfter(60);
    expect(told(await world.noted(), before)).toEqual([
      'sweep',
      'cause began',
      'pager took open',
      'chat took open',
      'decision first open',
      'incident opened',
      'sighted',
      'sweep',
      'cause over',
      'pager took resolved',
      'chat took resolved',
      'decision all-over resolved',
      'incident recovered',
      'sighted',
    ]);
  });

  it('is silent while nothing changes, but for a line an hour', async () => {
    const world = await aWorld();
    world.set('studio-1', ...STOPPED);
    await world.sweepAfter(60);
    const before = (await world.noted()).length;
    for (let n = 0; n < 120; n++) await world.sweepAfter(60);
    expect(told(await world.noted(), before)).toEqual(['sweep', 'sweep']);
  });

  it('does not tell each time that a flapping relay goes up or down', async () => {
    const world = await aWorld();
    for (let n = 0; n < 6; n++) {
      world.set('studio-1', ...STOPPED);
      await world.sweepAfter(60);
      world.set('studio-1', 'running');
      await world.sweepAfter(60);
    }
    const events = (await world.noted()).flatMap((one) => (one.kind === 'incident' ? one.event : []));
    expect(events).toContain('flapping');
    expect(events.slice(events.indexOf('flapping') + 1)).toEqual([]);
  });

  it('says why a channel did not take a message', async () => {
    const world = await aWorld();
    world.modes.set('chat', 'refuses');
    world.set('studio-1', ...STOPPED);
    await world.sweepAfter(60);
    const answers = (await world.noted()).filter((one) => one.kind === 'answer');
    expect(answers.find(({ channel, accepted }) => channel === 'chat' && !accepted)).toMatchObject({
      message: 'open',
      said: 'it answered HTTP 400',
    });
  });

  it('says why nobody was told', async () => {
    const world = await aWorld();
    world.set('studio-1', 'recovering');
    await world.sweepAfter(60);
    expect((await world.noted()).filter((one) => one.kind === 'decision').slice(1)).toMatchObject([
      { reason: 'not-long-enough', message: null, incidentKey: 'cn-shanghai/studio-1' },
    ]);
  });

  it('has every sweep that was not complete', async () => {
    const world = await aWorld();
    world.failingRegion = 'cn-beijing';
    for (let n = 0; n < 3; n++) await world.sweepAfter(60);
    const sweeps = (await world.noted()).filter((one) => one.kind === 'sweep');
    expect(sweeps.map(({ complete }) => complete)).toEqual([true, false, false, false]);
  });

  it('stops nothing when it cannot be written', async () => {
    const world = await aWorld();
    world.journal.add = () => Promise.reject(new Error('no room'));
    world.set('studio-1', ...STOPPED);
    const summary = await world.sweepAfter(60);
    expect(summary?.sweep.complete).toBe(true);
    expect(world.heard.map(({ notification }) => notification.kind)).toEqual(['summary', 'summary', 'open', 'open']);
    expect(world.logged).toContainEqual({ event: 'journal_not_written', problem: 'no room' });
  });
});
