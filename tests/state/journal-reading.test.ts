import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { createJournal } from '../../lib/state/journal.ts';
import { memoryTexts } from '../../lib/state/memory-texts.ts';
import type { TextPlace } from '../../lib/state/text-place.ts';
import { later, NOON } from '../monitor/a-sighting.ts';

const HOUR = 3_600;
const sweepAt = (seconds: number): JournalEntry => ({
  ...{ at: later(seconds).toISO(), kind: 'sweep', relays: 1, complete: true, exact: true, overlooked: 0, open: 0 },
  durationMs: 1_000,
});
const nameAt = (seconds: number) => `journal-${later(seconds).toFormat("yyyy-MM-dd'T'HH")}.jsonl`;

/** A journal of these times, and what was asked of its place. */
function aJournal(times: readonly number[], parts: Partial<TextPlace> = {}) {
  const texts = new Map<string, string>();
  for (const at of times) {
    const before = texts.get(nameAt(at)) ?? '';
    texts.set(nameAt(at), `${before}${JSON.stringify(sweepAt(at))}\n`);
  }
  const calls: string[] = [];
  const whole: TextPlace = { ...memoryTexts(texts), ...parts };
  const noted =
    <Args extends unknown[], Result>(say: (...args: Args) => string, ask: (...args: Args) => Result) =>
    (...args: Args) => {
      calls.push(say(...args));
      return ask(...args);
    };
  const place: TextPlace = {
    ...whole,
    read: noted((name) => `read ${name}`, whole.read),
    names: noted(({ from = '' }) => `names ${from}`, whole.names),
    remove: noted((names) => `remove ${names.join(' ')}`, whole.remove),
  };
  return { texts, calls, journal: createJournal(place) };
}

describe('reading a journal', () => {
  it('gives what was from the first instant to the last, and reads no other hours', async () => {
    const { journal, calls } = aJournal([-HOUR, 0, 59.999, 60, 61, HOUR + 60, HOUR + 60.001, 2 * HOUR]);
    const found: string[] = [];
    for await (const { at } of journal.entries(later(60), later(HOUR + 60))) found.push(at);
    expect(found).toEqual([60, 61, HOUR + 60].map((at) => later(at).toISO()));
    expect(calls).toEqual([`names ${nameAt(0)}`, `read ${nameAt(0)}`, `read ${nameAt(HOUR)}`]);
  });

  it('has the next eight hours on their way, and no more', async () => {
    const { journal, calls } = aJournal(Array.from({ length: 20 }, (_, n) => n * HOUR));
    const entries = journal.entries(NOON, later(30 * HOUR))[Symbol.asyncIterator]();
    await entries.next();
    expect(calls.filter((call) => call.startsWith('read'))).toHaveLength(9);
    await entries.next();
    expect(calls.filter((call) => call.startsWith('read'))).toHaveLength(10);
  });

  it('fails with an hour that cannot be read when its turn comes, and ends when it is given up', async () => {
    const failing = async (name: string) => {
      if (name === nameAt(HOUR)) throw new Error('no answer');
      return `${JSON.stringify(sweepAt(0))}\n`;
    };
    const read = async (signal?: AbortSignal) => {
      const { journal } = aJournal([0, HOUR], { read: failing });
      let count = 0;
      const work = async () => {
        for await (const _ of journal.entries(NOON, later(HOUR), signal)) count += 1;
      };
      return [await work().catch((error: Error) => error.message), count];
    };
    expect(await read()).toEqual(['no answer', 1]);
    expect(await read(AbortSignal.abort(new Error('no time')))).toEqual(['no time', 0]);
  });
});

describe('writing a journal', () => {
  it('looks for what is too old once an hour, and removes nothing else', async () => {
    const day = 24 * HOUR;
    const { journal, calls, texts } = aJournal([-31 * day, -30 * day - HOUR, -30 * day]);
    for (const name of ['journal-1.jsonl', `${nameAt(-40 * day)}.bak`, `x${nameAt(-40 * day)}`])
      texts.set(name, 'mine');
    const kept = [...texts.keys()].slice(2);
    await journal.add([sweepAt(0)], NOON);
    await journal.add([sweepAt(60)], later(60));
    expect([...texts.keys()]).toEqual([...kept, nameAt(0)]);
    expect(calls.filter((call) => /names|remove/.test(call))).toEqual([
      'names ',
      `remove ${nameAt(-31 * day)} ${nameAt(-30 * day - HOUR)}`,
    ]);
    await journal.add([sweepAt(HOUR)], later(HOUR));
    await journal.add([sweepAt(2 * HOUR)], later(2 * HOUR));
    expect(calls.filter((call) => call.startsWith('remove'))).toHaveLength(2);
  });
});
