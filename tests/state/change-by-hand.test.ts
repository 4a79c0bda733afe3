import { describe, expect, it } from 'vitest';
import type { HandChange } from '../../lib/monitor/hand-change.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { changeByHand } from '../../lib/state/change-by-hand.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { createMemoryJournal } from '../../lib/state/memory-journal.ts';
import { fakeClock } from '../../stand-ins/simulation/virtual-clock.ts';
import { aSnapshot } from './a-snapshot.ts';

const WATCHED = { asOf: '2026-03-01T08:00:00.000Z', incidents: [], causes: [], silences: [], mutes: [] };
const SAME: HandChange = { edit: (state) => state, entry: { what: 'ack', text: 'source-1', who: 'Ana' } };
const PATIENCE = { leaseSeconds: 120, patienceMs: 60_000 };

function heldFor(seconds: number) {
  const clock = fakeClock();
  const store = createMemoryStore();
  const journal = createMemoryJournal();
  const lease = { holder: 'a sweep', expiresAt: clock.nowUtc().plus({ seconds }).toISO() };
  const began = store.create(1, aSnapshot(1, { watch: WATCHED, lease }));
  const change = (by: HandChange = SAME) => began.then(() => changeByHand({ store, journal, clock, ...PATIENCE }, by));
  const noted = async () => {
    const now = clock.nowUtc();
    const entries: JournalEntry[] = [];
    for await (const one of journal.entries(now.minus({ hours: 1 }), now.plus({ hours: 1 }))) entries.push(one);
    return entries;
  };
  return { clock, store, journal, change, noted };
}

describe('a change of the state by hand', () => {
  it('leaves the state to a sweep that holds it for as long as sweeps may', async () => {
    const { store, change, noted } = heldFor(119);
    expect(await change()).toMatchObject({ outcome: 'held' });
    expect((await store.load()).newest).toBe(1);
    expect(await noted()).toEqual([]);
  });

  it('waits for the end of the lease and gives none of its own', async () => {
    const { clock, store, change } = heldFor(20);
    expect(await change()).toMatchObject({ outcome: 'changed' });
    expect(clock.slept.length).toBe(20);
    expect(await store.load()).toMatchObject({ newest: 2, snapshot: { lease: null } });
  });

  it('does not wait for a lease that no sweep of this configuration can have', async () => {
    const { clock, change } = heldFor(3_600);
    await change();
    expect(clock.slept).toEqual([]);
  });

  it('is in the journal with the name of who made it, and not at all when nothing changed', async () => {
    const { clock, change, noted } = heldFor(0);
    expect(await change({ ...SAME, edit: () => null })).toMatchObject({ outcome: 'nothing-to-change' });
    expect(await noted()).toEqual([]);
    await change();
    expect(await noted()).toEqual([{ at: clock.nowUtc().toISO(), kind: 'change', ...SAME.entry }]);
  });

  it('stays when the journal cannot be written, and says why', async () => {
    const { store, change, journal } = heldFor(0);
    journal.add = async () => {
      throw new Error('the folder is gone');
    };
    expect(await change()).toEqual({ outcome: 'changed', journalProblem: 'the folder is gone' });
    expect((await store.load()).newest).toBe(2);
  });

  it('has nothing to change before the first sweep', async () => {
    const place = { store: createMemoryStore(), journal: null, clock: fakeClock(), ...PATIENCE };
    expect(await changeByHand(place, SAME)).toMatchObject({ outcome: 'no-state' });
  });
});
