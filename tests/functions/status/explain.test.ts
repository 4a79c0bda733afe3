import { describe, expect, it } from 'vitest';
import { answer } from '../../../functions/status/site.ts';
import type { Site } from '../../../functions/status/site-parts.ts';
import { plainOf } from '../../../lib/answers/text/pieces.ts';
import type { JournalEntry } from '../../../lib/monitor/journal-entry.ts';
import { createMemoryJournal } from '../../../lib/state/memory-journal.ts';
import type { ExplainDocument } from '../../../lib/status/explain-document.ts';
import { knownOf } from '../../../lib/status/known.ts';
import { World } from '../../../stand-ins/simulation/world.ts';
import { HOSTILE_NAMES, siteOf } from '../../support/status-site.ts';

const START = '2026-03-01T08:00:00.000Z';
const SHANGHAI = { region: 'cn-shanghai', sources: [{ origin: 'rtmp://source-1.example.com' }] };

async function asked(world: World, query: Record<string, string>, parts: Partial<Site> = {}) {
  const path = '/api/v1/explain';
  const request = { method: 'GET', path, query: new URLSearchParams(query), headers: {} };
  const { statusCode, body } = await answer(request, siteOf(world, parts));
  return { statusCode, body: String(body) };
}

async function explained(world: World, query: Record<string, string>, parts: Partial<Site> = {}) {
  const { statusCode, body } = await asked(world, query, parts);
  return { statusCode, document: JSON.parse(body) as ExplainDocument };
}

async function page(world: World, path: string, query: Record<string, string> = {}, parts: Partial<Site> = {}) {
  const request = { method: 'GET', path, query: new URLSearchParams(query), headers: {} };
  const { statusCode, body } = await answer(request, siteOf(world, parts));
  const [html = '', data = ''] = String(body).split('<script type="application/json"');
  return { statusCode, html, data };
}

const textsOf = ({ lines }: ExplainDocument) =>
  lines.map(({ at, text }) => `${at.slice(11, 16)} ${plainOf(text)}`.replace(/ policy\..*/, ''));

/** A relay that was down from 08:01 to 08:04, in a world that is swept each minute. */
async function aWorld(name = 'studio-1', settings: ConstructorParameters<typeof World>[1] = {}): Promise<World> {
  const world = new World({ pager: 120, chat: 20 }, settings, START);
  world.add('t-1', { ...SHANGHAI, destinationKey: '1', name });
  world.add('t-2', { ...SHANGHAI, destinationKey: '2', name: 'studio-2' });
  world.add('t-3', { region: 'cn-beijing', destinationKey: '3', name: 'studio-2' });
  await world.sweep();
  world.set('t-1', 'stopped', 'PullStreamFailed');
  for (let n = 0; n < 3; n += 1) await world.sweepAfter(60);
  world.set('t-1', 'running');
  await world.sweepAfter(60);
  return world;
}

async function causeIn(world: World): Promise<string> {
  const entries = await world.noted();
  return entries.flatMap((one) => (one.kind === 'cause' ? one.key : []))[0] ?? '';
}

describe('why a relay was told, or was not', () => {
  it('is told from its first sighting to its end, with the receipts', async () => {
    const world = await aWorld();
    const { statusCode, document } = await explained(world, { relay: 'studio-1' });
    const key = await causeIn(world);
    expect([statusCode, document.found, document.subject]).toEqual([
      200,
      'story',
      { kind: 'relay', key: 'cn-shanghai/t-1', region: 'cn-shanghai', name: 'studio-1' },
    ]);
    expect(textsOf(document)).toEqual([
      expect.stringMatching(/^08:01 Open: judged stopped, reason PullStreamFailed, critical/),
      expect.stringContaining(`08:01 The cause ${key} began`),
      '08:01 On-call was to be told (open). Nobody had been told of this cause yet.',
      '08:01 Told pager: it took the message (open), receipt r.',
      '08:01 Told chat: it took the message (open), receipt r.',
      expect.stringMatching(/^08:04 It recovered/),
      `08:04 The cause ${key} is over.`,
      expect.stringMatching(/^08:04 On-call was to be told \(resolved\)/),
      '08:04 Told pager: it took the message (resolved), receipt r.',
      '08:04 Told chat: it took the message (resolved), receipt r.',
    ]);
    expect(document).toMatchObject({ version: 1, since: '2026-03-01T08:01:00.000Z', linesLeftOut: 0, keepDays: 30 });
    expect(document.lines[3]).toMatchObject({ about: 'answer', channel: 'pager', accepted: true, said: 'r' });
    expect(document.asOf && plainOf(document.asOf.text)).toMatch(
      /^At 2026-03-01T08:04:00.*: it had no fault; its last one ended as recovered\.$/,
    );
    // the hours before it are no gap in its story
    expect(document.gaps).toEqual([]);
  });

  it('is told in Chinese to who reads that', async () => {
    const { document } = await explained(await aWorld(), { relay: 't-1', lang: 'zh' });
    expect(document.language).toBe('zh');
    expect(textsOf(document)[3]).toBe('08:01 已通知 pager：渠道已接收“故障”消息，回执 r。');
    const { html } = await page(await aWorld(), '/explain', { relay: 't-1', lang: 'zh' });
    expect(html).toContain('为何通知，为何未通知');
    expect(html).toContain('回执 <bdi>r</bdi>。');
  });

  it('names the window that held it back', async () => {
    const night = { name: 'night', cron: '0 8 * * *', durationMinutes: 60, timeZone: 'UTC' };
    const world = await aWorld('studio-1', { maintenance: [night] });
    const { document } = await explained(world, { relay: 'studio-1' });
    expect(textsOf(document)).toContain(
      '08:01 Nobody was told. It was muted by the window "night" until 2026-03-01T09:00:00.000Z.',
    );
    expect(document.lines.map(({ about }) => about)).not.toContain('answer');
  });

  it('names the silence that held it back while the state has it', async () => {
    const world = await aWorld();
    const match = { name: 'studio-1' };
    const createdAt = world.clock.nowUtc().toISO();
    await world.silence({ id: 'a1', comment: HOSTILE_NAMES[0], createdAt, until: '2026-03-01T10:00:00.000Z', match });
    world.set('t-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    const { document } = await explained(world, { relay: 't-1' });
    expect(textsOf(document).at(-1)).toBe(
      `08:05 Nobody was told. It was muted by silence a1 "${HOSTILE_NAMES[0]}" until 2026-03-01T10:00:00.000Z.`,
    );
  });

  it('names a silence that is over, as the journal has it', async () => {
    const world = await aWorld();
    const [createdAt, until] = [world.clock.nowUtc().toISO(), world.clock.nowUtc().plus({ minutes: 5 }).toISO()];
    await world.silence({ id: 'a1', comment: 'works', createdAt, until, match: { name: 'studio-2' } });
    world.set('t-2', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    world.set('t-2', 'running');
    for (let n = 0; n < 10; n += 1) await world.sweepAfter(3_600);
    expect((await world.remembered())?.silences).toEqual([]);
    const { document } = await explained(world, { relay: 't-2' });
    expect(textsOf(document)).toContain(`08:05 Nobody was told. It was muted by silence a1 "works" until ${until}.`);
  });

  it('is of the fault that was there at a time', async () => {
    const world = await aWorld();
    world.set('t-1', 'stopped', 'PushStreamFailed');
    for (let n = 0; n < 3; n += 1) await world.sweepAfter(3_600);
    const now = await explained(world, { relay: 't-1' });
    expect(textsOf(now.document).join()).toContain('PushStreamFailed');
    const { document } = await explained(world, { relay: 't-1', at: '2026-03-01T08:02:30Z' });
    expect([document.asked.at, document.asOf?.is]).toEqual(['2026-03-01T08:02:30.000Z', 'faulty']);
    expect(textsOf(document).join()).not.toContain('PushStreamFailed');
    expect(textsOf(document).at(-1)).toContain('08:04 Told');
    const before = await explained(world, { relay: 't-1', at: '2026-03-01T08:00:30Z' });
    expect([before.statusCode, before.document.found, before.document.lines]).toEqual([200, 'no-fault', []]);
  });

  it('knows that a fault passed of which nobody was told', async () => {
    const world = await aWorld();
    world.set('t-2', 'recovering', 'RetryTimesOffline');
    await world.sweepAfter(60);
    expect((await explained(world, { relay: 't-2' })).document.asOf).toMatchObject({ is: 'seen' });
    world.set('t-2', 'running');
    await world.sweepAfter(60);
    const { document } = await explained(world, { relay: 't-2' });
    expect([document.found, document.asOf?.is]).toEqual(['story', 'unknown']);
    expect(textsOf(document).at(-1)).toMatch(/^08:05 Nobody was told\. It had not lasted/);
  });

  it('is found however long ago it was, as far as the journal is kept', async () => {
    const world = await aWorld();
    for (const [days, journalDays, found] of [
      [3, 30, 'story'],
      [20, 30, 'story'],
      // the state still has the name, and that it recovered
      [3, 14, 'no-fault'],
    ] as const) {
      world.clock.pass(days * 86_400_000);
      const { document } = await explained(world, { relay: 'studio-1' }, { journalDays });
      expect([document.found, document.lines.length]).toEqual([found, found === 'story' ? 10 : 0]);
    }
    const known = async () => knownOf(null);
    expect((await explained(world, { relay: 'studio-1' }, { journalDays: 14, known })).statusCode).toBe(404);
  });

  it('is a choice when several relays have the name', async () => {
    const world = await aWorld();
    for (const id of ['t-2', 't-3']) world.set(id, 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    const { statusCode, document } = await explained(world, { relay: 'studio-2' });
    expect([statusCode, document.found, document.lines, document.subject]).toEqual([300, 'several', [], null]);
    expect(document.matches.map(({ key }) => key)).toEqual(['cn-beijing/t-3', 'cn-shanghai/t-2']);
    const { statusCode: code, html } = await page(world, '/explain', { relay: 'studio-2', at: '2026-03-01T08:04:59Z' });
    expect(code).toBe(200);
    expect(html).toContain('2 relays fit. Choose one:');
    expect(html).toContain('href="?relay=cn-beijing%2Ft-3&amp;at=2026-03-01T08%3A04%3A59.000Z"');
    expect((await explained(world, { relay: 'cn-beijing/t-3' })).document.found).toBe('story');
  });

  it('lists no more of a whole fleet than anybody reads', async () => {
    const world = new World({ pager: 120 }, {}, START);
    for (let n = 0; n < 120; n += 1) world.add(`t-${n}`, { ...SHANGHAI, destinationKey: `${n}`, name: 'same' });
    await world.sweep();
    for (const id of world.tasks.keys()) world.set(id, 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    const { document } = await explained(world, { relay: 'same' });
    expect([document.matches.length, document.matchesLeftOut]).toEqual([50, 70]);
  });

  it('says so of a relay that nobody knows', async () => {
    const world = await aWorld();
    const { statusCode, document } = await explained(world, { relay: 'nobody' });
    expect([statusCode, document.found, document.subject, document.asOf]).toEqual([404, 'nothing', null, null]);
    const { statusCode: code, html } = await page(world, '/explain', { relay: 'nobody' });
    // the page is there, and answers
    expect(code).toBe(200);
    expect(html).toContain('Nothing is known of such a relay in the 30 days');
    // one that was never faulty is in no journal either
    expect((await explained(world, { relay: 't-2' })).document.found).toBe('nothing');
  });

  it('says of one that is down now what the state has, when the journal has nothing', async () => {
    const world = await aWorld();
    world.set('t-2', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    const key = (await world.remembered())?.causes[0]?.key ?? '';
    for (const query of [{ relay: 'cn-shanghai/t-2' }, { cause: key }]) {
      const { statusCode, document } = await explained(world, query, { journal: createMemoryJournal() });
      expect([statusCode, document.found, document.since]).toEqual([200, 'no-history', null]);
      expect(textsOf(document)).toEqual([
        '08:05 Told pager: it took the message (open), receipt r.',
        '08:05 Told chat: it took the message (open), receipt r.',
      ]);
      expect(document.asOf?.is).toBe('relay' in query ? 'faulty' : 'open');
    }
    const { html } = await page(world, '/explain', { relay: 'cn-shanghai/t-2' }, { journal: createMemoryJournal() });
    expect(html).toContain('the journal has nothing of how it came so');
  });
});

describe('why a cause was told, or was not', () => {
  it('is on its page while it is open, with the receipts and links to its relays', async () => {
    const world = await aWorld();
    world.set('t-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    const key = (await world.remembered())?.causes[0]?.key ?? '';
    const { statusCode, html } = await page(world, `/cause/${key}`);
    expect(statusCode).toBe(200);
    expect(html).toMatch(/Why, and who was told<\/h2>.*it was open.*Told <bdi>pager<\/bdi>.*receipt <bdi>r<\/bdi>/s);
    expect(html).toContain('href="../explain?relay=cn-shanghai%2Ft-1"');
    expect(html).toContain(`href="../explain?cause=${key}"`);
  });

  it('is on its page when it is over, and 404 with a sentence when nobody knows it any more', async () => {
    const world = await aWorld();
    const key = await causeIn(world);
    const over = await page(world, `/cause/${key}`);
    expect(over.statusCode).toBe(200);
    expect(over.html).toMatch(/This cause is over.*Why, and who was told.*it was not open.*receipt <bdi>r<\/bdi>/s);
    const gone = await page(world, `/cause/${key}`, {}, { journal: createMemoryJournal() });
    expect(gone.statusCode).toBe(404);
    expect(gone.html).toContain('Nothing is known of this cause: it is not open, and the journal of 30 days');
    expect((await explained(world, { cause: 'source-0' })).statusCode).toBe(404);
  });

  it('is told of what is no cause in the journal, such as a broken channel', async () => {
    const world = await aWorld();
    const at = world.clock.nowUtc();
    const answered = {
      kind: 'answer',
      channel: 'pager',
      dedupKey: 'channel-chat',
      accepted: true,
      said: 'r-7',
    } as const;
    await world.journal.add([{ at: at.toISO(), message: 'channel-broken', ...answered }], at);
    const { statusCode, html } = await page(world, '/cause/channel-chat');
    expect([statusCode, html.includes('receipt <bdi>r-7</bdi>')]).toEqual([200, true]);
  });

  it('leaves out the middle of a long story, and says where', async () => {
    const world = await aWorld();
    const key = await causeIn(world);
    for (let n = 0; n < 300; n += 1) {
      world.clock.pass(1_000);
      const now = world.clock.nowUtc();
      const answered = { kind: 'answer', channel: `c-${n}`, dedupKey: key, message: 'resolved' } as const;
      await world.journal.add([{ at: now.toISO(), ...answered, accepted: false, said: 'HTTP 500' }], now);
    }
    const { document } = await explained(world, { cause: key });
    expect([document.lines.length, document.linesLeftOut, document.leftOutAfter]).toEqual([200, 110, 100]);
    expect(document.lines[0]).toMatchObject({ about: 'relay', event: 'opened' });
    expect(document.lines.at(-1)).toMatchObject({ channel: 'c-299' });
    const { html } = await page(world, '/explain', { cause: key });
    expect(html).toMatch(/<li class="answer refused">.*110 more lines are left out here/s);
    // its beginning has six lines that are no answer
    expect(html.match(/<li class="answer/g)).toHaveLength(194);
  });

  it('of which every entry is of an older version is told as far as that goes', async () => {
    const world = new World({}, {}, START);
    const at = START;
    const what = { verdict: 'frozen', reason: 'x', severity: 'dire', since: at };
    const scope = { by: 'moon', value: 'full' };
    const old = [
      { at, kind: 'sweep', complete: true, relays: 1, open: 1 },
      { at, kind: 'cause', event: 'noticed', key: 'c-1', scope, affected: 1, ...what },
      { at, kind: 'decision', causeKey: 'c-1', incidentKey: null, reason: 'omen', message: 'telegram' },
      { at, kind: 'answer', channel: 'pager', dedupKey: 'c-1', message: 'telegram', accepted: true, said: '' },
    ] as unknown as JournalEntry[];
    await world.journal.add(old, world.clock.nowUtc());
    const { document } = await explained(world, { cause: 'c-1' });
    expect(textsOf(document)).toEqual([
      '08:00 The cause c-1 changed: moon full, 1 relay frozen (x), dire.',
      '08:00 On-call was to be told (telegram). The reason was "omen".',
      '08:00 Told pager: it took the message (telegram).',
    ]);
    const { document: chinese } = await explained(world, { cause: 'c-1', lang: 'zh' });
    expect(textsOf(chinese)[2]).toBe('08:00 已通知 pager：渠道已接收“telegram”消息。');
  });
});

describe('a question that cannot be answered', () => {
  it.each([
    [{}, 'relay or cause is missing', 'Which relay?'],
    [{ relay: 'a', cause: 'b' }, 'either relay or cause', 'Only one of them'],
    [{ relay: 'x'.repeat(10_000) }, 'have 256 characters at most', 'has 256 characters at most'],
    [{ relay: 'a', at: 'noon' }, 'at has to be a time such as', 'The time cannot be read'],
    [{ relay: 'a', at: '2026-03-01T09:00:00Z' }, 'at is in the future', 'The time is in the future'],
    [{ relay: 'a', at: '2025-03-01T09:00:00Z' }, 'the journal is kept for 30 days', 'the journal is kept for 30 days'],
  ])('is refused, and the page says what to ask: %j', async (query, problem, sentence) => {
    const world = await aWorld();
    const { statusCode, body } = await asked(world, query as Record<string, string>);
    expect([statusCode, body]).toEqual([400, expect.stringContaining(problem)]);
    const shown = await page(world, '/explain', query as Record<string, string>);
    expect([shown.statusCode, shown.html]).toEqual([200, expect.stringContaining(sentence)]);
    expect(shown.html).toContain('name="relay"');
  });

  it('without a journal says that, and what is open is shown as ever', async () => {
    const world = await aWorld();
    world.set('t-2', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    const key = (await world.remembered())?.causes[0]?.key ?? '';
    const without = await asked(world, { relay: 'a' }, { journal: null });
    expect([without.statusCode, without.body]).toEqual([503, expect.stringContaining('no journal is kept')]);
    const { statusCode, html } = await page(world, `/cause/${key}`, {}, { journal: null });
    expect([statusCode, html.includes('No journal is kept')]).toEqual([200, true]);
    expect(html).toContain('source-1.example.com stopped');
  });

  it('of a journal that cannot be read says that', async () => {
    const world = await aWorld();
    const failures: unknown[] = [];
    const broken = {
      journal: { ...world.journal, entries: () => world.journal.entries(null as never, null as never) },
      onFailure: (error: unknown) => void failures.push(error),
    };
    expect((await asked(world, { cause: 'a' }, broken)).statusCode).toBe(503);
    const { html } = await page(world, '/explain', { relay: 'a' }, broken);
    expect(html).toContain('The journal cannot be read at the moment');
    expect(failures).toHaveLength(2);
  });
});

describe('names that mean harm', () => {
  it.each(HOSTILE_NAMES)('are text on the page and in JSON: %s', async (name) => {
    const world = await aWorld(name);
    world.set('t-1', 'stopped', name);
    await world.sweepAfter(60);
    const { document } = await explained(world, { relay: 't-1' });
    const told = JSON.stringify(document);
    expect(told.length).toBeLessThan(20_000);
    expect(told).not.toMatch(/[\u202a-\u202e]/);
    const { html, data } = await page(world, '/explain', { relay: 't-1' });
    for (const part of [html, data]) expect(part).not.toMatch(/<script|<img| style=|\u202e/);
    expect(html).not.toContain('x'.repeat(201));
    // and in the question itself, also in one that is refused
    for (const relay of [name.slice(0, 256), name.repeat(100)]) {
      const question = await page(world, '/explain', { relay, at: relay });
      for (const part of [question.html, question.data]) expect(part).not.toMatch(/<script|<img|\u202e|\p{Cs}/u);
    }
  });
});
