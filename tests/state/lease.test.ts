import { describe, expect, it } from 'vitest';
import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import { type Lease, leaseOf } from '../../lib/state/lease.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { aSnapshot } from './a-snapshot.ts';

const at = (text: string) => parseUtc(`2026-03-01T${text}Z`) as UtcDateTime;
const NOW = at('08:00:00');
const TTL = { seconds: 90 };
const OURS = { acquired: true, lease: { holder: 'us', expiresAt: '2026-03-01T08:01:30.000Z' } };
const held = (lease: Lease | null) => ({ snapshot: aSnapshot(1, { lease }) });

describe('a lease', () => {
  it.each([
    ['nothing was ever saved', { snapshot: null }],
    ['nobody holds it', held(null)],
    ['it is our own, which renews it', held({ holder: 'us', expiresAt: '2026-03-01T08:00:10.000Z' })],
    ['it has expired', held({ holder: 'them', expiresAt: '2026-03-01T07:59:59.999Z' })],
    ['it expires right now', held({ holder: 'them', expiresAt: '2026-03-01T08:00:00.000Z' })],
    ['its end cannot be read', held({ holder: 'them', expiresAt: 'soon' })],
    ['it ends further ahead than clocks differ', held({ holder: 'them', expiresAt: '2026-03-01T08:02:31.000Z' })],
    ['a clock that was ten years ahead wrote it', held({ holder: 'them', expiresAt: '2036-03-01T08:00:10.000Z' })],
  ])('is ours when %s', (_, loaded) => {
    expect(leaseOf(loaded, 'us', NOW, TTL)).toEqual(OURS);
  });

  it.each([
    ['a moment', '2026-03-01T08:00:00.001Z'],
    ['its whole time', '2026-03-01T08:01:30.000Z'],
  ])('is left to its holder for %s', (_, expiresAt) => {
    const answer = leaseOf(held({ holder: 'them', expiresAt }), 'us', NOW, TTL);
    expect(answer).toEqual({ acquired: false, until: expiresAt, holder: 'them' });
  });

  it('is left to a holder whose clock is ahead as far as clocks may differ, and told no longer than a lease lasts', () => {
    const answer = leaseOf(held({ holder: 'them', expiresAt: '2026-03-01T08:02:30.000Z' }), 'us', NOW, TTL);
    expect(answer).toEqual({ acquired: false, until: '2026-03-01T08:01:30.000Z', holder: 'them' });
  });

  it('never keeps anybody out for more than twice its time, however short that is', () => {
    const ends = (seconds: number) => held({ holder: 'them', expiresAt: NOW.plus({ seconds }).toISO() });
    expect(leaseOf(ends(20), 'us', NOW, { seconds: 10 })).toMatchObject({ acquired: false });
    expect(leaseOf(ends(21), 'us', NOW, { seconds: 10 })).toMatchObject({ acquired: true });
  });

  it('goes to one of two that see it expire at the same time, as only one can save it', async () => {
    const store = createMemoryStore();
    await store.create(1, aSnapshot(1, { lease: { holder: 'dead', expiresAt: '2026-03-01T07:59:00.000Z' } }));
    const take = async (holder: string) => {
      const loaded = await store.load();
      const answer = leaseOf(loaded, holder, NOW, TTL);
      if (!answer.acquired) return false;
      return store.create(loaded.newest + 1, aSnapshot(1, { lease: answer.lease }));
    };
    expect((await Promise.all([take('one'), take('two')])).sort()).toEqual([false, true]);
    expect(leaseOf(await store.load(), 'third', NOW, TTL)).toMatchObject({ acquired: false });
    expect(leaseOf(await store.load(), 'third', at('08:01:30'), TTL)).toMatchObject({ acquired: true });
  });
});
