import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { beforeAll, describe, expect, it } from 'vitest';
import type { UtcDateTime } from '../../../lib/base/time.ts';
import { createFileJournal } from '../../../lib/state/file/file-journal.ts';
import { World } from '../../../stand-ins/simulation/world.ts';
import { CANARY } from '../../support/canary.ts';
import { configFile, freshFolder, useRunFolder } from '../command-line.ts';
import { relaywatchHere as relaywatch } from '../in-process.ts';

useRunFolder();

const HOSTILE = '火星🚀"<script>\u001b[31m\u202e';
const UNSET = `\${NOT_SET}`;
let config = '';

/** The journal of a world in which one relay was down for two minutes, an hour ago. */
beforeAll(async () => {
  const start = (DateTime.utc() as UtcDateTime).minus({ hours: 1 });
  const world = new World({ pager: 120 }, {}, start.toISO());
  const endMs = start.plus({ days: 1 }).toMillis();
  world.add('t-1', { name: 'studio-1', destinationKey: CANARY, endMs });
  world.add('t-2', { name: HOSTILE, endMs });
  await world.sweep();
  world.set('t-1', 'stopped', 'PullStreamFailed');
  await world.sweepAfter(60);
  world.set('t-2', 'stopped', HOSTILE);
  await world.sweepAfter(60);
  for (const id of ['t-1', 't-2']) world.set(id, 'running');
  await world.sweepAfter(60);
  const path = join(await freshFolder(), 'state');
  const journal = createFileJournal(path);
  for (const entry of await world.noted()) {
    await journal.add([entry], DateTime.fromISO(entry.at, { zone: 'utc' }) as UtcDateTime);
  }
  const live = {
    regions: ['cn-shanghai'],
    credentials: { type: 'access-key', accessKeyId: UNSET, accessKeySecret: UNSET },
  };
  const alerts = [{ type: 'webhook', name: 'pager', url: UNSET }];
  config = await configFile({ live, alerts, state: { type: 'file', path } });
});

const explain = (...args: string[]) => relaywatch(['explain', ...args, '--config', config]);

describe('relaywatch explain', () => {
  it('tells the story of a relay by id, region and id, or name, without a secret', async () => {
    for (const word of ['t-1', 'cn-shanghai/t-1', 'studio-?']) {
      const { code, stdout } = await explain(word);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^relay studio-1 \(cn-shanghai\/t-1\)\n/);
      expect(stdout).toContain('Told pager: it took the message (open), receipt r.');
      expect(stdout).toContain('It recovered.');
      expect(stdout).not.toContain(CANARY);
    }
  });

  it('shows a hostile name as text', async () => {
    const { code, stdout } = await explain('t-2');
    expect(code).toBe(0);
    expect(stdout).toContain('火星🚀"<script>?[31m?');
    for (const unsafe of ['\u001b', '\u202e']) expect(stdout).not.toContain(unsafe);
  });

  it('lists several matches, and says when there are none', async () => {
    const several = await explain('t-*');
    expect([several.code, several.stderr]).toEqual([1, '2 relays fit t-*: ask for one of them by its region/id\n']);
    expect(several.stdout).toMatch(/cn-shanghai\/t-1 +studio-1/);
    const none = await explain('nobody', '--json');
    expect([none.code, JSON.parse(none.stdout)]).toEqual([1, { matches: [] }]);
    expect(none.stderr).toContain('the journal has no fault and no cause called nobody');
  });

  it('is JSON when asked for, of one time when that is asked about', async () => {
    const { stdout } = await explain('t-1', '--json', '--at', 'PT59M');
    const story: unknown = JSON.parse(stdout);
    expect(story).toMatchObject({
      subject: { kind: 'relay', key: 'cn-shanghai/t-1', region: 'cn-shanghai', name: 'studio-1' },
      gaps: [expect.stringContaining('nothing from')],
    });
    expect(story).toHaveProperty('asOf', expect.stringContaining('stopped'));
  });

  it('says that there is no journal', async () => {
    const without = await configFile({ live: { regions: ['cn-shanghai'] }, alerts: [{ type: 'console' }] });
    const { code, stderr } = await relaywatch(['explain', 'a', '--config', without]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('has no state: section')]);
  });
});

describe('relaywatch report', () => {
  const report = (...args: string[]) => relaywatch(['report', ...args, '--config', config]);

  it.each([
    ['md', /^# Relays from .*\n\n## Outages/],
    ['html', /^<!doctype html>\n<html lang="en">/],
    ['json', /^\{"version":1,/],
  ])('as %s has the outages, without a secret, and hostile names as text', async (format, begin) => {
    const { code, stdout, stderr } = await report('--since', '2h', '--format', format);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(begin);
    expect(stdout).toContain('studio-1');
    for (const unsafe of [CANARY, '\u001b', '\u202e', ...(format === 'html' ? ['<script'] : [])])
      expect(stdout).not.toContain(unsafe);
  });
});

describe('relaywatch replay', () => {
  const replay = (...args: string[]) => relaywatch(['replay', ...args, '--config', config]);

  it('tells the same with the same configuration, without a secret', async () => {
    const { code, stdout } = await replay('--json');
    expect(code).toBe(0);
    const { pages, channels, causes } = JSON.parse(stdout);
    expect(pages).toEqual({ told: 1, replayed: 1 });
    expect(channels).toEqual([{ channel: 'pager', told: 2, replayed: 2 }]);
    expect(causes.flatMap(({ why }: { readonly why: string[] }) => why)).toEqual([]);
    expect(stdout).not.toContain(CANARY);
    expect(stdout).not.toContain('\u001b');
  });

  it('says how many pages fewer there would be, by channel and cause, and why', async () => {
    const { live, alerts, state } = JSON.parse(await readFile(config, 'utf8'));
    const policy = { verdicts: { stopped: { forSeconds: 600 } } };
    const other = await configFile({ live, alerts, policy });
    const { code, stdout } = await relaywatch(['replay', '--config', other, '--from', state.path]);
    expect(code).toBe(0);
    expect(stdout).toContain('0 pages instead of 1 (all messages: 0 instead of 2)');
    expect(stdout).toMatch(/pager +2 +0\n/);
    expect(stdout).toContain('It had not lasted for the 10 min of policy.verdicts.stopped.forSeconds');
  });

  it('refuses a folder without a journal', async () => {
    const { code, stderr } = await replay('--from', await freshFolder());
    expect(code).toBe(2);
    expect(stderr).toContain('holds no journal');
  });
});
