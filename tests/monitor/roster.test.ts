import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOnRoster, rosterEntry, rosterMark, rosterOf } from '../../lib/monitor/roster.ts';

const idOf = (at: number) => `${String(at).padStart(8, '0')}-2222-3333-4444-555555555555`;
const rosterOfIds = (ids: readonly string[]) => rosterOf(ids.map(rosterEntry));

describe('the list of relays', () => {
  it('has those that it was made of, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 200 }), (ids) => {
        const roster = rosterOfIds(ids);
        for (const id of ids) expect(isOnRoster(roster, id)).toBe(true);
        expect([...roster]).toEqual([...rosterOfIds([...ids].reverse())]);
        expect(new Set(roster).size).toBe(roster.length);
        expect([...roster]).toEqual([...roster].sort((a, b) => a - b));
      }),
    );
  });

  it('has nobody when it is empty', () => {
    expect(isOnRoster(rosterOf([]), idOf(1))).toBe(false);
  });

  it('has hardly anybody else: at 100,000 relays none of 10,000 made-up ids, or one or two', () => {
    const roster = rosterOfIds(Array.from({ length: 100_000 }, (_, at) => idOf(at)));
    expect(roster.length).toBeGreaterThan(99_990);
    const taken = Array.from({ length: 10_000 }, (_, at) => idOf(at + 10_000_000)).filter((id) =>
      isOnRoster(roster, id),
    );
    expect(taken.length).toBeLessThanOrEqual(2);
  });

  it('has another mark when one comes, goes or is replaced, and the same in any order', () => {
    const ids = Array.from({ length: 50 }, (_, at) => idOf(at));
    const mark = rosterMark(rosterOfIds(ids));
    expect(rosterMark(rosterOfIds([...ids].reverse()))).toBe(mark);
    expect(rosterMark(rosterOfIds([...ids, idOf(50)]))).not.toBe(mark);
    expect(rosterMark(rosterOfIds(ids.slice(1)))).not.toBe(mark);
    expect(rosterMark(rosterOfIds([...ids.slice(1), idOf(51)]))).not.toBe(mark);
  });
});
