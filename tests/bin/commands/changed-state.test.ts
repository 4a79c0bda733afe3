import { describe, expect, it } from 'vitest';
import { changeState } from '../../../bin/commands/changed-state.ts';
import { createMemoryStore } from '../../../lib/state/memory.ts';
import { fakeClock } from '../../../stand-ins/simulation/virtual-clock.ts';
import { aSnapshot } from '../../state/a-snapshot.ts';

const WATCHED = { asOf: '2026-03-01T08:00:00.000Z', incidents: [], causes: [], silences: [], mutes: [] };

async function heldFor(seconds: number) {
  const clock = fakeClock();
  const store = createMemoryStore();
  const lease = { holder: 'a sweep', expiresAt: clock.nowUtc().plus({ seconds }).toISO() };
  await store.create(1, aSnapshot(1, { watch: WATCHED, lease }));
  const change = changeState(store, (state) => state, { clock, leaseSeconds: 120 });
  return { clock, store, change };
}

describe('a change of the state by hand', () => {
  it('leaves the state to a sweep that holds it for as long as sweeps may', async () => {
    const { store, change } = await heldFor(119);
    await expect(change).rejects.toThrow('a sweep has held the state for a minute: try again later');
    expect((await store.load()).newest).toBe(1);
  });

  it('waits for the end of the lease and gives none of its own', async () => {
    const { clock, store, change } = await heldFor(20);
    await change;
    expect(clock.slept.length).toBe(20);
    expect(await store.load()).toMatchObject({ newest: 2, snapshot: { lease: null } });
  });

  it('does not wait for a lease that no sweep of this configuration can have', async () => {
    const { clock, change } = await heldFor(3_600);
    await change;
    expect(clock.slept).toEqual([]);
  });
});
