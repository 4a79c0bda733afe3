import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../lib/answers/report.ts';
import type { UtcDateTime } from '../../lib/base/time.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { createFileJournal } from '../../lib/state/file/file-journal.ts';
import type { HistoryDocument, ReliabilityDocument } from '../../lib/status/past-documents.ts';
import { configure, functionCompute, invoke, type Surroundings, surroundings } from './handler-run.ts';
import { ask, FORMS, quietly, TOKEN } from './status-call.ts';

const headers = { authorization: `Bearer ${TOKEN}` };
const KEY = 'source-0123456789abcdef';
const NAME = 'studio "<script>alert(1)</script>';

/** Entries of an outage of so long ago that went on for an hour. */
function outageEntries(begun: UtcDateTime): { readonly when: UtcDateTime; readonly entries: JournalEntry[] }[] {
  const ended = begun.plus({ hours: 1 });
  const since = begun.toISO();
  const scope = { by: 'source', value: 'rtmp://source-9.example.com' } as const;
  const what = { verdict: 'stopped', reason: 'PullStreamFailed', severity: 'critical', since } as const;
  const cause = { kind: 'cause', key: KEY, scope, ...what } as const;
  const relay = {
    kind: 'incident',
    key: 'cn-shanghai/9',
    region: 'cn-shanghai',
    name: NAME,
    source: scope.value,
    destination: 'rtmp://push-9.example.com',
    causeKey: KEY,
    ...what,
  } as const;
  const answer = { kind: 'answer', channel: 'pager', dedupKey: KEY, accepted: true, said: 'r-1' } as const;
  const sweep = {
    kind: 'sweep',
    complete: true,
    exact: true,
    overlooked: 0,
    relays: 300,
    open: 1,
    durationMs: 1,
  } as const;
  const at = (when: UtcDateTime) => when.toISO();
  return [
    {
      when: begun,
      entries: [
        { at: at(begun), ...sweep },
        { at: at(begun), ...cause, event: 'began', affected: 1 },
        { at: at(begun), ...answer, message: 'open' },
        { at: at(begun), ...relay, event: 'opened', lostSeconds: 0 },
        { at: at(begun), kind: 'left-out', count: 17 },
      ],
    },
    {
      when: ended,
      entries: [
        { at: at(ended), ...sweep },
        { at: at(ended), ...cause, event: 'over', affected: 0 },
        { at: at(ended), ...answer, message: 'resolved' },
        { at: at(ended), ...relay, event: 'recovered', lostSeconds: 3_600 },
      ],
    },
  ];
}

/** Stand-ins of which one sweep was made, with an outage of some hours ago in the journal. */
async function swept(hoursAgo = 5): Promise<Surroundings> {
  const around = await surroundings();
  await configure(around, { status: { token: TOKEN } });
  const journal = createFileJournal(join(around.folder, 'state'));
  for (const { when, entries } of outageEntries(DateTime.utc().minus({ hours: hoursAgo })))
    await journal.add(entries, when);
  await invoke(null, functionCompute());
  return around;
}

describe.each(FORMS)('the past, asked in the form of %s', (_, askIn) => {
  const history = async (query: Record<string, string> = {}): Promise<HistoryDocument> =>
    JSON.parse((await askIn({ path: '/api/v1/history', query, headers })).body);

  it('is a page and JSON of the same choice', async () => {
    await swept();
    const document = await history({ host: 'source-9.example.com' });
    expect(document).toMatchObject({
      version: 1,
      period: '24h',
      periods: ['24h', '7d'],
      total: 1,
      wanted: { host: 'source-9.example.com' },
      causes: [{ key: KEY, seconds: 3_600, affected: 1, members: [{ name: NAME }] }],
      journal: { leftOut: 17 },
    });
    expect((await history({ host: 'source-8.example.com' })).total).toBe(0);
    const page = await askIn({ path: '/history', query: { host: 'source-9.example.com', lang: 'en' }, headers });
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain('Causes (1)');
    expect(page.body).toContain('17 changes of single relays were left out');
    expect(page.body).toContain('studio &quot;&lt;script>');
    expect(page.body).not.toMatch(/<script>| style=/);
    // links that change the language keep the choice
    expect(page.body).toContain('href="?host=source-9.example.com&amp;lang=zh"');
  });

  it('leads to a cause that is over, by the link that messages have', async () => {
    await swept();
    const page = await askIn({ path: `/cause/${KEY}`, headers });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('This cause is over');
    expect(page.body).toMatch(/accepted the message “resolved” <span class="quiet"><bdi>r-1<\/bdi>/);
    expect((await history({ cause: KEY })).causes[0]?.events).toMatchObject([
      { event: 'began' },
      { event: 'told', said: 'r-1' },
      { event: 'over' },
      { event: 'told', said: 'r-1' },
    ]);
    const unknown = await askIn({ path: '/cause/source-ffff', headers });
    expect([unknown.statusCode, unknown.body.includes('This cause is not open')]).toEqual([404, true]);
    expect((await askIn({ path: '/api/v1/history', query: { cause: 'no' }, headers })).statusCode).toBe(404);
  });

  it('is explained for a relay and for a cause, by a link that can be sent', async () => {
    await swept();
    const ofRelay = await askIn({ path: '/explain', query: { relay: 'cn-shanghai/9', lang: 'en' }, headers });
    expect([ofRelay.statusCode, ofRelay.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(ofRelay.body).toContain(
      'Told <bdi>pager</bdi>: it took the message (<bdi>open</bdi>), receipt <bdi>r-1</bdi>.',
    );
    expect(ofRelay.body).toContain('href="?relay=cn-shanghai%2F9&amp;lang=zh"');
    expect(ofRelay.body).not.toMatch(/<script>| style=/);
    const ofCause = await askIn({ path: '/api/v1/explain', query: { cause: KEY, lang: 'zh' }, headers });
    expect(JSON.parse(ofCause.body)).toMatchObject({
      version: 1,
      language: 'zh',
      found: 'story',
      subject: { key: KEY },
    });
    for (const [query, code] of [
      [{ relay: 'nobody' }, 404],
      [{ relay: '9', at: 'soon' }, 400],
      [{}, 400],
    ] as const)
      expect((await askIn({ path: '/api/v1/explain', query, headers })).statusCode).toBe(code);
  });

  it('is counted by the figures of the report', async () => {
    const { folder } = await swept();
    const { body, statusCode } = await askIn({ path: '/api/v1/reliability', query: { name: 'studio*' }, headers });
    const document = JSON.parse(body) as ReliabilityDocument;
    const [from, until] = [document.from, document.until].map((iso) => DateTime.fromISO(iso, { zone: 'utc' }));
    const entries: JournalEntry[] = [];
    const span = [from, until] as [UtcDateTime, UtcDateTime];
    for await (const one of createFileJournal(join(folder, 'state')).entries(...span)) entries.push(one);
    const filter = { region: '', host: '', verdict: '', name: 'studio*' };
    const { detect, repair, noise } = reportOf(entries, ...span, { filter });
    expect(statusCode).toBe(200);
    expect(document).toMatchObject({ periods: ['24h', '7d', '30d'], causes: 1, relays: null, detect, repair, noise });
    expect(document.availability).toMatchObject({ lostSeconds: 3_600, share: null });
    const page = await askIn({ path: '/reliability', query: { name: 'studio*' }, headers });
    expect([page.statusCode, page.body.includes('60 min')]).toEqual([200, true]);
  });
});

describe('the past', () => {
  it.each(['/history', '/reliability', '/explain', '/api/v1/history', '/api/v1/reliability', '/api/v1/explain'])(
    'at %s is refused without a token',
    async (path) => {
      await configure(await surroundings(), { status: { token: TOKEN } });
      expect((await ask({ path })).statusCode).toBe(401);
      expect((await ask({ path, method: 'POST', headers })).statusCode).toBe(405);
    },
  );

  it('of a week ago is still found by its link', async () => {
    await swept(24 * 9);
    expect((await ask({ path: `/cause/${KEY}`, headers })).statusCode).toBe(200);
  });

  it.each([
    ['/api/v1/history', { period: '30d' }, 'period has to be one of 24h, 7d'],
    ['/api/v1/reliability', { period: 'all' }, 'period has to be one of 24h, 7d, 30d'],
    ['/api/v1/history', { verdict: 'broken' }, 'verdict has to be one of stopped,'],
    ['/api/v1/history', { name: 'x'.repeat(257) }, 'region, host and name have 256 characters at most'],
    ['/api/v1/history', { page: '0' }, 'page has to be a number from 1'],
  ])('at %s refuses %j and says why', async (path, query, problem) => {
    await swept();
    const { statusCode, body } = await ask({ path, query, headers });
    expect([statusCode, body]).toEqual([400, expect.stringContaining(problem)]);
    // a reader sees what is shown instead
    expect((await ask({ path: path.replace('/api/v1', ''), query, headers })).statusCode).toBe(200);
  });

  it('shows a name in the choice as text', async () => {
    await swept();
    const query = { name: '"><script>alert(1)</script>', region: '\u202ex' };
    const { body } = await ask({ path: '/history', query, headers });
    expect(body).not.toContain('<script>');
    expect(body).not.toContain('\u202e');
    expect(body).toContain('No cause in this period matches the filter.');
  });

  it('that cannot be read is a notice, and what is open now is shown as ever', async () => {
    const { folder } = await swept();
    const [first = ''] = (await readdir(join(folder, 'state'))).filter((name) => name.startsWith('journal-')).sort();
    const path = join(folder, 'state', first);
    await rm(path);
    // a folder where a file should be cannot be read
    await mkdir(path);
    for (const page of ['/history', '/reliability']) {
      const { result, printed } = await quietly(() => ask({ path: page, headers }));
      expect([result.statusCode, result.body.includes('The journal cannot be read at the moment')]).toEqual([
        200,
        true,
      ]);
      expect(printed).toContain('status_failed');
    }
    for (const page of ['/', '/fleet', '/api/v1/status', '/metrics'])
      expect((await ask({ path: page, headers })).statusCode).toBe(200);
    const { result } = await quietly(() => ask({ path: '/api/v1/history', headers }));
    expect([result.statusCode, result.body]).toEqual([503, expect.stringContaining('the journal cannot be read')]);
    const gone = await quietly(() => ask({ path: `/cause/${KEY}`, headers }));
    expect([gone.result.statusCode, gone.result.body.includes('The journal cannot be read')]).toEqual([404, true]);
  });

  it('that is damaged in part is shown without that part', async () => {
    const { folder } = await swept();
    const hour = DateTime.utc().minus({ hours: 2 });
    const at = hour.toISO();
    const lines = ['{"at":', JSON.stringify({ at, kind: 'cause', key: 'x' }), 'null', '[]', '\u0000'];
    await writeFile(join(folder, 'state', `journal-${hour.toFormat("yyyy-MM-dd'T'HH")}.jsonl`), lines.join('\n'));
    const { statusCode, body } = await ask({ path: '/api/v1/history', headers });
    expect([statusCode, (JSON.parse(body) as HistoryDocument).total]).toEqual([200, 1]);
  });

  it.each([
    [3, ['24h'], ['24h']],
    [10, ['24h', '7d'], ['24h', '7d']],
    [90, ['24h', '7d'], ['24h', '7d', '30d']],
  ])('of a journal that is kept for %d days is offered for no longer', async (keepDays, ofHistory, ofReliability) => {
    const around = await surroundings();
    const state = { type: 'file', path: join(around.folder, 'state'), journal: { keepDays } };
    await configure(around, { status: { token: TOKEN }, state });
    const periodsOf = async (path: string) => JSON.parse((await ask({ path, headers })).body).periods;
    expect(await periodsOf('/api/v1/history')).toEqual(ofHistory);
    expect(await periodsOf('/api/v1/reliability')).toEqual(ofReliability);
  });

  it('says so when no journal is kept', async () => {
    const around = await surroundings();
    const state = { type: 'file', path: join(around.folder, 'state'), journal: { keepDays: 0 } };
    await configure(around, { status: { token: TOKEN }, state });
    await invoke(null, functionCompute());
    expect((await ask({ path: '/history', headers })).body).toContain('No journal is kept');
    expect(await ask({ path: '/api/v1/reliability', headers })).toMatchObject({
      statusCode: 503,
      body: expect.stringContaining('state.journal.keepDays is 0'),
    });
  });
});
