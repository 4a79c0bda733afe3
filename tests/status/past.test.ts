import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { NO_FILTER } from '../../lib/answers/past-filter.ts';
import { reportOf } from '../../lib/answers/report.ts';
import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { createMemoryJournal } from '../../lib/state/memory-journal.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import { type HistoryView, historyDocument } from '../../lib/status/history.ts';
import { knownOf } from '../../lib/status/known.ts';
import { readPast } from '../../lib/status/past.ts';
import { reliabilityDocument } from '../../lib/status/reliability.ts';
import { statusDocument } from '../../lib/status/status-document.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { pageHtml } from '../../web/html.tsx';
import { breakSomething, HOSTILE_NAMES, populate, settingsOf } from '../support/status-site.ts';

const START = '2026-03-01T08:00:00.000Z';
const NOTHING = { causes: [], incidents: [] };
const UNTIL = parseUtc('2026-03-02T12:00:00.000Z') as UtcDateTime;

const viewOf = (until: UtcDateTime, parts: Partial<HistoryView> = {}): HistoryView => ({
  language: 'en',
  period: '24h',
  periods: ['24h', '7d'],
  wanted: NO_FILTER,
  from: until.minus({ days: 1 }),
  until,
  page: 1,
  ...parts,
});

/** A world after an outage of 62 relays that is over, and a push fault that goes on. */
async function aWorld(): Promise<World> {
  const world = new World({ pager: 120, chat: 20 }, {}, START);
  populate(world);
  await world.sweep();
  breakSomething(world);
  for (let n = 0; n < 4; n += 1) await world.sweepAfter(60);
  for (const id of world.tasks.keys()) if (id !== 'event-3') world.set(id, 'running');
  for (let n = 0; n < 2; n += 1) await world.sweepAfter(60);
  return world;
}

async function historyIn(world: World, parts: Partial<HistoryView> = {}) {
  const known = knownOf(usableOf((await world.store.load()).snapshot));
  const view = viewOf(world.clock.nowUtc(), parts);
  const { from, until, cause } = view;
  return historyDocument(await readPast(world.journal, { from, until, cause }), known, view);
}

describe('the history', () => {
  it('has each cause from begin to end, with its relays and whom it was told', async () => {
    const { causes, total, relays, regions, journal } = await historyIn(await aWorld());
    expect([total, regions, relays]).toEqual([3, ['cn-beijing', 'cn-shanghai'], []]);
    expect(journal).toMatchObject({ begins: expect.stringMatching(/^2026-03-01T08:00/), gaps: [] });
    const source = causes.find(({ scope }) => scope.value === 'rtmp://source-3.example.com' || scope.by === 'source');
    expect(source).toMatchObject({
      severity: 'critical',
      verdict: 'stopped',
      reason: 'PullStreamFailed',
      since: expect.stringMatching(/^2026-03-01T08:01/),
      until: expect.stringMatching(/^2026-03-01T08:05/),
      seconds: 240,
      affected: 62,
      membersLeftOut: 57,
      detectSeconds: 0,
      pages: 2,
      told: [
        { channel: 'pager', messages: 2 },
        { channel: 'chat', messages: 2 },
      ],
      // only of a cause that is asked for
      events: [],
    });
    expect(source?.members[0]).toMatchObject({ reason: 'PullStreamFailed', until: source?.until });
    expect(causes.filter(({ until }) => until === null)).toMatchObject([{ scope: { by: 'destination' }, affected: 1 }]);
  });

  it('has one cause in full by its key, also when the state has forgotten it', async () => {
    const world = await aWorld();
    const key = (await historyIn(world)).causes.find(({ affected }) => affected === 62)?.key ?? '';
    expect(usableOf((await world.store.load()).snapshot)?.watch?.causes.map((one) => one.key)).not.toContain(key);
    const { causes } = await historyIn(world, { cause: key });
    expect(causes).toMatchObject([{ key, affected: 62, membersLeftOut: 12 }]);
    expect(causes[0]?.events.map(({ event }) => event)).toEqual(['began', 'told', 'told', 'over', 'told', 'told']);
  });

  it('has what is open without any news in this time', async () => {
    const world = await aWorld();
    await world.acknowledge('wang');
    for (let n = 0; n < 30; n += 1) await world.sweepAfter(3_600);
    const { causes } = await historyIn(world);
    expect(causes).toMatchObject([
      { verdict: 'stopped', since: expect.stringMatching(/^2026-03-01T08:01/), until: null, affected: 1 },
    ]);
  });

  it('has relays without a cause: muted, or stopped before watching began', async () => {
    const world = new World({ pager: 120 }, {}, START);
    populate(world);
    world.set('event-5', 'stopped', 'PushStreamFailed');
    await world.sweep();
    const match = { name: 'studio-1' };
    await world.silence({ id: 's1', comment: 'known', createdAt: START, until: '2026-03-01T20:00:00.000Z', match });
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    for (let n = 0; n < 4; n += 1) await world.sweepAfter(60);
    world.set('studio-1', 'running');
    for (let n = 0; n < 2; n += 1) await world.sweepAfter(60);
    const { causes, relays } = await historyIn(world);
    expect(causes).toEqual([]);
    expect(relays).toMatchObject([
      { name: 'studio-1', since: expect.stringMatching(/T08:01/), until: expect.stringMatching(/T08:05/) },
      { name: 'event-5', until: null },
    ]);
  });

  it('can be asked for some of it', async () => {
    const world = await aWorld();
    const placesOf = async (parts: Partial<HistoryView['wanted']>) =>
      (await historyIn(world, { wanted: { ...NO_FILTER, ...parts } })).causes.map(({ scope }) => scope.by).sort();
    expect(await placesOf({ name: 'event-*' })).toEqual(['destination']);
    expect(await placesOf({ host: 'source-3.example.com' })).toEqual(['source']);
    expect(await placesOf({ verdict: 'recovering' })).toEqual(['region-reason']);
    expect(await placesOf({ region: 'cn-beijing' })).toEqual(['destination', 'source']);
    expect(await placesOf({ region: 'cn-hongkong' })).toEqual([]);
  });

  it('says how many entries the journal had no room for, and where relaywatch did not look', () => {
    const entries: JournalEntry[] = [sweepAt(0), { at: atHour(1), kind: 'left-out', count: 4_000 }, sweepAt(6)];
    const { journal } = historyDocument(entries, NOTHING, viewOf(UNTIL));
    expect(journal).toMatchObject({
      leftOut: 4_000,
      gaps: [{ from: atHour(0), until: atHour(6) }, { from: atHour(6) }],
    });
  });
});

describe('reliability', () => {
  it('has the figures of the report, whatever is chosen', async () => {
    const world = await aWorld();
    const until = world.clock.nowUtc();
    const known = knownOf(usableOf((await world.store.load()).snapshot));
    for (const wanted of [NO_FILTER, { ...NO_FILTER, name: 'studio-*' }]) {
      const view = viewOf(until, { wanted });
      const document = reliabilityDocument(await readPast(world.journal, view), known, view);
      const { detect, repair, relays, outages, noise, monitor, availability } = reportOf(
        await world.noted(),
        view.from,
        until,
        { filter: wanted },
      );
      expect(document).toMatchObject({ detect, repair, relays, noise, causes: outages.length });
      expect(document.availability).toMatchObject({ lostSeconds: availability.lostSeconds, share: availability.share });
      expect(document.availability.worstRelays.map((one) => one.lostSeconds)).toEqual(
        availability.worstRelays.map((one) => one.lostSeconds),
      );
      expect(document.journal).toMatchObject({ watched: monitor.watched, begins: monitor.begins });
    }
  });
});

describe('reading the journal', () => {
  it('holds so many entries at once, and counts the oldest that it lets go of', async () => {
    const journal = createMemoryJournal();
    for (let hour = 0; hour < 10; hour += 1) {
      const when = UNTIL.minus({ hours: 10 - hour });
      const many = Array.from({ length: 100 }, (_, n) => relayAt(when.toISO(), hour * 100 + n, ''));
      await journal.add([sweepAt(0, when.toISO()), ...many], when);
    }
    const from = UNTIL.minus({ days: 1 });
    const entries = await readPast(journal, { from, until: UNTIL, mostEntries: 200 });
    expect(entries.filter(({ kind }) => kind === 'sweep')).toHaveLength(10);
    const relays = entries.filter((one) => one.kind === 'incident');
    expect(relays.at(-1)?.key).toBe('cn-shanghai/999');
    const leftOut = entries.reduce((sum, one) => sum + (one.kind === 'left-out' ? one.count : 0), 0);
    expect([entries.length, relays.length + leftOut]).toEqual([201, 1_000]);
  });
});

describe('a week of storms with hostile names', () => {
  /** Letters that no compression makes smaller. */
  let seed = 1;
  const noise = (length: number) =>
    Array.from({ length }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return String.fromCodePoint(0x4e00 + (seed % 20_000));
    }).join('');
  const storm = (): JournalEntry[] =>
    Array.from({ length: 1_000 }, (_, n) => n).flatMap((n) => {
      const at = atHour((n % 20) + 1);
      const place = `rtmp://${noise(300)}.example.com`;
      const key = `source-${n}`;
      return [
        causeAt(at, key, place, noise(300)),
        ...Array.from({ length: 8 }, (_none, m) => relayAt(at, n * 8 + m, key, `${HOSTILE_NAMES[4]}${noise(250)}`)),
        ...['pager', 'chat', noise(250)].map(
          (channel): JournalEntry => ({
            at,
            kind: 'answer',
            channel,
            dedupKey: key,
            message: 'open',
            accepted: true,
            said: noise(99),
          }),
        ),
      ];
    });

  it('leaves each document and its page small, and says what is on other pages', async () => {
    const entries = storm().toSorted((a, b) => (a.at < b.at ? -1 : 1));
    const view = viewOf(UNTIL);
    const history = historyDocument(entries, NOTHING, view);
    expect([history.total, history.pages, history.causes.length]).toEqual([1_000, 10, 100]);
    const last = historyDocument(entries, NOTHING, { ...view, page: 9_999 });
    expect([last.page, last.causes.length]).toEqual([10, 100]);
    const one = historyDocument(entries, NOTHING, { ...view, cause: 'source-7' });
    const reliability = reliabilityDocument(entries, NOTHING, view);
    for (const document of [history, last, one, reliability])
      expect(gzipSync(JSON.stringify(document)).length).toBeLessThan(300_000);
    const world = await aWorld();
    const status = statusDocument(knownOf(null), settingsOf(world), UNTIL, { language: 'en' });
    const pages = [
      pageHtml(
        { status, place: { page: 'history', root: './' }, past: { kind: 'history', document: history } },
        NO_FILES,
      ),
      pageHtml(
        { status, place: { page: 'cause', root: '../', cause: 'source-7' }, past: { kind: 'history', document: one } },
        NO_FILES,
      ),
      pageHtml(
        { status, place: { page: 'reliability', root: './' }, past: { kind: 'reliability', document: reliability } },
        NO_FILES,
      ),
    ];
    for (const html of pages) {
      expect(gzipSync(html).length).toBeLessThan(500_000);
      expect(html.match(/<script/g)).toHaveLength(1);
      expect(html).not.toMatch(/<img| style=/);
    }
  });
});

const NO_FILES = { script: null, style: null };

function atHour(hour: number): string {
  return UNTIL.minus({ hours: 23 - hour }).toISO();
}

function sweepAt(hour: number, at = atHour(hour)): JournalEntry {
  const rest = { complete: true, exact: true, overlooked: 0, relays: 10, open: 0, durationMs: 1_000 };
  return { at, kind: 'sweep', ...rest };
}

function causeAt(at: string, key: string, value: string, reason: string): JournalEntry {
  const scope = { by: 'source', value } as const;
  const what = { verdict: 'stopped', severity: 'critical', affected: 8 } as const;
  return { at, kind: 'cause', event: 'began', key, scope, reason, since: at, ...what };
}

function relayAt(at: string, n: number, causeKey: string, name = `studio-${n}`): JournalEntry {
  return {
    at,
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
    since: at,
    causeKey,
    lostSeconds: 0,
  };
}
