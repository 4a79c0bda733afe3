import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { statusReport } from '../../bin/terminal/status-report.ts';
import { systemClock } from '../../lib/base/time.ts';
import { createFileStore } from '../../lib/state/file/file.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import { knownOf } from '../../lib/status/known.ts';
import { statusDocument } from '../../lib/status/status-document.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { aLargeWorld, sweeps } from '../sweep/rolling/a-large-world.ts';
import { configFile, freshFolder, useRunFolder } from './command-line.ts';
import { relaywatchHere as relaywatch } from './in-process.ts';

useRunFolder();
useNoWaiting();

const SETTINGS = {
  windows: [],
  channels: ['pager', 'chat'],
  acknowledgedApart: [],
  qps: 10,
  pageSize: 100,
  intervalSeconds: 60,
};

async function reportOf(world: World): Promise<string> {
  const { snapshot } = await world.store.load();
  const settings = { ...SETTINGS, pageSize: world.settings.pageSize };
  const document = statusDocument(knownOf(usableOf(snapshot)), settings, world.clock.nowUtc(), { language: 'en' });
  return stripVTControlCharacters(statusReport(document).text);
}

function aWorld(startIso?: string): World {
  const world = new World({ pager: 120, chat: 120 }, {}, startIso);
  for (const id of ['a', 'b', 'c'])
    world.add(id, {
      destinationKey: id,
      sources: [{ origin: 'rtmp://source-3.example.com' }],
      endMs: world.clock.nowUtc().plus({ days: 1 }).toMillis(),
    });
  return world;
}

describe('the status of a monitor', () => {
  it('is that all is well', async () => {
    const world = aWorld();
    await world.sweep();
    world.clock.pass(34_000);
    expect(
      await reportOf(world),
    ).toBe(`✓ last sweep 34 s ago (2026-03-01T08:00:00.000Z), complete; 2 calls, 0 throttled, 0.0 s
  3 relays, 3 running
✓ nothing is open
✓ pager works
✓ chat works`);
  });

  it('names what is open, and what a channel does not take', async () => {
    const world = aWorld();
    await world.sweep();
    for (const id of ['a', 'b', 'c']) world.set(id, 'stopped', 'PullStreamFailed');
    world.modes.set('chat', 'down');
    await world.sweepAfter(60);
    const [, , open, cause, ...channels] = (await reportOf(world)).split('\n');
    expect(open).toBe('✗ 1 cause open');
    expect(cause).toMatch(
      /^ {2}critical 3 relays from source-3\.example\.com stopped, PullStreamFailed, since 08:01:00 UTC source-\w+$/,
    );
    expect(channels[0]).toBe('✓ pager works');
    expect(channels[1]).toMatch(/^[!✗] chat/);
  });

  it('says that nobody looks any more, that the sweep was not whole, or that none ever was', async () => {
    const world = aWorld();
    expect(await reportOf(world)).toMatch(/^✗ no sweep has come to its end yet\n/);
    world.failingRegion = 'cn-beijing';
    await world.sweep();
    world.clock.pass(3_600_000);
    expect((await reportOf(world)).split('\n').slice(0, 3)).toEqual([
      '✗ last sweep 60 min ago (2026-03-01T08:00:00.000Z), incomplete; 2 calls, 0 throttled, 0.0 s',
      '  ✗ it is late: sweeps come at least every 3 min; look at the timer and its log',
      '  ! what was not seen may have changed',
    ]);
  });

  it('tells of laps where each sweep reads a part', async () => {
    const world = aLargeWorld();
    await sweeps(world, 2);
    const first = (await reportOf(world)).split('\n');
    expect(first[0]).toMatch(/^✗ last sweep 0 s ago \(\S+\), first lap under way; /);
    expect(first[1]).toMatch(/^ {2}lap: \d\d of about 40 pages in \d+ (s|min)$/);
    expect(first[2]).toBe('  ! what was not seen in a whole lap may have changed');
    await sweeps(world, 5);
    const later = (await reportOf(world)).split('\n');
    expect(later[0]).toMatch(/^✓ last sweep 0 s ago \(\S+\), complete; /);
    expect(later[1]).toMatch(
      /^ {2}lap: \d+ of about 40 pages in .+; the last full lap ended .+ ago and took \d min; any stop is seen within \d min$/,
    );
  });
});

describe('relaywatch status', () => {
  async function asked(world: World | null, ...args: string[]) {
    const path = join(await freshFolder(), 'state');
    const saved = world && (await world.store.load());
    if (saved?.snapshot) await createFileStore(path).create(1, saved.snapshot);
    const config = await configFile({
      live: { regions: ['cn-shanghai'] },
      alerts: [{ type: 'console', name: 'pager' }],
      state: { type: 'file', path },
    });
    return relaywatch(['status', '--config', config, ...args]);
  }
  // the command asks the machine's own clock how old a sweep is
  const aWorldOfNow = () => aWorld(systemClock.nowUtc().toISO());

  it('exits 0 when all is well', async () => {
    const world = aWorldOfNow();
    await world.sweep();
    const { code, stdout } = await asked(world);
    expect(stdout).toMatch(/^✓ last sweep \d+ s ago .*\n.*\n✓ nothing is open\n✓ pager works\n$/);
    expect(code).toBe(0);
  });

  it('exits 1 when something is open, and gives JSON', async () => {
    const world = aWorldOfNow();
    await world.sweep();
    world.set('a', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(1);
    const { code, stdout } = await asked(world, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      well: false,
      version: 1,
      open: { causes: 1 },
      monitor: { problems: [] },
    });
    expect(code).toBe(1);
  });

  it('exits 1 when the last sweep is old, or there was none', async () => {
    const world = aWorld();
    await world.sweep();
    const { code, stdout } = await asked(world, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ well: false, open: { causes: 0 }, monitor: { problems: ['late'] } });
    expect(code).toBe(1);
    expect((await asked(null)).code).toBe(1);
  });

  it('exits 2 where nothing is kept', async () => {
    const { code, stderr } = await relaywatch([
      'status',
      '--config',
      await configFile({ live: { regions: ['cn-shanghai'] } }),
    ]);
    expect(stderr).toMatch(/^✗ the configuration has no state: section/);
    expect(code).toBe(2);
  });
});
