import { describe, expect, it } from 'vitest';
import type { Hint } from '../../lib/monitor/hint.ts';
import { createHintBox } from '../../lib/state/hints.ts';
import { hintsHere } from '../../lib/state/hints-here.ts';
import { memoryTexts } from '../../lib/state/memory-texts.ts';
import type { TextPlace } from '../../lib/state/text-place.ts';

const hint = (taskId: string, more: Partial<Hint> = {}): Hint => ({
  taskId,
  region: null,
  status: 'stopped',
  eventSeconds: 1_767_323_045,
  byUser: false,
  ...more,
});

/** A place in memory that counts what is done to it. */
function counted() {
  const texts = new Map<string, string>();
  const inner = memoryTexts(texts);
  const calls = { names: 0, remove: 0 };
  const place: TextPlace = {
    ...inner,
    names: (query) => {
      calls.names += 1;
      return inner.names(query);
    },
    remove: (names) => {
      calls.remove += 1;
      return inner.remove(names);
    },
  };
  return { texts, calls, place };
}

describe('the hints of a process that receives them itself', () => {
  it('are stored, and found without listing the place again', async () => {
    const { texts, calls, place } = counted();
    const box = hintsHere(createHintBox(place));
    expect(await box.waiting(10)).toEqual([]);
    await box.add(hint('a'));
    await box.add(hint('b'));
    await box.add(hint('a'));
    expect(await box.waiting(10)).toEqual([hint('a'), hint('b')]);
    expect(await box.waiting(1)).toEqual([hint('a')]);
    expect([...texts.keys()]).toHaveLength(2);
    expect(calls.names).toBe(1);
  });

  it('begin with those that an earlier process left', async () => {
    const { place } = counted();
    await createHintBox(place).add(hint('left'));
    expect(await hintsHere(createHintBox(place)).waiting(10)).toEqual([hint('left')]);
  });

  it('begin with all of those, also where only one of them was asked for first', async () => {
    const { place } = counted();
    const earlier = createHintBox(place);
    for (const id of ['a', 'b', 'c']) await earlier.add(hint(id));
    const box = hintsHere(createHintBox(place));
    expect(await box.waiting(1)).toHaveLength(1);
    expect((await box.waiting(10)).map(({ taskId }) => taskId)).toEqual(['a', 'b', 'c']);
  });

  it('are gone from the place, too, once they are removed', async () => {
    const { texts, place } = counted();
    const box = hintsHere(createHintBox(place));
    await box.add(hint('a'));
    await box.add(hint('a', { status: 'running' }));
    await box.remove([hint('a')]);
    expect(await box.waiting(10)).toEqual([hint('a', { status: 'running' })]);
    expect(texts.size).toBe(1);
  });

  it('that could not be stored wait for nobody', async () => {
    const { place } = counted();
    const box = hintsHere(createHintBox({ ...place, replace: () => Promise.reject(new Error('the disk is full')) }));
    await expect(box.add(hint('a'))).rejects.toThrow('the disk is full');
    expect(await box.waiting(10)).toEqual([]);
  });

  it('that could not be removed wait on', async () => {
    const { place } = counted();
    const box = hintsHere(createHintBox({ ...place, remove: () => Promise.reject(new Error('read only')) }));
    await box.add(hint('a'));
    await expect(box.remove([hint('a')])).rejects.toThrow('read only');
    expect(await box.waiting(10)).toEqual([hint('a')]);
  });

  it('wake each of those who wait for the next one, once it is stored', async () => {
    const { place } = counted();
    const box = hintsHere(createHintBox(place));
    const woken: string[] = [];
    const never = new AbortController().signal;
    const waiting = [box.next(never).then(() => woken.push('one')), box.next(never).then(() => woken.push('two'))];
    await Promise.resolve();
    expect(woken).toEqual([]);
    await box.add(hint('a'));
    await Promise.all(waiting);
    expect(woken).toEqual(['one', 'two']);
  });

  it('are waited for no longer than somebody wants', async () => {
    const box = hintsHere(createHintBox(counted().place));
    const over = new AbortController();
    const waiting = box.next(over.signal);
    over.abort();
    await waiting;
    await box.next(AbortSignal.abort());
  });

  it('count what was refused, and count it once', async () => {
    const box = hintsHere(createHintBox(counted().place));
    await box.noteRefused(3, 'one.1767323045000');
    await box.noteRefused(20, 'two.1767323045000');
    await box.noteRefused(20, 'two.1767323045000');
    expect(await box.takeRefused()).toBe(23);
    expect(await box.takeRefused()).toBe(0);
    expect(await box.waiting(10)).toEqual([]);
  });
});
