import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseUtc, systemClock, type UtcDateTime } from '../../lib/base/time.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { createBucketJournal } from '../../lib/state/bucket/bucket-journal.ts';
import { ossBucket } from '../../lib/state/bucket/oss-bucket.ts';
import { s3Bucket } from '../../lib/state/bucket/s3-bucket.ts';
import { createFileJournal } from '../../lib/state/file/file-journal.ts';
import type { Journal, JournalRetention } from '../../lib/state/journal.ts';
import { createMemoryJournal } from '../../lib/state/memory-journal.ts';
import { type OssStandIn, startOssStandIn } from '../../stand-ins/oss/server.ts';
import { type S3Server, startS3Server } from './bucket/s3-server.ts';

const at = (iso: string): UtcDateTime => parseUtc(iso) as UtcDateTime;
const NOON = at('2026-03-02T12:00:00.000Z');

function sweepAt(when: UtcDateTime, relays = 1): JournalEntry {
  const rest = { complete: true, exact: true, overlooked: 0, open: 0, durationMs: 1_000 };
  return { at: when.toISO(), kind: 'sweep', relays, ...rest };
}

function incidentAt(when: UtcDateTime, n: number, name = `studio-${n}`): JournalEntry {
  return {
    at: when.toISO(),
    kind: 'incident',
    event: 'opened',
    key: `cn-shanghai/${n}`,
    region: 'cn-shanghai',
    name,
    source: 'rtmp://source-3.example.com',
    destination: 'rtmp://push.example.com',
    verdict: 'stopped',
    reason: 'PullStreamFailed',
    severity: 'critical',
    since: when.toISO(),
    causeKey: 'source-1',
    lostSeconds: 0,
  };
}

/** Writing one time down ten thousand times takes longer than the journal does. */
function stormAt(when: UtcDateTime, count: number): JournalEntry[] {
  const like = incidentAt(when, 0);
  return Array.from({ length: count }, (_, n) => ({ ...like, key: `cn-shanghai/${n}`, name: `studio-${n}` }));
}

async function entriesOf(journal: Journal, from = NOON.minus({ years: 1 }), until = NOON.plus({ years: 1 })) {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.entries(from, until)) entries.push(entry);
  return entries;
}

let oss: OssStandIn;
let s3: S3Server;
const OSS = {
  bucket: 'relaywatch-state',
  region: 'cn-hangzhou',
  get endpoint() {
    return oss.url;
  },
};
const S3 = {
  bucket: 'state',
  region: 'eu-central-1',
  get endpoint() {
    return s3.url;
  },
};
const OSS_KEYS = { accessKeyId: 'id', accessKeySecret: 'secret' };
const ossDeps = { clock: systemClock, random: () => 0, credentials: async () => OSS_KEYS };
const s3Deps = { clock: systemClock, random: () => 0, credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } };
beforeAll(async () => {
  [oss, s3] = await Promise.all([startOssStandIn({ credentials: [OSS_KEYS] }), startS3Server()]);
});
afterAll(() => Promise.all([oss.close(), s3.close()]));

let folder: string;
beforeEach(async () => {
  for (const key of oss.keys(OSS.bucket)) await ossBucket(OSS, ossDeps).remove([key]);
  s3.objects.clear();
  folder = await mkdtemp(join(tmpdir(), 'relaywatch-journal-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const KINDS: readonly (readonly [string, (retention?: JournalRetention) => Journal])[] = [
  ['in memory', createMemoryJournal],
  ['in a folder', (retention) => createFileJournal(folder, retention)],
  ['in a bucket of OSS', (retention) => createBucketJournal(ossBucket(OSS, ossDeps), 'live/直播', retention)],
  ['in a bucket of S3', (retention) => createBucketJournal(s3Bucket(S3, s3Deps), 'live/cn', retention)],
];

describe.each(KINDS)('a journal %s', (_, create) => {
  it('gives what was added, oldest first, of the time that is asked for', async () => {
    const journal = create();
    const times = [0, 1, 59, 60, 61].map((minutes) => NOON.plus({ minutes }));
    for (const when of times) await journal.add([sweepAt(when)], when);
    expect((await entriesOf(journal)).map((one) => one.at)).toEqual(times.map((when) => when.toISO()));
    const some = await entriesOf(journal, NOON.plus({ minutes: 1 }), NOON.plus({ minutes: 60 }));
    expect(some).toHaveLength(3);
  });

  it('forgets what is older than it keeps', async () => {
    const journal = create({ keepDays: 2 });
    for (let days = 0; days < 6; days++) {
      const when = NOON.plus({ days });
      await journal.add([sweepAt(when)], when);
    }
    expect((await entriesOf(journal)).map((one) => one.at.slice(8, 10))).toEqual(['05', '06', '07']);
  });

  it('keeps to its bytes in a storm of ten thousand, and says how many it left out', async () => {
    const journal = create({ mostBytesADay: 2_000_000 });
    for (let minute = 0; minute < 60; minute++) {
      const when = NOON.plus({ minutes: minute });
      const storm = stormAt(when, 10_000);
      await journal.add([sweepAt(when, 10_000), ...storm], when);
    }
    const entries = await entriesOf(journal);
    const bytes = entries.reduce((sum, one) => sum + Buffer.byteLength(`${JSON.stringify(one)}\n`), 0);
    expect(bytes).toBeLessThanOrEqual(2_000_000 / 24);
    expect(entries.filter(({ kind }) => kind === 'sweep')).toHaveLength(60);
    const kept = entries.filter(({ kind }) => kind === 'incident').length;
    const leftOut = entries.reduce((sum, one) => sum + (one.kind === 'left-out' ? one.count : 0), 0);
    expect(kept).toBeGreaterThan(100);
    expect(kept + leftOut).toBe(600_000);
  });

  it('gives whatever lies in it in order, though several hours are read at a time', async () => {
    const journal = create();
    const times = Array.from({ length: 30 }, (_none, hours) => NOON.plus({ hours }));
    for (const when of times) await journal.add([sweepAt(when)], when);
    expect((await entriesOf(journal)).map((one) => one.at)).toEqual(times.map((when) => when.toISO()));
  });

  it('has names as they are, whatever they hold', async () => {
    const journal = create();
    const name = '火星🚀"<script>\u202e\n\u2028{}';
    await journal.add([incidentAt(NOON, 1, name)], NOON);
    expect(await entriesOf(journal)).toMatchObject([{ name }]);
  });
});

describe('a journal in a folder', () => {
  it('leaves out what is torn or of another make, and goes on after it', async () => {
    const journal = createFileJournal(folder);
    await journal.add([sweepAt(NOON)], NOON);
    const path = join(folder, 'journal-2026-03-02T12.jsonl');
    await writeFile(path, `${await readFile(path, 'utf8')}{"at":"2026-03-02T12:01:00.000Z","ki`);
    await writeFile(join(folder, 'journal-notes.txt'), 'mine');
    await journal.add([sweepAt(NOON.plus({ minutes: 2 }))], NOON.plus({ minutes: 2 }));
    expect((await entriesOf(journal)).map((one) => one.at.slice(11, 16))).toEqual(['12:00', '12:02']);
    const at = NOON.plus({ minutes: 3 }).toISO();
    const damaged = [
      { ...incidentAt(NOON, 1), at, since: 'yesterday' },
      { ...incidentAt(NOON, 1), at, lostSeconds: '1' },
      { at, kind: 'cause', event: 'began', key: 'source-1' },
      { at, kind: 'answer', channel: null },
      { at: '2026-03-02T12:99', kind: 'left-out', count: 1 },
    ];
    const before = await readFile(path, 'utf8');
    await writeFile(path, `${before}${damaged.map((one) => JSON.stringify(one)).join('\n')}\n`);
    expect(await entriesOf(journal)).toHaveLength(2);
  });

  it('is for its owner alone, and leaves nothing half written behind', async () => {
    const journal = createFileJournal(join(folder, 'new'));
    await journal.add([sweepAt(NOON)], NOON);
    expect(await readdir(join(folder, 'new'))).toEqual(['journal-2026-03-02T12.jsonl']);
    const { mode } = await stat(join(folder, 'new', 'journal-2026-03-02T12.jsonl'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('says what cannot be read or written', async () => {
    const path = join(folder, 'a-file');
    await writeFile(path, '');
    const journal = createFileJournal(path);
    await expect(journal.add([sweepAt(NOON)], NOON)).rejects.toThrow(
      /journal .*a-file.* cannot be (read|written) \(ENOTDIR\)/,
    );
    await expect(entriesOf(journal)).rejects.toThrow(/cannot be read \(ENOTDIR\)/);
  });
});

describe('a journal in a bucket', () => {
  it('is found however many hours there are, and whatever else lies in the folder', async () => {
    const journal = createBucketJournal(s3Bucket(S3, s3Deps), 'live/cn', { keepDays: 400 });
    for (let hours = 0; hours < 1_500; hours++) {
      const name = `live/cn/journal-${NOON.plus({ hours }).toFormat("yyyy-MM-dd'T'HH")}.jsonl`;
      const text = `${JSON.stringify(sweepAt(NOON.plus({ hours })))}\n`;
      s3.objects.set(name, { text, writer: undefined });
    }
    s3.objects.set('live/cn/journal-of-mine.jsonl', { text: 'mine', writer: undefined });
    expect(await entriesOf(journal, NOON.plus({ hours: 1_495 }))).toHaveLength(5);
    expect(await entriesOf(journal)).toHaveLength(1_500);
  });

  it('says what could not be written', async () => {
    const journal = createBucketJournal(s3Bucket(S3, s3Deps), 'live/cn');
    s3.writesRefused = { status: 403, code: 'AccessDenied' };
    await expect(journal.add([sweepAt(NOON)], NOON)).rejects.toThrow(/s3:PutObject/);
    s3.writesRefused = null;
  });
});

describe('relays that a journal has no room for', () => {
  const SIGHTED = {
    kind: 'sighted',
    as: 'stopped',
    reason: 'PullStreamFailed',
    region: 'cn-shanghai',
    of: 9_000,
  } as const;
  const sightedAt = (when: UtcDateTime, line: number, way: number): JournalEntry => ({
    at: when.toISO(),
    ...SIGHTED,
    places: [
      ['rtmp://source-1.example.com', 5_000, 0],
      [`rtmp://push-${way}.example.com`, 0, 1_000],
    ],
    relays: Array.from({ length: 40 }, (_none, n) => [
      `id-${line}-${n}`,
      `studio ${line} ${n}`,
      null,
      null,
      null,
      0,
      1,
    ]),
  });
  const leftOutOf = (entries: readonly JournalEntry[]) =>
    entries.flatMap((one) => (one.kind === 'left-out' ? [one] : []));

  it('are counted by what they were seen as, and on which way', async () => {
    const journal = createMemoryJournal();
    await journal.add([sweepAt(NOON), ...Array.from({ length: 125 }, (_none, n) => sightedAt(NOON, n, n % 2))], NOON);
    const entries = await entriesOf(journal);
    const named = entries.flatMap((one) => (one.kind === 'sighted' ? one.relays : []));
    const [leftOut] = leftOutOf(entries);
    expect(named.length).toBeGreaterThan(500);
    expect(leftOut?.relays).toBe(5_000 - named.length);
    expect(leftOut?.sighted).toHaveLength(1);
    const [group] = leftOut?.sighted ?? [];
    const { kind: _, ...seen } = SIGHTED;
    expect(group).toMatchObject(seen);
    expect(group?.places.map(([origin]) => origin)).toEqual(
      expect.arrayContaining(['rtmp://source-1.example.com', 'rtmp://push-0.example.com', 'rtmp://push-1.example.com']),
    );
    const total = (to: string) =>
      group?.counts.reduce((sum, [, at, count]) => sum + (group.places[at]?.[0] === to ? count : 0), 0);
    expect((total('rtmp://push-0.example.com') ?? 0) + (total('rtmp://push-1.example.com') ?? 0)).toBe(leftOut?.relays);
    expect(total('rtmp://push-0.example.com')).toBeGreaterThan(1_000);
    // nobody is named there
    expect(JSON.stringify(leftOut)).not.toMatch(/id-|studio/);
  });

  it('are counted within the room of an hour, which still has the sweeps and how many were left out', async () => {
    const journal = createMemoryJournal({ mostBytesADay: 2_000_000 });
    for (let minute = 0; minute < 60; minute++) {
      const when = NOON.plus({ minutes: minute });
      // as many ways as there are lines: no count is short
      await journal.add([sweepAt(when), ...Array.from({ length: 200 }, (_none, n) => sightedAt(when, n, n))], when);
    }
    const entries = await entriesOf(journal);
    const bytes = entries.reduce((sum, one) => sum + Buffer.byteLength(`${JSON.stringify(one)}\n`), 0);
    expect(bytes).toBeLessThanOrEqual(2_000_000 / 24);
    expect(entries.filter(({ kind }) => kind === 'sweep')).toHaveLength(60);
    const named = entries.reduce((sum, one) => sum + (one.kind === 'sighted' ? one.relays.length : 0), 0);
    const leftOut = leftOutOf(entries).reduce((sum, { relays = 0 }) => sum + relays, 0);
    expect(named + leftOut).toBe(60 * 200 * 40);
  });

  it('and that are counted in a way that is none are not believed', async () => {
    const texts = new Map<string, string>();
    const journal = createMemoryJournal({ texts });
    await journal.add([sweepAt(NOON)], NOON);
    const [name] = [...texts.keys()];
    const line = (sighted: unknown) => JSON.stringify({ at: NOON.toISO(), kind: 'left-out', count: 1, sighted });
    const good = { as: 'stopped', reason: 'x', region: 'cn-shanghai', of: 1, places: [], counts: [[-1, -1, 3]] };
    const damaged = [
      7,
      [7],
      [{ ...good, counts: [['a', 0, 1]] }],
      [{ ...good, places: 'x' }],
      [{ ...good, counts: null }],
    ];
    if (name)
      texts.set(
        name,
        `${texts.get(name)}${[good, ...damaged].map((one, n) => line(n === 0 ? [one] : one)).join('\n')}\n`,
      );
    expect(leftOutOf(await entriesOf(journal)).map(({ sighted }) => sighted)).toEqual([[good]]);
  });
});
