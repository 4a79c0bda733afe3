import { describe, expect, it } from 'vitest';
import { createFileStore } from '../../lib/state/file/file.ts';
import { parseSnapshot } from '../../lib/state/snapshot-text.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { type FaultyFileSystem, faultyFileSystem } from '../state/file/faulty-file-system.ts';
import { type MemoryFileSystem, memoryFileSystem } from '../state/file/memory-file-system.ts';

const CODES = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO', 'ENOTDIR'];
const MINUTE_SECONDS = 60;

const FOLDER = '/state';

interface Bench {
  readonly world: World;
  readonly fs: FaultyFileSystem;
  readonly disk: MemoryFileSystem;
  /** Kinds that the pager heard of one relay's cause, in order. */
  heardOf(relay: string): string[];
  /** Kinds of all that the pager heard of the state itself. */
  heardOfState(): string[];
}

/** Two relays with hosts of their own, one channel, a folder of state that was used before. */
async function bench(): Promise<Bench> {
  const disk = memoryFileSystem();
  const fs = faultyFileSystem(undefined, disk);
  const world = new World({ pager: 120 });
  world.store = createFileStore(FOLDER, { fs });
  for (const [n, id] of ['one', 'two'].entries())
    world.add(id, {
      region: world.regions[n] ?? '',
      sources: [{ origin: `rtmp://${id}.example.com` }],
      destination: { origin: `rtmp://to-${id}.example.com` },
      destinationKey: id,
    });
  await world.sweep();
  fs.calls.length = 0;
  const kinds = (isMeant: (at: { readonly scope: { readonly by: string; readonly value: string } }) => boolean) =>
    world.heard.filter(({ notification }) => isMeant(notification)).map(({ notification }) => notification.kind);
  return {
    world,
    fs,
    disk,
    heardOf: (relay) => kinds(({ scope }) => scope.value.includes(`${relay}.example.com`)),
    heardOfState: () => kinds(({ scope }) => scope.by === 'state'),
  };
}

/** What is on the disk beside whole snapshots. */
function oddOn({ files }: MemoryFileSystem): string[] {
  const isWhole = (path: string, text: string) =>
    path.startsWith(`${FOLDER}/snapshot-`) && parseSnapshot(text).kind === 'readable';
  return [...files].filter(([path, { text }]) => !isWhole(path, text)).map(([path]) => path);
}

/** The disk has recovered: the sweep after the lease, and those after it, are as if nothing had been. */
async function isWellAfterwards({ world, fs, disk, heardOf, heardOfState }: Bench, what: string): Promise<void> {
  fs.fault = () => null;
  const summary = await world.sweepAfter(MINUTE_SECONDS);
  expect(summary?.sweep, what).toMatchObject({ complete: true });
  expect(summary?.state?.ok, what).toBe(true);
  world.set('two', 'stopped', 'PullStreamFailed');
  await world.sweepAfter(MINUTE_SECONDS);
  world.set('one', 'running');
  world.set('two', 'running');
  await world.sweepAfter(MINUTE_SECONDS);
  await world.sweepAfter(MINUTE_SECONDS);
  expect(heardOf('one'), what).toEqual(['open', 'resolved']);
  expect(heardOf('two'), what).toEqual(['open', 'resolved']);
  expect(heardOfState(), what).toEqual(heardOfState().length === 0 ? [] : ['state-broken', 'resolved']);
  expect(oddOn(disk), what).toEqual([]);
}

/** Calls to the file system of a sweep that tells of a relay that stopped. */
async function callsOfASweep(): Promise<number> {
  const { world, fs } = await bench();
  world.set('one', 'stopped', 'PullStreamFailed');
  await world.sweepAfter(MINUTE_SECONDS);
  return fs.calls.length;
}

describe('a fault at any call to the file system of a sweep', { timeout: 120_000 }, () => {
  it('that passes keeps nobody from being told once, and leaves nothing', async () => {
    const calls = await callsOfASweep();
    expect(calls).toBeGreaterThan(30);
    for (let failing = 1; failing <= calls; failing++) {
      const code = CODES[failing % CODES.length] ?? '';
      const all = await bench();
      const { world, fs, heardOf, heardOfState } = all;
      let met = '';
      fs.fault = ({ operation, count }) => {
        if (count === failing) met = operation;
        return count === failing ? code : null;
      };
      world.set('one', 'stopped', 'PullStreamFailed');
      const summary = await world.sweepAfter(MINUTE_SECONDS);
      const what = `${code} at call ${failing} (${met})`;
      expect(heardOf('one'), what).toEqual(['open']);
      expect(heardOfState(), what).toEqual(summary?.state?.ok ? [] : ['state-broken']);
      await isWellAfterwards(all, what);
    }
  });

  it.each(CODES)('that lasts (%s) tells once, says so, exits 1, and is over when the disk is well', async (code) => {
    const calls = await callsOfASweep();
    for (let failing = 1; failing <= calls; failing += 4) {
      const all = await bench();
      const { world, fs, heardOf, heardOfState } = all;
      fs.fault = ({ count }) => (count >= failing ? code : null);
      world.set('one', 'stopped', 'PullStreamFailed');
      const what = `${code} from call ${failing} on`;
      for (let sweeps = 1; sweeps <= 4; sweeps++) {
        const summary = await world.sweepAfter(MINUTE_SECONDS);
        expect(heardOf('one'), what).toEqual(['open']);
        expect(summary?.sweep.complete, what).toBe(true);
        if (sweeps > 1)
          expect(summary?.state, what).toMatchObject({ ok: false, problem: expect.stringContaining(code) });
      }
      expect(heardOfState(), what).toEqual(['state-broken']);
      await isWellAfterwards(all, what);
    }
  });
});

describe('a disk of 8 MB', () => {
  async function storm(): Promise<Bench> {
    const all = await bench();
    all.disk.room = 8_000_000;
    for (let n = 1; n <= 400; n++)
      all.world.add(`relay-${n}`, { sources: [{ origin: 'rtmp://big.example.com' }], destinationKey: `relay-${n}` });
    for (let n = 1; n <= 400; n++) all.world.set(`relay-${n}`, 'stopped', 'PullStreamFailed');
    return all;
  }

  it('is not filled by our own history, however long 400 relays are down', async () => {
    const { world, disk, heardOf, heardOfState } = await storm();
    for (let sweeps = 1; sweeps <= 25; sweeps++) {
      const summary = await world.sweepAfter(MINUTE_SECONDS);
      expect(summary?.state?.ok, `sweep ${sweeps}`).toBe(true);
    }
    expect(heardOf('big')).toEqual(['open']);
    expect(heardOfState()).toEqual([]);
    expect(oddOn(disk)).toEqual([]);
  });

  it('that others have filled is told once, and what was seen is told once; then it goes on as ever', async () => {
    const all = await storm();
    const { world, disk, heardOf, heardOfState } = all;
    disk.room = 1;
    for (let sweeps = 1; sweeps <= 5; sweeps++) {
      const summary = await world.sweepAfter(MINUTE_SECONDS);
      expect(summary).toMatchObject({ sweep: { complete: true }, state: { ok: false } });
      expect(summary?.state?.problem).toContain('(ENOSPC): the disk or the quota is full; make room there');
    }
    expect(heardOf('big')).toEqual(['open']);
    expect(heardOfState()).toEqual(['state-broken']);
    expect(oddOn(disk)).toEqual([]);
    disk.room = 8_000_000;
    await world.sweepAfter(MINUTE_SECONDS);
    world.set('one', 'stopped', 'PullStreamFailed');
    await isWellAfterwards(all, 'room again');
  });
});
