import { describe, expect, it } from 'vitest';
import { type LookMemory, NO_LOOKS } from '../../lib/monitor/look-memory.ts';
import { EMPTY_OUTBOX } from '../../lib/monitor/outbox.ts';
import { rawOf, type Snapshot, usableOf } from '../../lib/state/snapshot.ts';
import type { RawSnapshot } from '../../lib/state/snapshot-forms.ts';

const LOOKS: LookMemory = {
  totals: { relays: 3, bySource: new Map([['a.example.com', 2]]), byDestination: new Map([['b.example.com', 3]]) },
  stoppedByUser: ['cn-shanghai/1'],
  allowance: { at: '2026-03-01T12:00:00.000Z', left: 12.5 },
  counts: { received: 4, confirmed: 1, longestDelayMs: 900, opened: 1 },
};
const SNAPSHOT: Snapshot = {
  savedAt: '2026-03-01T12:00:00.000Z',
  lease: null,
  watch: null,
  outbox: EMPTY_OUTBOX,
  pacers: {},
  cursor: null,
  points: null,
  lists: {},
  rivals: {},
  positions: {},
  handledTriggers: [],
  toldUntil: null,
  report: null,
  lap: null,
  sighted: {},
  looks: LOOKS,
};
const stored = (snapshot: Snapshot) => JSON.parse(JSON.stringify(rawOf(snapshot))) as RawSnapshot;

describe('what looks leave behind, in a snapshot', () => {
  it('comes back as it was', () => {
    expect(usableOf(stored(SNAPSHOT))?.looks).toEqual(LOOKS);
  });

  it('takes no room where there are no callbacks', () => {
    expect(stored({ ...SNAPSHOT, looks: NO_LOOKS })).not.toHaveProperty('looks');
    expect(usableOf(stored({ ...SNAPSHOT, looks: NO_LOOKS }))?.looks).toBe(NO_LOOKS);
  });

  it.each([
    [null],
    ['x'],
    [{}],
    [{ ...LOOKS, totals: { relays: 'many', bySource: [], byDestination: [] } }],
    [{ totals: null, stoppedByUser: [7], allowance: null, counts: LOOKS.counts }],
    [{ totals: null, stoppedByUser: [], allowance: { at: 'soon', left: 1 }, counts: LOOKS.counts }],
  ])('counts as never saved when it is %j', (looks) => {
    const found = usableOf({ ...stored(SNAPSHOT), looks });
    expect(found?.looks).toBe(NO_LOOKS);
    expect(found?.savedAt).toBe(SNAPSHOT.savedAt);
  });
});
