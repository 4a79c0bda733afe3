import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../lib/base/log.ts';
import { createMemoryStore } from '../../../lib/state/memory.ts';
import type { StateStore } from '../../../lib/state/store.ts';
import { openSession } from '../../../lib/sweep/session/open-session.ts';
import { createStateMemory } from '../../../lib/sweep/session/state-memory.ts';
import type { Remembered } from '../../../lib/sweep/session/state-session.ts';
import { fakeClock } from '../../../stand-ins/simulation/virtual-clock.ts';
import { aSnapshot } from '../../state/a-snapshot.ts';
import { NOTHING_REMEMBERED } from './nothing-remembered.ts';

/** What a sweep leaves; `id` tells one from another. */
const remembered = (id: string): Remembered => ({
  ...NOTHING_REMEMBERED,
  watch: {
    asOf: '2026-03-01T08:00:00.000Z',
    incidents: [],
    causes: [],
    silences: [{ id, comment: '', createdAt: '2026-03-01T08:00:00.000Z', until: 'recovered', match: {} }],
    mutes: [],
  },
});
const down = () => Promise.reject(new Error('down'));
const LEASE_SECONDS = 30;

function bench() {
  const clock = fakeClock();
  const whole = createMemoryStore();
  /** As the process sees it; each operation may be replaced. */
  const store: StateStore = { ...whole };
  const memory = createStateMemory();
  let sweeps = 0;
  /** @param warm whether it is the process of the sweep before */
  const open = (warm = false, trigger: string | null = null) => {
    const deps = { store, clock, log: silentLog, ...(warm ? { memory } : {}) };
    return openSession(deps, `sweep ${++sweeps}`, clock.nowUtc(), LEASE_SECONDS, trigger);
  };
  const sweep = async (id: string, warm = false) => {
    const session = await open(warm);
    await session.save(remembered(id), 'keep');
    const isSaved = await session.save(remembered(id), 'release');
    return { ...session, isSaved };
  };
  const heal = () => Object.assign(store, whole);
  const knows = (session: { watch: Remembered['watch'] | null }) => session.watch?.silences[0]?.id;
  return { clock, whole, store, open, sweep, heal, knows };
}

describe('a state that can be loaded and not saved', () => {
  it('is gone on from all the same, and told as broken', async () => {
    const { store, sweep, open, knows } = bench();
    await sweep('first');
    store.create = down;
    const session = await open();
    expect(knows(session)).toBe('first');
    expect(session).toMatchObject({ degraded: true, heldUntil: null });
    expect(session.outcome()).toEqual({ ok: false, problem: 'down' });
  });

  it('is asked once more at the end, and not before pages leave', async () => {
    const { store, open } = bench();
    let asked = 0;
    store.create = async () => {
      asked += 1;
      return down();
    };
    const session = await open();
    expect(asked).toBe(1);
    expect(await session.save(remembered('x'), 'keep')).toBe(true);
    expect(asked).toBe(1);
    expect(await session.save(remembered('x'), 'release')).toBe(true);
    expect(asked).toBe(2);
  });

  it('is saved at the end when it works again by then, and told as broken in this sweep', async () => {
    const { store, open, heal, knows } = bench();
    store.create = down;
    const session = await open();
    heal();
    expect(await session.save(remembered('second'), 'release')).toBe(true);
    expect(session.outcome()).toMatchObject({ ok: false });
    const next = await open();
    expect(knows(next)).toBe('second');
    expect(next.outcome()).toEqual({ ok: true });
  });

  it.each([
    ['the first save', 1],
    ['the second save', 2],
  ])('holds nobody up for longer than a lease when %s fails', async (_, failing) => {
    const { store, whole, open, sweep, clock, heal } = bench();
    await sweep('first');
    const session = await open();
    let saves = 0;
    store.create = (...how) => (++saves >= failing ? down() : whole.create(...how));
    await session.save(remembered('x'), 'keep');
    await session.save(remembered('x'), 'release');
    heal();
    clock.pass(LEASE_SECONDS * 1_000 + 1);
    expect(await open()).toMatchObject({ heldUntil: null });
  });

  it('holds nobody up at all when nothing was saved after the lease: it is taken back', async () => {
    const { store, open, sweep, heal, knows, whole } = bench();
    await sweep('first');
    const session = await open();
    store.create = down;
    await session.save(remembered('x'), 'keep');
    await session.save(remembered('x'), 'release');
    heal();
    expect((await whole.load()).snapshot?.lease).toBeNull();
    const next = await open();
    expect(next.heldUntil).toBeNull();
    expect(knows(next)).toBe('first');
  });
});

describe('a store that saves and does not say so', () => {
  const answerLost =
    (whole: StateStore) =>
    async (...how: Parameters<StateStore['create']>) => {
      await whole.create(...how);
      return down();
    };

  it.each([
    ['of the lease', 0],
    ['of the first save', 1],
  ])('does not take its own snapshot for that of another sweep (%s)', async (_, step) => {
    const { store, whole, open, heal, knows } = bench();
    if (step === 0) store.create = answerLost(whole);
    const session = await open();
    if (step === 1) store.create = answerLost(whole);
    expect(await session.save(remembered('x'), 'keep')).toBe(true);
    heal();
    expect(await session.save(remembered('x'), 'release')).toBe(true);
    expect((await whole.load()).snapshot?.lease).toBeNull();
    expect(knows(await open())).toBe('x');
  });

  it('leaves the state to another sweep that took over in between', async () => {
    const { store, whole, open, heal, clock } = bench();
    const session = await open();
    store.create = answerLost(whole);
    await session.save(remembered('x'), 'keep');
    heal();
    clock.pass(LEASE_SECONDS * 1_000 + 1);
    expect((await open()).heldUntil).toBeNull();
    expect(await session.save(remembered('x'), 'release')).toBe(false);
  });

  it('takes the lease back that may be there, and never that of another sweep', async () => {
    const { store, whole, open, clock } = bench();
    store.create = answerLost(whole);
    const session = await open();
    store.create = down;
    await session.save(remembered('x'), 'release');
    expect((await whole.load()).newest).toBe(0);

    store.create = answerLost(whole);
    const late = await open();
    Object.assign(store, whole);
    clock.pass(LEASE_SECONDS * 1_000 + 1);
    const other = await open();
    const { newest } = await whole.load();
    store.create = down;
    await late.save(remembered('x'), 'release');
    expect((await whole.load()).newest).toBe(newest);
    expect(other.heldUntil).toBeNull();
  });
});

describe('a number that is taken though no sweep holds the state', () => {
  it('is gone past when something unreadable is there that no listing shows', async () => {
    const { store, whole, open, sweep, knows } = bench();
    await sweep('first');
    const { newest } = await whole.load();
    store.create = async (number, snapshot) => (number === newest + 1 ? false : whole.create(number, snapshot));
    const session = await open();
    expect(session).toMatchObject({ heldUntil: null, degraded: false });
    expect(await session.save(remembered('second'), 'release')).toBe(true);
    expect(knows(await open())).toBe('second');
  });

  it('keeps the sweep out when it turns out to be the lease of another one', async () => {
    const { store, whole, open, clock } = bench();
    const lease = { holder: 'other', expiresAt: clock.nowUtc().plus({ seconds: 20 }).toISO() };
    store.create = async (number) => {
      // the other one was faster by an instant
      await whole.create(number, aSnapshot(1, { lease }));
      return false;
    };
    expect((await open()).heldUntil).toBe(lease.expiresAt);
  });

  it('goes on from what was saved by hand in that instant', async () => {
    const { store, whole, open, sweep, knows } = bench();
    await sweep('first');
    const byHand = { ...aSnapshot(1), lease: null, watch: remembered('by hand').watch };
    let first = true;
    store.create = async (number, snapshot) => {
      if (!first) return whole.create(number, snapshot);
      first = false;
      await whole.create(number, byHand);
      return false;
    };
    expect(knows(await open())).toBe('by hand');
  });

  it('gives a text that is still being written a moment', async () => {
    const { store, whole, open, clock } = bench();
    const lease = { holder: 'other', expiresAt: clock.nowUtc().plus({ seconds: 20 }).toISO() };
    const texts = new Map([[1, '{"version":2,"sav']]);
    store.create = async () => false;
    store.load = (...how) => {
      if (clock.slept.length > 0) texts.set(1, JSON.stringify(aSnapshot(1, { lease })));
      return clock.slept.length === 0 && how[1] === undefined
        ? whole.load()
        : createMemoryStore({ texts }).load(...how);
    };
    expect((await open()).heldUntil).toBe(lease.expiresAt);
    expect(clock.slept).toEqual([1_000]);
  });

  it('is told as what it is when number after number is taken, and never as another sweep', async () => {
    const { store, open, sweep, knows } = bench();
    await sweep('first');
    store.create = async () => false;
    for (let sweeps = 1; sweeps <= 3; sweeps++) {
      const session = await open();
      expect(session).toMatchObject({ heldUntil: null, degraded: true });
      expect(knows(session)).toBe('first');
      expect(session.outcome()?.problem).toMatch(/^memory says that snapshot \d+ already exists, but no sweep holds/);
    }
  });
});

describe('a process that lives on while the state is broken', () => {
  it('goes on from what it could not save', async () => {
    const { store, sweep, open, knows } = bench();
    await sweep('first', true);
    store.create = down;
    await sweep('second', true);
    expect(knows(await open(true))).toBe('second');
  });

  it('goes on from it as well when it cannot even load', async () => {
    const { store, sweep, open, knows } = bench();
    store.load = down;
    await sweep('first', true);
    expect(knows(await open(true))).toBe('first');
  });

  it('saves it when the store works again', async () => {
    const { store, sweep, open, heal, knows } = bench();
    await sweep('first', true);
    store.create = down;
    await sweep('second', true);
    heal();
    const session = await open(true);
    expect([knows(session), session.degraded]).toEqual(['second', false]);
    expect(knows(await open())).toBeUndefined();
    await session.save(remembered('third'), 'release');
    expect(knows(await open())).toBe('third');
  });

  it('goes on from what it saved last when it cannot load that, for an hour', async () => {
    const { store, sweep, open, clock, knows } = bench();
    await sweep('first', true);
    store.load = down;
    expect(knows(await open(true))).toBe('first');
    clock.pass(3_600_001);
    expect(knows(await open(true))).toBeUndefined();
  });

  it('never puts what it found without knowing anything in the place of a state that can be loaded again', async () => {
    const { store, sweep, open, heal, clock, knows } = bench();
    await sweep('first', true);
    clock.pass(3_600_001);
    store.load = down;
    await sweep('from nothing', true);
    expect(knows(await open(true))).toBe('from nothing');
    await sweep('still from nothing', true);
    heal();
    expect(knows(await open(true))).toBe('first');
  });

  it('does not wait for its own lease, which it could not give back', async () => {
    const { store, whole, open, heal, knows } = bench();
    const session = await open(true);
    await session.save(remembered('first'), 'keep');
    store.create = down;
    await session.save(remembered('first, told'), 'release');
    heal();
    expect((await whole.load()).snapshot?.lease).not.toBeNull();
    const next = await open(true);
    expect([next.heldUntil, knows(next)]).toEqual([null, 'first, told']);
  });

  it('gives way to whoever saved since', async () => {
    const { store, sweep, open, heal, knows } = bench();
    store.create = down;
    await sweep('mine', true);
    heal();
    await sweep('of another process');
    expect(knows(await open(true))).toBe('of another process');
  });

  it('forgets it after an hour, and when the state was deleted by hand', async () => {
    const { store, sweep, open, heal, clock, knows } = bench();
    await sweep('first', true);
    store.create = down;
    await sweep('second', true);
    clock.pass(3_600_001);
    expect(knows(await open(true))).toBe('first');
    await sweep('third', true);
    heal();
    Object.assign(store, createMemoryStore());
    expect(knows(await open(true))).toBeUndefined();
  });

  it('knows the timer events that it handled', async () => {
    const { store, open } = bench();
    store.create = down;
    const session = await open(true, 'every-minute 1');
    await session.save(remembered('x'), 'release');
    expect((await open(true, 'every-minute 1')).handledBefore).toBe(true);
    expect((await open(true, 'every-minute 2')).handledBefore).toBe(false);
  });

  it('does not mistake the state of another store for its own', async () => {
    const { store, sweep, open, knows } = bench();
    store.create = down;
    await sweep('mine', true);
    Object.assign(store, { name: 'state.path /elsewhere' });
    expect(knows(await open(true))).toBeUndefined();
  });
});

describe('what is said of the state', () => {
  it('are the first problem, and up to five notes', async () => {
    const { store, open } = bench();
    store.load = async () => ({
      newest: 9,
      snapshot: null,
      problems: Array.from({ length: 9 }, (_, n) => `snapshot ${9 - n} is torn; no older one can be read`),
    });
    const session = await open();
    const { ok, notes = [] } = session.outcome() ?? {};
    expect([ok, notes.length, notes[0], notes[5]]).toEqual([
      true,
      6,
      'snapshot 9 is torn; no older one can be read',
      'and 4 more of the kind',
    ]);
  });

  it('is nothing where none is kept', async () => {
    const { clock } = bench();
    const session = await openSession({ store: null, clock, log: silentLog }, 'x', clock.nowUtc(), LEASE_SECONDS);
    expect(session.outcome()).toBeNull();
  });

  it('says that a store had no time to answer', async () => {
    const { store, open } = bench();
    store.load = () => Promise.reject(new DOMException('the time for opening is over', 'TimeoutError'));
    expect((await open()).outcome()?.problem).toBe('memory did not answer in the time that the sweep had for it');
  });
});
