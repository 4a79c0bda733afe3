import { describe, expect, it } from 'vitest';
import { aWorld, healAll, ids, oddEnds, PAGES, play, type Round, settle, storiesOf } from './histories.ts';

/*
 * The newest snapshot is torn, or was never saved, so that what was told is in the file of this machine alone; and the next
 * sweep dies between any two steps, so that what it told is in no file. The old word on a cause must not stand for the new.
 */
const channels = ['pager', 'chat'];
const stop = (relay: number) => ({ do: 'stop', relay, reason: 'UnknownError' }) as const;
const heal = { do: 'heal', relay: 0 } as const;
const [first, second] = [ids[0] ?? '', ids[2] ?? ''];
const round = (...events: Round['events']): Round => ({ events, seconds: 60, crash: null });
const crashes = [...Array(14).keys()].flatMap((n) => [false, true].map((after) => ({ operation: n + 1, after })));

describe('a torn snapshot, and then a crash between any two steps', () => {
  it.each(crashes)('leaves nothing open when the same cause began again: %o', async (crash) => {
    const world = aWorld();
    const torn = { ...round(heal), torn: true };
    const again = { ...round(stop(2)), crash, healsAfterCrash: true };
    const doubtMs = await play(world, [round(stop(0)), torn, again]);
    healAll(world);
    await settle(world);
    for (const channel of channels) {
      expect(oddEnds(world.tries, channel, doubtMs), channel).toEqual([]);
      for (const story of storiesOf(world.heard, channel).values()) expect(story.at(-1), `${story}`).toBe('resolved');
    }
  });

  it.each(crashes)('leaves nothing open either where the last save failed, and nothing was torn: %o', async (crash) => {
    const world = aWorld();
    await play(world, [round(stop(0))]);
    world.set(first, 'running');
    world.storeFails = (doing) => doing === 'save 4';
    await world.sweepAfter(60);
    world.storeFails = () => false;
    world.set(second, 'stopped', 'UnknownError');
    await world.sweepAfter(60, crash);
    healAll(world);
    await settle(world);
    for (const channel of channels) {
      for (const story of storiesOf(world.heard, channel).values()) expect(story.at(-1), `${story}`).toBe('resolved');
    }
  });

  it.each(crashes)('keeps nothing back when the same cause ended and begins again: %o', async (crash) => {
    const world = aWorld();
    await play(world, [{ ...round(stop(0)), torn: true }]);
    world.set(first, 'running');
    await world.sweepAfter(60, crash);
    world.set(second, 'stopped', 'UnknownError');
    for (const seconds of [60, 60]) await world.sweepAfter(seconds);
    const key = (await world.remembered())?.incidents.find(({ taskId }) => taskId === second)?.causeKey ?? '';
    for (const channel of channels) {
      const story = storiesOf(world.heard, channel).get(key) ?? [];
      expect(PAGES.has(story.at(-1) ?? ''), `${channel}: ${story}`).toBe(true);
    }
  });

  it.each(crashes)('pages once where the cause that began again goes on: %o', async (crash) => {
    const world = aWorld();
    await play(world, [round(stop(0)), { ...round(heal), torn: true }, { ...round(stop(2)), crash }, round()]);
    for (const channel of channels) {
      for (const [key, story] of storiesOf(world.heard, channel)) {
        if (key.startsWith('region-reason')) expect(story, channel).toEqual(['open', 'resolved', 'open']);
      }
    }
  });
});
