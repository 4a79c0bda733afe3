import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { addedTo, entriesIn } from '../../lib/state/journal-text.ts';

const AT = '2026-03-01T08:00:00.000Z';
const ROOM = 100_000;

const sweep: JournalEntry = {
  at: AT,
  kind: 'sweep',
  complete: true,
  exact: true,
  overlooked: 0,
  relays: 12,
  open: 0,
  durationMs: 900,
};
const change = (text: string): JournalEntry => ({ at: AT, kind: 'change', what: 'silence-add', text });
const decision = (reason: string): JournalEntry => ({
  at: AT,
  kind: 'decision',
  causeKey: 'c-1',
  incidentKey: null,
  reason: reason as never,
  message: null,
});
const answer = (said: string): JournalEntry => ({
  at: AT,
  kind: 'answer',
  channel: 'pager',
  dedupKey: 'c-1',
  message: 'open',
  accepted: true,
  said,
});
const sighted = (relays: number): JournalEntry => ({
  at: AT,
  kind: 'sighted',
  as: 'stopped',
  reason: 'PullStreamFailed',
  region: 'cn-shanghai',
  of: relays,
  places: [],
  relays: Array.from({ length: relays }, (_, n) => [`t-${n}`, 'x'.repeat(20), null, null, null, 0, 0]),
});
const kindsIn = (text: string) => entriesIn(text).map(({ kind }) => kind);
const bytesOf = (entry: JournalEntry) => Buffer.byteLength(`${JSON.stringify(entry)}\n`);

describe('lines of the journal', () => {
  it('are read as they were written, whatever they hold', () => {
    for (const text of ['', '火星🚀"<script>', 'a\nb\r\n', '\u2028', '\\', '__proto__', 'x'.repeat(10_000)]) {
      const entries = [change(text), answer(text)];
      expect(entriesIn(addedTo('', entries, ROOM))).toEqual(entries);
    }
  });

  it('are added to those that are there, and a torn one ends where the next begins', () => {
    const first = addedTo('', [sweep], ROOM);
    expect(entriesIn(addedTo(first, [change('a')], ROOM))).toEqual([sweep, change('a')]);
    expect(entriesIn(addedTo(first.slice(0, -5), [change('a')], ROOM))).toEqual([change('a')]);
    expect(addedTo('', [], ROOM)).toBe('');
    expect(addedTo(first, [], ROOM)).toBe(first);
  });

  it('have first what would hurt most to lose', () => {
    const entries = [sighted(1), decision('held'), answer('r'), change('a'), sweep];
    expect(kindsIn(addedTo('', entries, ROOM))).toEqual(['sweep', 'change', 'answer', 'decision', 'sighted']);
  });

  it.each([
    ['no JSON', '{"at":'],
    ['no object', '[1]'],
    ['null', 'null'],
    ['another kind', JSON.stringify({ at: AT, kind: 'constructor' })],
    ['no time', JSON.stringify({ ...sweep, at: 'now' })],
    ['a time of another zone', JSON.stringify({ ...sweep, at: '2026-03-01T08:00:00+01:00' })],
    ['a field of another type', JSON.stringify({ ...sweep, relays: '12' })],
    ['no field of its kind', JSON.stringify({ at: AT, kind: 'change', what: 'silence' })],
  ])('that are none are left out, and those around are read: %s', (_, line) => {
    expect(entriesIn(`${JSON.stringify(sweep)}\n${line}\n${JSON.stringify(change('a'))}\n`)).toEqual([
      sweep,
      change('a'),
    ]);
  });

  it('of a later version keep what this one does not know', () => {
    const later = { ...sweep, more: { of: 'it' }, at: '2026-03-01T08:00:00Z' };
    expect(entriesIn(JSON.stringify(later))).toEqual([later]);
    const word = { ...answer('r'), message: 'a-later-message' };
    expect(entriesIn(JSON.stringify(word))).toEqual([word]);
  });
});

describe('the room of an hour', () => {
  const line = change('x'.repeat(900));
  const size = bytesOf(line);

  it('holds entries up to nine tenths, and says how many did not fit', () => {
    const text = addedTo('', Array(12).fill(line), size * 10);
    expect(kindsIn(text)).toEqual([...Array(9).fill('change'), 'left-out']);
    expect(entriesIn(text).at(-1)).toMatchObject({ kind: 'left-out', count: 3, at: AT });
  });

  it('holds exactly what fits, and not a byte more', () => {
    expect(kindsIn(addedTo('', [line], Math.ceil(size / 0.9)))).toEqual(['change']);
    expect(kindsIn(addedTo('', [line], Math.floor(size / 0.9) - 1))).toEqual(['left-out']);
  });

  it('is half for what happens to single relays, so that causes fit after a storm', () => {
    const one = decision('held');
    const room = bytesOf(one) * 10;
    expect(kindsIn(addedTo('', Array(8).fill(one), room)).filter((kind) => kind === 'decision')).toHaveLength(5);
    const stormy = addedTo('', Array(8).fill(one), room);
    expect(kindsIn(addedTo(stormy, [sweep], room))).toContain('sweep');
  });

  it('counts relays that were seen otherwise and did not fit', () => {
    const text = addedTo('', [sweep, sighted(500)], 2_000);
    const leftOut = { at: AT, kind: 'left-out', count: 1, relays: 500 };
    expect(entriesIn(text)).toEqual([sweep, { ...leftOut, sighted: [expect.objectContaining({ of: 500 })] }]);
    // where there is no room for where they were seen either
    expect(entriesIn(addedTo('', [sweep, sighted(500)], 300))).toEqual([sweep, leftOut]);
  });

  it('is never passed, and nothing is lost without a word', () => {
    const entry = fc.oneof(
      fc.string({ maxLength: 60 }).map(change),
      fc.string({ maxLength: 60 }).map(answer),
      fc.constant(decision('held')),
      fc.nat(4).map(sighted),
      fc.constant(sweep),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 15 }), fc.integer({ min: 1_000, max: 5_000 }), (entries, room) => {
        const text = addedTo('', entries, room);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(room);
        const kept = entriesIn(text);
        const leftOut = kept.flatMap((one) => (one.kind === 'left-out' ? [one.count] : []))[0] ?? 0;
        expect(kept.filter(({ kind }) => kind !== 'left-out').length + leftOut).toBe(entries.length);
      }),
    );
  });
});
