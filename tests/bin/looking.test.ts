import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileStore } from '../../lib/state/file/file.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { useNoWaiting } from '../support/no-waiting.ts';
import { closing, configFile, freshFolder, useRunFolder } from './command-line.ts';
import { relaywatchHere as relaywatch } from './in-process.ts';

useRunFolder();
useNoWaiting();

const REGIONS = ['cn-shanghai', 'cn-beijing'];

describe('relaywatch incidents', () => {
  /** Two relays of one source have stopped, one of another retries, and one was stopped before watching began. */
  async function incidents(...args: string[]) {
    const world = new World();
    const add = (id: string, source: string, region = 'cn-shanghai') =>
      world.add(id, { region, destinationKey: id, sources: [{ origin: `rtmp://${source}.example.com` }] });
    for (const [id, source, region] of [
      ['studio-火星', 'source-3'],
      ['studio-2', 'source-3', 'cn-beijing'],
      ['news', 'source-1'],
      ['old', 'source-2'],
    ] as const)
      add(id, source, region);
    world.set('old', 'stopped', 'PushStreamFailed');
    await world.sweep();
    for (const id of ['studio-火星', 'studio-2']) world.set(id, 'stopped', 'PullStreamFailed');
    world.set('news', 'recovering');
    await world.sweepAfter(60);
    await world.sweepAfter(300);
    const { snapshot } = await world.store.load();
    const path = join(await freshFolder(), 'state');
    if (snapshot) await createFileStore(path).create(1, snapshot);
    const config = await configFile({ live: { regions: REGIONS }, state: { type: 'file', path } });
    return relaywatch(['incidents', '--config', config, ...args]);
  }
  const rowsOf = (stdout: string) => stdout.split('\n').filter((line) => /^ {2}(critical|warning)/.test(line));

  it('shows a line for each cause, the most severe first and of these the largest', async () => {
    const { stdout, code } = await incidents('--by', 'cause');
    expect(code).toBe(0);
    expect(rowsOf(stdout).map((row) => row.replace(/ {2,}/g, '|'))).toEqual([
      expect.stringMatching(
        /^\|critical\|2\|source source-3\.example\.com\|stopped\|PullStreamFailed\|cn-beijing cn-shanghai\|2026-03-01T08:01:00\.000Z\|open\|source-\w+$/,
      ),
      expect.stringMatching(/^\|critical\|1\|there before watching began\|stopped\|PushStreamFailed\|.*\|baseline$/),
      expect.stringMatching(/^\|warning\|1\|.*\|recovering\|.*\|open\|/),
    ]);
  });

  it('gives the causes with their incidents as JSON', async () => {
    const { stdout } = await incidents('--by', 'cause', '--json', '--source', 'source-3.*');
    expect(JSON.parse(stdout)).toMatchObject([
      {
        severity: 'critical',
        scope: { by: 'source', value: 'source-3.example.com' },
        open: 2,
        endedBy: null,
        incidents: [{ reason: 'PullStreamFailed' }, { reason: 'PullStreamFailed' }],
      },
    ]);
  });

  it.each([
    [
      ['--name', 'studio-*'],
      ['studio-火星', 'studio-2'],
    ],
    [['--name', 'STUDIO-?'], ['studio-火星', 'studio-2'].slice(1)],
    [['--region', 'cn-bei*'], ['studio-2']],
    [['--source', 'source-[12].example.com'], null],
    [['--source', 'source-1.example.com'], ['news']],
    [
      ['--verdict', 'recovering,stopped', '--region', 'cn-shanghai'],
      ['studio-火星', 'news', 'old'],
    ],
    [['--destination', 'nowhere'], []],
  ])('finds with %j', async (args, expected) => {
    const { stdout, stderr, code } = await incidents('--json', ...args);
    if (expected === null) {
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^✗ --source must be /) });
      return;
    }
    const found = JSON.parse(stdout).map(({ name }: { name: string }) => name);
    expect(new Set(found)).toEqual(new Set(expected));
  });

  it.each([
    [['--by', 'caus'], /must be one of relay, cause; did you mean cause\?\n$/],
    [['--verdict', 'stoped'], /; did you mean stopped\?\n$/],
    [['--verdict', 'zzz'], /must be of stopped, .*monitor-blind, accounts-behind\.\n$/],
  ])('says what was probably meant by %j', async (args, sentence) => {
    const { code, stderr } = await incidents(...args);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });
});

describe('relaywatch tasks', () => {
  async function tasks(...args: string[]) {
    const live = closing(await startLiveStandIn({ tasks: 350, regions: REGIONS, qps: 0, seed: 3 }));
    const config = await configFile({ live: { endpoint: live.url, regions: REGIONS, qps: 1_000 } });
    const { stdout, code } = await relaywatch(['tasks', '--config', config, ...args]);
    return { stdout, code, tally: live.tally(), calls: live.stats().operations.DescribeLivePullToPushList?.calls };
  }

  it('counts all that match by status, although it shows a few', async () => {
    const { stdout, tally } = await tasks('--totals', '--json', '--limit', '5');
    const { total, byStatus, tasks: shown } = JSON.parse(stdout);
    const counts = Object.entries(tally.byStatus).filter(([, count]) => count > 0);
    expect({ total, byStatus }).toEqual({ total: 350, byStatus: Object.fromEntries(counts) });
    expect(shown).toHaveLength(5);
  });

  it('finds names by a pattern of the whole, of which Live is asked for a part', async () => {
    const { stdout } = await tasks('--name', 'relay-0000?1', '--json');
    const { total, tasks: shown } = JSON.parse(stdout);
    const names = shown.map(({ name }: { name: string }) => name);
    expect(total).toBe(names.length);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(name).toMatch(/^relay-0000\d1$/);
  });

  it('finds by the host of the source, and says how many there are of each status', async () => {
    const { stdout } = await tasks('--source', 'source-3.example.com', '--limit', '2');
    expect(stdout).toMatch(/\n2 shown of \d+ that match: (\d+ \w+, )*\d+ running(, \d+ \w+)*\n$/);
  });

  it('reads no more pages than needed where nothing but Live has to filter', async () => {
    const { stdout, calls } = await tasks('--limit', '3', '--region', 'cn-shanghai');
    expect(calls).toBe(1);
    expect(stdout).toMatch(/3 shown of \d+ that match\n$/);
  });
});
