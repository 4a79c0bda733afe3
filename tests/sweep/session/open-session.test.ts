import { describe, expect, it } from 'vitest';
import type { Log } from '../../../lib/base/log.ts';
import { EMPTY_OUTBOX } from '../../../lib/monitor/outbox.ts';
import type { ToldFile } from '../../../lib/state/file/told-file.ts';
import { createMemoryStore } from '../../../lib/state/memory.ts';
import type { StateStore } from '../../../lib/state/store.ts';
import { openSession } from '../../../lib/sweep/session/open-session.ts';
import type { Remembered } from '../../../lib/sweep/session/state-session.ts';
import { toldFileInMemory } from '../../../stand-ins/simulation/told-file-in-memory.ts';
import { fakeClock } from '../../../stand-ins/simulation/virtual-clock.ts';
import { aCause } from '../../alerts/channel-contract.ts';
import { NOTHING_REMEMBERED } from './nothing-remembered.ts';

function bench(store: StateStore | null = createMemoryStore(), toldFile: ToldFile | null = null) {
  const clock = fakeClock();
  const events: string[] = [];
  const note = (event: string) => void events.push(event);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const open = (holder = 'me', seconds = 30, trigger: string | null = null) =>
    openSession({ store, clock, log, toldFile }, holder, clock.nowUtc(), seconds, trigger);
  return { clock, events, open, store };
}

describe('the state of a sweep', () => {
  it('goes from one to the next', async () => {
    const { open } = bench();
    const first = await open();
    expect(first).toMatchObject({ watch: null, degraded: false, heldUntil: null });
    expect(await first.save(NOTHING_REMEMBERED, 'release')).toBe(true);
    expect(await open('other')).toMatchObject({ watch: NOTHING_REMEMBERED.watch, degraded: false, heldUntil: null });
  });

  it('knows the timer events that were handled to their end, and the last eight of them', async () => {
    const { open } = bench();
    for (let minute = 1; minute <= 9; minute += 1) {
      const session = await open('me', 30, `every-minute ${minute}`);
      expect(session.handledBefore).toBe(false);
      await session.save(NOTHING_REMEMBERED, 'release');
    }
    for (let minute = 9; minute > 1; minute -= 1) {
      expect((await open('me', 30, `every-minute ${minute}`)).handledBefore).toBe(true);
    }
    expect((await open('me', 30, 'every-minute 1')).handledBefore).toBe(false);
  });

  it('lets a timer event be handled again when its sweep died before its end', async () => {
    const { open, clock } = bench();
    const died = await open('me', 30, 'every-minute 1');
    await died.save(NOTHING_REMEMBERED, 'keep');
    await clock.sleep(31_000);
    expect(await open('me', 30, 'every-minute 1')).toMatchObject({ handledBefore: false, heldUntil: null });
  });

  it('never takes two sweeps without a timer event for one', async () => {
    const { open } = bench();
    await (await open()).save(NOTHING_REMEMBERED, 'release');
    expect((await open()).handledBefore).toBe(false);
  });

  it('remembers the last calls, even if they taught nothing of the network', async () => {
    const { open } = bench();
    const held = { at: '2026-03-01T08:00:00.000Z', freeInMs: [700] };
    const pacers = {
      DescribeLivePullToPushList: { shortestMs: 0, samples: 0, held },
      DescribeLivePullToPush: { shortestMs: 0, samples: 0, held: { ...held, freeInMs: [] } },
    };
    const first = await open();
    expect(first.pacers).toEqual({});
    await first.save({ ...NOTHING_REMEMBERED, pacers }, 'release');
    const { DescribeLivePullToPushList } = pacers;
    expect((await open()).pacers).toEqual({ DescribeLivePullToPushList });
  });

  it('does not know who called last, when the sweep before died', async () => {
    const { open, clock } = bench();
    await (await open()).save(NOTHING_REMEMBERED, 'keep');
    await clock.sleep(31_000);
    expect((await open('next')).pacers).toBe(null);
  });

  it('does not know who called last, when the latest snapshot is damaged', async () => {
    const store = createMemoryStore();
    const { open } = bench({
      ...store,
      load: async () => ({ ...(await store.load()), problems: ['snapshot 2 is torn'] }),
    });
    await (await open()).save(NOTHING_REMEMBERED, 'release');
    expect((await open()).pacers).toBe(null);
  });

  it('without a store is nothing, and always saved', async () => {
    const session = await bench(null).open();
    expect([session.degraded, session.pacers, await session.save(NOTHING_REMEMBERED, 'release')]).toEqual([
      false,
      null,
      true,
    ]);
  });

  it('is degraded when the store is down, and the sweep goes on', async () => {
    const store = { ...createMemoryStore(), load: () => Promise.reject(new Error('down')) };
    const { open, events } = bench(store);
    const session = await open();
    expect([session.degraded, session.heldUntil, await session.save(NOTHING_REMEMBERED, 'keep')]).toEqual([
      true,
      null,
      true,
    ]);
    expect(session.pacers).toBe(null);
    expect(events).toEqual(['state_not_loaded']);
  });

  it('that cannot be saved does not keep the sweep from telling', async () => {
    const { open, store, events } = bench();
    const session = await open();
    if (store) store.create = () => Promise.reject(new Error('down'));
    expect(await session.save(NOTHING_REMEMBERED, 'keep')).toBe(true);
    expect(events).toEqual(['state_not_saved']);
  });

  it('is held while another sweep is under way, and free when its lease is over or given back', async () => {
    const { open, clock } = bench();
    const first = await open('one');
    expect((await open('two')).heldUntil).toBe('2026-03-01T08:00:30.000Z');
    await first.save(NOTHING_REMEMBERED, 'keep');
    expect((await open('two')).heldUntil).not.toBeNull();
    clock.pass(31_000);
    expect((await open('two')).heldUntil).toBeNull();
    // the first one was overtaken: it must not tell
    expect(await first.save(NOTHING_REMEMBERED, 'release')).toBe(false);
  });

  it('is held when another sweep leased it in the same instant', async () => {
    const { open } = bench();
    const [one, two] = await Promise.all([open('one'), open('two')]);
    expect([one.heldUntil, two.heldUntil].sort()).toEqual(['2026-03-01T08:00:30.000Z', null]);
  });

  it('with damaged faults is degraded, not a first sweep', async () => {
    const { open } = bench();
    const broken = { ...NOTHING_REMEMBERED, watch: { asOf: 1 } as unknown as Remembered['watch'] };
    await (await open()).save(broken, 'release');
    expect(await open()).toMatchObject({ watch: null, degraded: true, outbox: EMPTY_OUTBOX });
  });
});

describe('what is told while the state cannot be saved', () => {
  const notification = aCause({ dedupKey: 'cause-1', kind: 'open' });
  const pending = [{ channel: 'pager', notification, attempts: 0, maybeHeard: true }];
  const telling = { ...NOTHING_REMEMBERED, outbox: { ...EMPTY_OUTBOX, pending } };

  it('is kept before it leaves, so that its end is owed although its sweep died', async () => {
    const whole = createMemoryStore();
    const store = { ...whole };
    const toldFile = toldFileInMemory();
    const { open } = bench(store, toldFile);
    await (await open()).save(NOTHING_REMEMBERED, 'release');
    const works = { ...store };
    store.create = () => Promise.reject(new Error('down'));
    await (await open('dies')).save(telling, 'keep');
    Object.assign(store, works);
    const next = await open('next');
    expect(next.outbox.receipts).toMatchObject([{ channel: 'pager', dedupKey: 'cause-1', kind: 'open', receipt: '' }]);
    await next.save({ ...NOTHING_REMEMBERED, outbox: next.outbox }, 'release');
    expect((await open('later')).toldUnknown.begun).toEqual([]);
    expect(toldFile.text).not.toContain('maybe');
  });

  it('is owed no end when its channel refused it', async () => {
    const toldFile = toldFileInMemory();
    const { open } = bench({ ...createMemoryStore(), create: () => Promise.reject(new Error('full')) }, toldFile);
    const session = await open();
    await session.save(telling, 'keep');
    const refused = { ...EMPTY_OUTBOX, pending: pending.map((one) => ({ ...one, maybeHeard: false })) };
    await session.save({ ...NOTHING_REMEMBERED, outbox: refused }, 'release');
    expect((await open('next')).outbox.receipts).toEqual([]);
  });
});
