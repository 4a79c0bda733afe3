import { describe, expect, it } from 'vitest';
import { NO_FILTER, type PastFilter } from '../../lib/answers/past-filter.ts';
import { quantilesOf } from '../../lib/answers/quantiles.ts';
import { reportOf } from '../../lib/answers/report.ts';
import { reportHtml } from '../../lib/answers/report-html.ts';
import { reportMarkdown } from '../../lib/answers/report-markdown.ts';
import { standingEntries } from '../../lib/answers/standing.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { usableOf } from '../../lib/state/snapshot.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { answer, at, cause, relay, sweep, time } from './entries.ts';

const ENTRIES: readonly JournalEntry[] = [
  sweep('10:00'),
  relay('10:00', 'seen', { causeKey: null }),
  sweep('10:02'),
  cause('10:02', 'began'),
  answer('10:02', 'pager', 'open'),
  answer('10:02', 'chat', 'open', false),
  relay('10:02', 'opened', { lostSeconds: 120 }),
  relay('10:02', 'opened', { key: 'cn-shanghai/2', name: 'studio-2' }),
  sweep('10:30', { complete: false }),
  relay('10:30', 'recovered', { lostSeconds: 1_800 }),
  sweep('10:40'),
  cause('10:40', 'over'),
  answer('10:40', 'pager', 'resolved'),
  relay('10:40', 'recovered', { key: 'cn-shanghai/2', name: 'studio-2', lostSeconds: 600 }),
  sweep('14:00'),
  cause('14:00', 'began', { since: at('14:00') }),
  answer('14:00', 'pager', 'open'),
  relay('14:00', 'opened', { since: at('14:00') }),
];
const report = (entries = ENTRIES) => reportOf(entries, time('09:00'), time('15:00'));

describe('a report', () => {
  it('has the outages by cause, with whom was told', () => {
    const [first, second] = report().outages;
    expect(first).toMatchObject({
      cause: 'source-1',
      begin: at('10:00'),
      end: at('10:40'),
      seconds: 2_400,
      relays: ['studio-1', 'studio-2'],
      relayCount: 2,
      detectSeconds: 120,
      told: { pager: 2 },
      pages: 1,
      refused: 1,
    });
    expect(second).toMatchObject({ begin: at('14:00'), end: null, seconds: 3_600, detectSeconds: 0 });
  });

  it('has the times to detect and to repair, and the noise', () => {
    expect(report()).toMatchObject({
      detect: { count: 2, median: 0, p90: 120 },
      repair: { count: 1, median: 2_400, p90: 2_400 },
      noise: { pages: 2, pagesPerCause: 1, causesPerDay: 8 },
    });
    expect(report().noise.byChannel).toEqual([
      { channel: 'pager', pages: 2, refused: 0 },
      { channel: 'chat', pages: 0, refused: 1 },
    ]);
  });

  it('has what was lost: of each incident once, and to the end of what goes on', () => {
    const { availability } = report();
    expect(availability.worstRelays).toEqual([
      { name: 'studio-1 (cn-shanghai/1)', lostSeconds: 1_800 + 3_600, relays: 1 },
      { name: 'studio-2 (cn-shanghai/2)', lostSeconds: 600, relays: 1 },
    ]);
    expect(availability.worstDestinations).toEqual([
      { name: 'rtmp://push-1.example.com', lostSeconds: 6_000, relays: 2 },
    ]);
    expect(availability.share).toBeCloseTo(1 - 6_000 / (10 * 6 * 3_600));
  });

  it('has how well the monitor looked', () => {
    expect(report().monitor).toMatchObject({
      begins: at('10:00'),
      sweeps: 5,
      incompleteSweeps: 1,
      gaps: [{ from: at('10:40'), until: at('14:00') }],
    });
    expect(report().monitor.watched).toBeCloseTo(1 - 260 / 360);
  });

  it('of nothing says so', () => {
    const text = reportMarkdown(report([]));
    for (const said of ['No cause was open.', 'None lost anything.', 'The journal has nothing of this time.'])
      expect(text).toContain(said);
    expect(reportHtml(report([]))).toContain('No cause was open.');
  });

  it('agrees with whole sweeps', async () => {
    const world = new World({ pager: 120 });
    const from = world.clock.nowUtc();
    world.add('studio-1');
    await world.sweep();
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    for (let n = 0; n < 10; n++) await world.sweepAfter(60);
    world.set('studio-1', 'running');
    await world.sweepAfter(60);
    const { outages, availability } = reportOf(await world.noted(), from, world.clock.nowUtc());
    expect(outages).toMatchObject([{ seconds: 600, relays: ['studio-1'], told: { pager: 2 }, pages: 1 }]);
    expect(availability.lostSeconds).toBe(540);
  });
});

describe('what is open all the time without any news', () => {
  const NONE = { from: time('09:00'), until: time('15:00') };
  /** A day later: the cause was acknowledged, so that nobody is reminded of it, and nothing happens to it. */
  async function standing() {
    const world = new World({ pager: 120 });
    world.add('studio-1');
    world.add('studio-2');
    await world.sweep();
    world.set('studio-1', 'stopped', 'PullStreamFailed');
    await world.sweepAfter(60);
    await world.acknowledge('wang');
    await world.sweepAfter(60);
    const from = world.clock.nowUtc().plus({ hours: 1 });
    for (let n = 0; n < 24; n++) await world.sweepAfter(3_600);
    const until = world.clock.nowUtc();
    const entries = (await world.noted()).filter(({ at: when }) => when >= from.toISO());
    const known = usableOf((await world.store.load()).snapshot)?.watch ?? { causes: [], incidents: [] };
    return { entries, known, from, until };
  }

  it('is in the report all the same, from the state', async () => {
    const { entries, known, from, until } = await standing();
    expect(reportOf(entries, from, until).outages).toEqual([]);
    const whole = reportOf(entries, from, until, { standing: standingEntries(entries, known, from) });
    expect(whole.outages).toMatchObject([{ verdict: 'stopped', end: null, relays: ['studio-1'], most: 1 }]);
    const seconds = until.diff(from).as('seconds');
    expect(whole.availability.worstRelays).toMatchObject([{ lostSeconds: Math.round(seconds), relays: 1 }]);
    // how far the journal reaches is not changed by what is added to it
    expect(whole.monitor).toEqual(reportOf(entries, from, until).monitor);
  });

  it('is taken from the state once: what the journal tells is left to it', () => {
    const incident = {
      ...relay('14:00', 'opened', { since: at('14:00') }),
      taskId: '1',
      phase: 'open',
      down: true,
    } as unknown as Incident;
    expect(standingEntries(ENTRIES, { causes: [], incidents: [incident] }, NONE.from)).toEqual([]);
    const sighted = ENTRIES.filter((one) => one.kind !== 'incident' || one.event === 'seen');
    expect(standingEntries(sighted, { causes: [], incidents: [incident] }, NONE.from)).toMatchObject([
      { at: at('14:00'), event: 'opened', key: 'cn-shanghai/1' },
    ]);
  });
});

describe('a report of some relays', () => {
  const OTHER = { dedupKey: 'destination-2', key: 'destination-2' };
  const MORE: readonly JournalEntry[] = [
    ...ENTRIES,
    sweep('14:30'),
    cause('14:30', 'began', {
      key: OTHER.key,
      scope: { by: 'destination', value: 'rtmps://push-2.example.com:443' },
      reason: 'PushStreamFailed',
      since: at('14:30'),
    }),
    { ...answer('14:30', 'pager', 'open'), ...OTHER } as JournalEntry,
    relay('14:30', 'opened', {
      key: 'cn-beijing/9',
      region: 'cn-beijing',
      name: 'event-9',
      source: '',
      destination: 'rtmps://push-2.example.com:443',
      since: at('14:30'),
      causeKey: OTHER.key,
    }),
  ];
  const of = (parts: Partial<PastFilter>) =>
    reportOf(MORE, time('09:00'), time('15:00'), { filter: { ...NO_FILTER, ...parts } });

  it.each<[string, Partial<PastFilter>, number, number]>([
    ['all', {}, 3, 7_800],
    ['a region', { region: 'cn-beijing' }, 1, 1_800],
    ['a name', { name: 'studio-*' }, 2, 6_000],
    ['one name, in other letters', { name: 'STUDIO-2' }, 1, 600],
    ['a host without scheme and port', { host: 'push-2.example.com' }, 1, 1_800],
    ['a host of a source', { host: 'source-1.*' }, 2, 6_000],
    ['a verdict', { verdict: 'stopped' }, 3, 7_800],
    ['another verdict', { verdict: 'recovering' }, 0, 0],
    ['region and name that do not go together', { region: 'cn-beijing', name: 'studio-1' }, 0, 0],
  ])('%s', (_, filter, outages, lostSeconds) => {
    const report = of(filter);
    expect([report.outages.length, report.availability.lostSeconds]).toEqual([outages, lostSeconds]);
    expect(report.noise.pages).toBe(report.outages.reduce((sum, { pages }) => sum + pages, 0));
    expect(report.monitor).toEqual(of({}).monitor);
    expect(report.relays === null).toBe(Object.keys(filter).length > 0);
  });

  it('has an outage whose single relays had no room in the journal, by what it says of itself', () => {
    const noRelays = MORE.filter(({ kind }) => kind !== 'incident');
    const filter = { ...NO_FILTER, host: 'push-2.example.com' };
    const { outages } = reportOf(noRelays, time('09:00'), time('15:00'), { filter });
    expect(outages).toMatchObject([{ cause: 'destination-2', relayCount: 0, most: 2 }]);
  });
});

describe('hostile names in a report', () => {
  const name = `火星🚀"<script>alert(1)</script> [a](http://evil.example) |x| \u202e\u001b[31m ${'long '.repeat(2_000)}`;
  const hostile = ENTRIES.map((one) => (one.kind === 'incident' ? { ...one, name, reason: name } : one));

  it('are text in HTML, which has no script and loads nothing', () => {
    const html = reportHtml(report(hostile));
    expect(html).toContain('火星🚀&quot;&lt;script>');
    expect(html).not.toMatch(/<script|<a\s|<img|\u202e|\ssrc=|href=/);
    expect(html.length).toBeLessThan(30_000);
    expect(html).toContain('<rect');
  });

  it('are text in Markdown', () => {
    const text = reportMarkdown(report(hostile));
    expect(text).toContain('火星🚀"\\<script\\>alert(1)\\</script\\> \\[a\\](http\\://evil.example) \\|x\\| ??\\[31m');
    expect(text).not.toMatch(/[^\\]<script/);
  });
});

describe('quantiles', () => {
  it.each([
    [[], null, null, null],
    [[5], 5, 5, 5],
    [[3, 1, 2], 2, 3, 3],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9, 10],
  ])('of %j', (values, median, p90, max) => {
    expect(quantilesOf(values)).toEqual({ count: values.length, median, p90, max });
  });
});
