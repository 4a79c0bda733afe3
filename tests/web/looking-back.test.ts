import { h } from 'preact';
import { describe, expect, it } from 'vitest';
import type { HistoryDocument, PastCause, ReliabilityDocument } from '../../lib/status/past-documents.ts';
import { ClosedCause } from '../../web/closed-cause.tsx';
import { History } from '../../web/history.tsx';
import { LookingBack } from '../../web/looking-back.tsx';
import { causeName, relayName } from '../../web/past-names.tsx';
import { queryOf } from '../../web/past-query.ts';
import { Reliability } from '../../web/reliability.tsx';
import { Timeline } from '../../web/timeline.tsx';
import { en } from '../../web/words/en.ts';
import { zh } from '../../web/words/zh.ts';
import { htmlOf, surroundingsIn, textOf } from './a-page.ts';
import { aHistory, aPastCause, aPastRelay, aReliability } from './parts.ts';

describe('the name of a cause of the past', () => {
  it.each<[Partial<PastCause>, string, string]>([
    [{}, 'source.example.com: stopped, PullStreamFailed', 'source.example.com: 已停止, PullStreamFailed'],
    [{ reason: 'none' }, 'source.example.com: stopped', 'source.example.com: 已停止'],
    [{ reason: '' }, 'source.example.com: stopped', 'source.example.com: 已停止'],
    [
      { verdict: 'of-later' },
      'source.example.com: of-later, PullStreamFailed',
      'source.example.com: of-later, PullStreamFailed',
    ],
    [{ scope: { by: 'account', value: '' }, reason: 'none' }, 'most of the account: stopped', '账号内多数任务: 已停止'],
    [
      { scope: { by: 'region-reason', value: 'cn-shanghai PullStreamFailed' } },
      'cn-shanghai PullStreamFailed: stopped',
      'cn-shanghai PullStreamFailed: 已停止',
    ],
  ])('is its place and what is wrong there: %j', (parts, english, chinese) => {
    const cause = aPastCause(parts);
    expect([causeName(cause, en), causeName(cause, zh)]).toEqual([english, chinese]);
  });

  it('of a relay is its id when it has none', () => {
    expect(relayName(aPastRelay())).toBe('evening news');
    expect(relayName(aPastRelay({ name: ' \t' }))).toBe('cn-shanghai/t-1');
  });
});

describe('the address of another page', () => {
  it.each<[Partial<HistoryDocument>, number, string]>([
    [{}, 2, '?period=24h&page=2'],
    [{ period: '7d' }, 1, '?period=7d&page=1'],
    [
      { wanted: { region: 'cn-*', host: '', verdict: 'stopped', name: 'a&b=c #直' } },
      3,
      '?period=24h&region=cn-*&verdict=stopped&name=a%26b%3Dc+%23%E7%9B%B4&page=3',
    ],
  ])('keeps what was chosen: %j', (parts, page, query) => {
    expect(queryOf(aHistory(parts), page)).toBe(query);
  });
});

describe('the timeline', () => {
  const timeline = (causes: readonly PastCause[], parts: Partial<HistoryDocument> = {}) =>
    htmlOf(h(Timeline, { history: aHistory({ causes, total: causes.length, ...parts }) }));
  const bars = (html: string) =>
    [...html.matchAll(/<rect class="bar \w+" x="([^"]*)" width="([^"]*)"/g)].map(([, x, width]) => [x, width]);

  it.each<[string, string | null, string, string]>([
    ['2026-02-28T08:00:00Z', '2026-02-28T20:00:00Z', '0%', '50%'],
    ['2026-03-01T02:00:00Z', '2026-03-01T08:00:00Z', '75%', '25%'],
    ['2026-03-01T02:00:00Z', null, '75%', '25%'],
    ['2026-02-20T00:00:00Z', '2026-02-28T14:00:00Z', '0%', '25%'],
    ['2026-02-20T00:00:00Z', null, '0%', '100%'],
    ['2026-02-28T20:00:00Z', '2026-02-28T20:00:01Z', '50%', '0%'],
    ['2026-02-28T20:00:00Z', '2026-02-28T20:00:30Z', '50%', '0.03%'],
  ])('has a bar from %s to %s', (since, until, x, width) => {
    expect(bars(timeline([aPastCause({ since, until })]))).toEqual([[x, width]]);
  });

  it('has one lane for a cause that goes on under another key because its relays flap, each bar with its own link', () => {
    const html = timeline([aPastCause({ key: 'c-flapping' }), aPastCause({ until: '2026-03-01T02:10:00.000Z' })]);
    expect(html.match(/<bdi>source.example.com: stopped, PullStreamFailed<\/bdi>/g)).toHaveLength(1);
    const links = [...html.matchAll(/cause\/([\w-]+)"[^>]*><title>/g)].map(([, key]) => key);
    expect(links).toEqual(['c-flapping', 'c-1']);
  });

  it('has a lane for each name, in which it may be there twice', () => {
    const earlier = aPastCause({ since: '2026-02-28T10:00:00Z', until: '2026-02-28T11:00:00Z' });
    const journal = { ...aHistory().journal, begins: '2026-02-28T08:00:00Z' };
    const html = timeline([aPastCause(), aPastCause({ key: 'c-2', reason: 'PushStreamFailed' }), earlier], { journal });
    expect(html.match(/<div class="lane">/g)).toHaveLength(2);
    expect(bars(html)).toHaveLength(3);
  });

  it('has a tick each four hours of a day, and each day of a week', () => {
    const ticks = (html: string) => [...html.matchAll(/<text x="[^"]*" y="15">([^<]*)</g)].map(([, text]) => text);
    expect(ticks(timeline([aPastCause()]))).toEqual(['08:00', '12:00', '16:00', '20:00', '00:00', '04:00', '08:00']);
    const week = { from: '2026-02-22T08:00:00Z', until: '2026-03-01T08:00:00Z' };
    expect(ticks(timeline([aPastCause()], week))).toEqual('02-23 02-24 02-25 02-26 02-27 02-28 03-01'.split(' '));
    const month = { from: '2026-01-30T08:00:00Z', until: '2026-03-01T08:00:00Z' };
    expect(ticks(timeline([aPastCause()], month)).length).toBeLessThanOrEqual(9);
  });

  it('shows where relaywatch did not look, if that is long enough to be seen', () => {
    const gaps = (html: string) => html.match(/<rect class="gap"/g)?.length ?? 0;
    const { journal } = aHistory();
    const gap = { from: '2026-03-01T00:00:00Z', until: '2026-03-01T01:00:00Z' };
    const short = { from: '2026-03-01T02:00:00Z', until: '2026-03-01T02:05:00Z' };
    const begins = '2026-02-28T08:00:00Z';
    expect(gaps(timeline([aPastCause()], { journal: { ...journal, begins, gaps: [gap, short] } }))).toBe(1);
    const late = '2026-02-28T09:16:00.000Z';
    expect(gaps(timeline([aPastCause()], { journal: { ...journal, begins: late, gaps: [gap] } }))).toBe(2);
    const quietHour = '2026-02-28T09:15:00.000Z';
    expect(gaps(timeline([aPastCause()], { journal: { ...journal, begins: quietHour } }))).toBe(0);
    expect(gaps(timeline([aPastCause()], { journal: { ...journal, begins } }))).toBe(0);
  });

  it('tells in the tip of a bar what it was, and which relays', () => {
    const members = [aPastRelay({ name: '🚀'.repeat(41) }), aPastRelay({ key: 'x', name: '' })];
    expect(timeline([aPastCause({ affected: 1_200, members })])).toContain(
      `<title>source.example.com: stopped, PullStreamFailed\n2026-03-01 02:00 – 2026-03-01 02:30 UTC (30 min)\n1,200 relays: ${'🚀'.repeat(40)}…, x</title>`,
    );
  });
});

describe('the history', () => {
  const shown = (parts: Partial<HistoryDocument>) => textOf(h(History, { history: aHistory(parts) }));

  it('says that there was nothing, or nothing that fits', () => {
    expect(shown({})).toBe('Causes (0) No cause was open in this period.');
    expect(shown({ wanted: { region: 'x', host: '', verdict: '', name: '' } })).toBe(
      'Causes (0) No cause in this period matches the filter.',
    );
  });

  it('has a cause with its times, relays and messages', () => {
    const cause = aPastCause({ told: [{ channel: 'pager', messages: 2 }], refused: 1, affected: 3, until: null });
    expect(shown({ causes: [cause], total: 1 })).toContain(
      'Critical source.example.com: stopped, PullStreamFailed 02:00:00 UTC still open 30 min 3 relays evening news and 2 more pager (2) not accepted: 1',
    );
    expect(shown({ causes: [aPastCause({ severity: 'of-later' })], total: 1 })).not.toContain('of-later');
  });

  it.each<[number, number, string[]]>([
    [1, 1, []],
    [1, 3, ['Older']],
    [2, 3, ['Newer', 'Older']],
    [3, 3, ['Newer']],
  ])('has pages: %i of %i', (page, pages, links) => {
    const html = htmlOf(h(History, { history: aHistory({ page, pages }) }));
    const [, nav = ''] = /<nav class="paging".*?>(.*)<\/nav>/s.exec(html) ?? [];
    expect([...nav.matchAll(/<a href="[^"]*">(\w+)/g)].map(([, text]) => text)).toEqual(links);
    if (pages > 1) expect(nav).toContain(`Page ${page} of ${pages}`);
  });

  it('has relays that no cause had, apart', () => {
    const text = shown({ relays: [aPastRelay({ name: '', source: '' })], relaysLeftOut: 2 });
    expect(text).toContain('Relays without a cause');
    expect(text).toMatch(/cn-shanghai\/t-1 cn-shanghai\/t-1why\? stopped PullStreamFailed unknown → rtmp:\/\/push/);
    expect(text).toContain('and 2 more');
  });
});

describe('a cause that is over', () => {
  const shown = (cause: Partial<PastCause>, parts: Partial<HistoryDocument> = {}) =>
    textOf(h(ClosedCause, { history: aHistory({ causes: [aPastCause(cause)], ...parts }) }));

  it('is told with its times', () => {
    expect(shown({})).toContain(
      'Lasted 30 min Since 02:00:00 UTC Ended 02:30:00 UTC Affected 1 relay Told after 1 min',
    );
    const open = shown({ until: null, detectSeconds: null });
    expect(open).toContain('It is not open any more; the journal does not say when it ended.');
    expect(open).not.toMatch(/Lasted|Told after/);
  });

  it('is told with what happened, and how channels answered', () => {
    const events: PastCause['events'] = [
      { at: '2026-03-01T02:00:00Z', event: 'began', affected: 1, severity: 'critical' },
      { at: '2026-03-01T02:01:00Z', event: 'told', channel: 'pager', message: 'open', said: 'r-1' },
      { at: '2026-03-01T02:01:00Z', event: 'refused', channel: 'chat', message: 'of-later', said: '' },
      { at: '2026-03-01T02:30:00Z', event: 'over', affected: 0, severity: 'critical' },
    ];
    expect(shown({ events, eventsLeftOut: 4 })).toContain(
      '02:00:00 UTC began, 1 affected 02:01:00 UTC pager accepted the message “open” r-1 02:01:00 UTC chat did not accept the message “of-later” 02:30:00 UTC over and 4 more',
    );
  });

  it('was there before, maybe, and the journal may have left something out', () => {
    const causes = [aPastCause(), aPastCause({ since: '2026-02-28T10:00:00Z', until: '2026-02-28T11:00:00Z' })];
    expect(shown({}, { causes })).toContain('It was also open at these times');
    expect(shown({}, { journal: { ...aHistory().journal, leftOut: 1 } })).toContain('1 change of a single relay was');
    expect(textOf(h(ClosedCause, { history: aHistory() }))).toBe('');
  });
});

describe('reliability', () => {
  const shown = (parts: Partial<ReliabilityDocument>, language: 'en' | 'zh' = 'en') =>
    textOf(h(Reliability, { document: aReliability(parts) }), surroundingsIn(language));
  const { availability } = aReliability();

  it.each<[number | null, string]>([
    [1, '100.000%'],
    [0.999999999, '99.999%'],
    [0.99999, '99.999%'],
    [0.999989, '99.998%'],
    // which as a binary number is a little less
    [0.57, '57.000%'],
    [0.29, '29.000%'],
    [0.5, '50.000%'],
    [0, '0.000%'],
    [null, 'unknown'],
  ])('of %d is never more than there was: %s', (share, text) => {
    const told = /Available (\S+) Lost/.exec(shown({ availability: { ...availability, share } }))?.[1];
    expect(told).toBe(text);
  });

  it('has times, or says that there are none', () => {
    const text = shown({ detect: { count: 3, median: 45, p90: 61, max: 3_660 } });
    expect(text).toMatch(/45 s .*1 min 1 s .*1 h 1 min .*3/);
  });

  it('names what lost the most, with a bar by its share', () => {
    const worstRelays = [
      { name: 'vip-1', lostSeconds: 3_600, relays: 1 },
      { name: '<b>', lostSeconds: 900, relays: 1_200 },
    ];
    const html = htmlOf(h(Reliability, { document: aReliability({ availability: { ...availability, worstRelays } }) }));
    expect([...html.matchAll(/<rect class="bar critical" width="([^"]*)"/g)].map(([, width]) => width)).toEqual([
      '100%',
      '25%',
    ]);
    expect(html).toContain('<bdi>&lt;b></bdi>');
    expect(html).toContain('<td>1,200</td>');
  });

  it('has what each channel was sent', () => {
    const noise = {
      pages: 1_200,
      pagesPerCause: 1.25,
      causesPerDay: 0,
      byChannel: [{ channel: 'pager', pages: 1_200, refused: 3 }],
    };
    expect(shown({ noise })).toMatch(/pager 1,200 3/);
    expect(shown({ noise })).toContain('1.3');
  });
});

describe('a page that looks back', () => {
  const shown = (past: object | undefined, page: 'history' | 'reliability' = 'history') =>
    textOf(h(LookingBack, { past: past as never, page }));
  const { journal } = aHistory();
  const withJournal = (parts: object) =>
    shown({ kind: 'history', document: aHistory({ journal: { ...journal, ...parts } }) });

  it.each([
    [undefined, 'History The journal cannot be read at the moment.'],
    [{ kind: 'missing', why: 'unreadable' }, 'History The journal cannot be read at the moment.'],
    [{ kind: 'missing', why: 'not-kept' }, 'History No journal is kept'],
  ])('says why it cannot: %j', (past, text) => {
    expect(shown(past)).toMatch(new RegExp(`^${text}`));
  });

  it.each<[object, string]>([
    [{ begins: null }, 'The journal has nothing from this period.'],
    [{ begins: '2026-02-28T09:16:00.000Z' }, 'The journal begins at 2026-02-28 09:16:00 UTC'],
    [{ incompleteSweeps: 1 }, '1 sweep did not see every relay.'],
    [{ leftOut: 1_200 }, '1,200 changes of single relays were left out'],
    [
      { gaps: [{ from: '2026-03-01T03:00:00Z', until: '2026-03-01T04:00:00Z' }], gapsLeftOut: 2 },
      'or could not write its journal: 03:00:00 UTC – 04:00:00 UTC and 2 more',
    ],
  ])('says what is missing in it: %j', (parts, text) => {
    expect(withJournal(parts)).toContain(text);
  });

  it('says nothing of a journal that begins within the first hour and a quarter', () => {
    expect(withJournal({ begins: '2026-02-28T09:15:00.000Z' })).not.toContain('begins at');
  });

  it('has a form with what was chosen, and a way back to all', () => {
    const wanted = { region: 'cn-*', host: '', verdict: 'stopped', name: '"<x>' };
    const html = htmlOf(h(LookingBack, { past: { kind: 'history', document: aHistory({ wanted }) }, page: 'history' }));
    expect(html).toContain('value="&quot;&lt;x>"');
    expect(html).toMatch(/<option selected value="stopped"|<option value="stopped" selected/);
    expect(html).toContain('<a href="?period=24h">Show all</a>');
    const plain = htmlOf(h(LookingBack, { past: { kind: 'history', document: aHistory() }, page: 'history' }));
    expect(plain).not.toContain('Show all');
  });
});
