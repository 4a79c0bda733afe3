import { describe, expect, it } from 'vitest';
import { explain } from '../../lib/answers/explain.ts';
import { storyInEnglish } from '../../lib/answers/text/en.ts';
import { plainOf } from '../../lib/answers/text/pieces.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { World } from '../../stand-ins/simulation/world.ts';

const BEFORE_RELEASE = { doing: 'save 4', after: false };
const BEFORE_ANYTHING_IS_TOLD = { doing: 'save 2', after: false };

async function aWorld(): Promise<World> {
  const world = new World({ pager: 120, chat: 20 });
  for (let n = 1; n <= 10; n++) world.add(`studio-${n}`);
  await world.sweep();
  return world;
}

/** Of all but the summary of the first sweep. */
const answersIn = async (world: World) =>
  (await world.noted()).flatMap((one) =>
    one.kind === 'answer' && one.message !== 'summary'
      ? `${one.channel} ${one.message} ${one.unclear ?? (one.accepted ? 'taken' : 'refused')}`
      : [],
  );

describe('what a sweep told before it died', () => {
  it('is noted by the next one as what may have been heard', async () => {
    const world = await aWorld();
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60, BEFORE_RELEASE);
    expect(await answersIn(world)).toEqual([]);
    world.set('studio-1', 'running');
    await world.sweepAfter(60);
    expect(await answersIn(world)).toEqual([
      'pager open sweep-died',
      'chat open sweep-died',
      'pager resolved taken',
      'chat resolved taken',
    ]);
    // once
    await world.sweepAfter(60);
    expect(await answersIn(world)).toHaveLength(4);
  });

  it('is told as such, and the end of the cause as ever', async () => {
    const world = await aWorld();
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60, BEFORE_RELEASE);
    world.set('studio-1', 'running');
    await world.sweepAfter(60);
    const entries = await world.noted();
    const key = entries.flatMap((one) => (one.kind === 'cause' ? one.key : []))[0] ?? '';
    const until = world.clock.nowUtc();
    const context = { policy: DEFAULT_POLICY, muteOf: () => null, from: until.minus({ days: 1 }), until };
    const { lines } = explain(entries, { kind: 'cause', key }, context);
    expect(lines.map((line) => plainOf(storyInEnglish.line(line))).slice(1)).toEqual([
      `The cause ${key} is over.`,
      'On-call was to be told (resolved). Its last relay had recovered, or was no fault any more for another reason.',
      'Channel pager may have heard the message (open): a sweep that died while it told left no answer.',
      'Channel chat may have heard the message (open): a sweep that died while it told left no answer.',
      'Told pager: it took the message (resolved), receipt r.',
      'Told chat: it took the message (resolved), receipt r.',
    ]);
  });

  it('is nothing when it died before it told anybody', async () => {
    const world = await aWorld();
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60, BEFORE_ANYTHING_IS_TOLD);
    await world.sweepAfter(60);
    expect(await answersIn(world)).toEqual(['pager open taken', 'chat open taken']);
  });

  it('is not noted anew when only the last snapshot was lost, since the journal has it', async () => {
    const world = await aWorld();
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    const before = await answersIn(world);
    expect(before).toEqual(['pager open taken', 'chat open taken']);
    world.tearNewest();
    await world.sweepAfter(60);
    expect((await answersIn(world)).filter((one) => one.endsWith('sweep-died'))).toEqual([]);
  });

  it('is noted by a look, when one comes before the next sweep, and then not again', async () => {
    const world = await aWorld();
    world.expectCallbacks();
    await world.sweepAfter(60);
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60, BEFORE_RELEASE);
    world.clock.pass(40_000);
    world.set('studio-2', 'stopped', 'PullStreamFailed');
    await world.callBack('studio-2', 'stopped');
    expect(await world.glance()).toBe('done');
    await world.sweepAfter(60);
    const died = (await answersIn(world)).filter((one) => one.endsWith('sweep-died'));
    expect(died).toEqual(['pager open sweep-died', 'chat open sweep-died']);
  });

  it('of a look is noted by the next sweep', async () => {
    const world = await aWorld();
    world.expectCallbacks();
    await world.sweepAfter(60);
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.callBack('studio-1', 'stopped');
    await world.glance({ crash: { doing: 'send to pager', after: true } });
    expect(world.heard.map(({ notification }) => notification.kind)).toContain('open');
    expect(await answersIn(world)).toEqual([]);
    await world.sweepAfter(120);
    expect((await answersIn(world)).slice(0, 2)).toEqual(['pager open sweep-died', 'chat open sweep-died']);
  });

  it('is not noted by a sweep that cannot read the journal, which goes on', async () => {
    const world = await aWorld();
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60, BEFORE_RELEASE);
    const { entries } = world.journal;
    const heard = world.heard.length;
    world.journal.entries = () => {
      throw new Error('the store is down');
    };
    await world.sweepAfter(60);
    world.journal.entries = entries;
    expect(world.logged).toContainEqual({ event: 'journal_not_read', problem: 'the store is down' });
    expect(world.heard.length).toBeGreaterThan(heard);
    expect(await answersIn(world)).toEqual(['pager open taken', 'chat open taken']);
  });
});

describe('a channel that did not take a message', () => {
  it.each([
    ['accepts but times out', 'no-answer'],
    ['down', 'no-answer'],
    ['refuses', 'refused'],
  ] as const)('because it %s is noted as %s', async (mode, noted) => {
    const world = await aWorld();
    world.modes.set('chat', mode);
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    expect(await answersIn(world)).toContain(`chat open ${noted}`);
    expect(await answersIn(world)).toContain('pager open taken');
  });
});
