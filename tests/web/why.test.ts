import { h } from 'preact';
import { describe, expect, it } from 'vitest';
import type { ExplainDocument, LineView, SubjectView } from '../../lib/status/explain-document.ts';
import type { ExplainProblem, Why } from '../../web/past.ts';
import { Story } from '../../web/story.tsx';
import { WhyCause, WhyPage, WhyRelay } from '../../web/why.tsx';
import { en } from '../../web/words/why.ts';
import { zh } from '../../web/words/zh.ts';
import { AT, htmlOf, surroundingsIn, textOf } from './a-page.ts';

const FROM = '2026-02-28T08:00:00.000Z';
const RELAY: SubjectView = { kind: 'relay', key: 'cn-shanghai/t-1', region: 'cn-shanghai', name: 'evening news' };

const answered = (channel: string, accepted = true): LineView => ({
  at: AT,
  about: 'answer',
  channel,
  message: 'open',
  accepted,
  said: 'r-1',
  unclear: null,
  text: [accepted ? 'Told ' : 'Not told ', { outside: channel }, ' at ', { time: AT }, '.'],
});

const causeLine = (key: string): LineView => ({
  at: AT,
  about: 'cause',
  event: 'began',
  key,
  scope: { by: 'account', value: '' },
  verdict: 'stopped',
  reason: 'x',
  severity: 'critical',
  affected: 1,
  text: ['It began.'],
});

const anExplanation = (parts: Partial<ExplainDocument> = {}): ExplainDocument => ({
  version: 1,
  at: AT,
  language: 'en',
  asked: { relay: 't-1', cause: null, at: null },
  found: 'story',
  from: FROM,
  until: AT,
  keepDays: 30,
  subject: RELAY,
  matches: [],
  matchesLeftOut: 0,
  asOf: { at: AT, is: 'unknown', text: ['No fault is known.'] },
  since: AT,
  lines: [answered('pager')],
  linesLeftOut: 0,
  leftOutAfter: 1,
  gaps: [],
  gapsLeftOut: 0,
  ...parts,
});
const why = (parts: Partial<ExplainDocument> = {}): Why => ({ kind: 'explained', document: anExplanation(parts) });
const storyHtml = (parts: Partial<ExplainDocument> = {}) => htmlOf(h(Story, { document: anExplanation(parts) }));
const pageHtml = (one: Why | undefined) => htmlOf(h(WhyPage, { why: one }));

describe('a story on the page', () => {
  it('gives names their own direction, and times as times', () => {
    expect(storyHtml()).toContain(
      `<span>Told <bdi>pager</bdi> at <time datetime="${AT}" title="${AT}">08:00:00 UTC</time>.</span>`,
    );
  });

  it('escapes what looks like markup', () => {
    const html = storyHtml({ lines: [answered('<script>alert(1)</script>"\'')] });
    expect(html).toContain("<bdi>&lt;script>alert(1)&lt;/script>&quot;'</bdi>");
    expect(html).not.toContain('<script');
  });

  it('shortens a long name, with all of it one click away', () => {
    const html = storyHtml({ lines: [answered('é'.repeat(100))] });
    expect(html).toContain(`<bdi>${'é'.repeat(80)}…</bdi></summary><bdi>${'é'.repeat(100)}</bdi></details>`);
  });

  it('marks who was told, and who was not', () => {
    const html = storyHtml({ lines: [answered('pager'), answered('chat', false), causeLine('c-1')] });
    expect([...html.matchAll(/<li( class="[^"]*")?>/g)].map(([, mark = '']) => mark)).toEqual([
      ' class="answer"',
      ' class="answer refused"',
      '',
    ]);
  });

  it('says where lines are left out, between those before and those after', () => {
    const lines = ['a', 'b', 'c'].map((channel) => answered(channel));
    const html = storyHtml({ lines, linesLeftOut: 1_234, leftOutAfter: 2 });
    expect(html).toMatch(
      /<bdi>b<\/bdi>.*<li class="left-out">1,234 more lines are left out here\.<\/li>.*<bdi>c<\/bdi>/,
    );
    expect(storyHtml({ lines })).not.toContain('left-out');
    expect(storyHtml({ lines, linesLeftOut: 1, leftOutAfter: 1 })).toContain('1 more line is left out here.');
  });

  it('says what the journal lacks, and how much more of that there is', () => {
    const gap = { lacks: 'sweeps', from: FROM, until: AT, text: ['No sweep from ', { time: FROM }, '.'] } as const;
    const html = storyHtml({ gaps: [gap], gapsLeftOut: 3 });
    expect(html).toContain('<ul class="lacks" aria-label="What the journal does not have">');
    expect(html).toContain('<li>and 3 more</li>');
    expect(storyHtml()).not.toContain('lacks');
  });

  it.each([
    [
      'nothing',
      { relay: 'x', cause: null, at: null },
      'Nothing is known of such a relay in the day that was looked through',
    ],
    ['nothing', { relay: null, cause: 'x', at: null }, 'Nothing is known of this cause'],
    ['no-fault', { relay: 'x', cause: null, at: AT }, 'No fault is known of it at this time, nor before'],
    ['no-history', { relay: 'x', cause: null, at: null }, 'the journal has nothing of how it came so'],
  ] as const)('of which there is %s says so: %j', (found, asked, sentence) => {
    const document = anExplanation({ found, asked, lines: [], asOf: null, subject: null });
    const text = textOf(h(Story, { document }));
    expect(text).toContain(sentence);
    expect(text).not.toContain('As of:');
    expect(textOf(h(Story, { document }), surroundingsIn('zh'))).not.toContain(sentence);
  });
});

describe('the page that explains', () => {
  it('asks for a relay and a time, and keeps what was asked', () => {
    const html = pageHtml(why({ asked: { relay: 'studio "1"', cause: null, at: '2026-03-01T07:10:05.000Z' } }));
    expect(html).toContain('<form class="filter" method="get" action="?"');
    expect(html).toMatch(/name="relay"[^>]* value="studio &quot;1&quot;"/);
    expect(html).toMatch(/name="at"[^>]* value="2026-03-01T07:10:05"/);
    expect(pageHtml(undefined)).toMatch(/name="relay" value /);
  });

  it('asks for another time of a cause, and for no relay then', () => {
    const html = pageHtml(why({ asked: { relay: null, cause: 'c-1', at: null }, subject: null }));
    expect(html).toContain('<input type="hidden" name="cause" value="c-1"/>');
    expect(html).not.toContain('name="relay"');
  });

  it('leads to each cause that the relay was told under, once', () => {
    const html = pageHtml(why({ lines: [causeLine('c-1'), causeLine('c/2'), causeLine('c-1')] }));
    expect([...html.matchAll(/href="\.\/cause\/([^"]*)"/g)].map(([, key]) => key)).toEqual(['c-1', 'c%2F2']);
    expect(html).toContain('<bdi>evening news</bdi>');
  });

  it('calls a relay without a name by its key alone', () => {
    expect(pageHtml(why({ subject: { ...RELAY, name: ' ' } }))).toMatch(/<h3> <span class="quiet id">/);
  });

  it('offers a choice that keeps the time, and says how many more there are', () => {
    const matches = [RELAY, { ...RELAY, key: 'cn-beijing/a&b', name: '' }];
    const asked = { relay: 't-*', cause: null, at: AT };
    const html = pageHtml(why({ found: 'several', subject: null, matches, matchesLeftOut: 8, asked, lines: [] }));
    expect(html).toContain('10 relays fit. Choose one:');
    expect(html).toContain('href="?relay=cn-beijing%2Fa%26b&amp;at=2026-03-01T08%3A00%3A00.000Z"');
    expect(html).toContain('and 8 more');
  });

  const PROBLEMS: readonly ExplainProblem[] = [
    'none-asked',
    'both-asked',
    'too-long',
    'at-unreadable',
    'at-future',
    'at-too-old',
  ];
  it.each(PROBLEMS)('says what is wrong with a question: %s', (problem) => {
    const asked: Why = { kind: 'problem', problem, relay: 'x', at: '', keepDays: 7 };
    expect(textOf(h(WhyPage, { why: asked }))).toContain(en.problem(problem, '7'));
    expect(textOf(h(WhyPage, { why: asked }), surroundingsIn('zh'))).toContain(zh.why.problem(problem, '7'));
    expect(pageHtml(asked)).toMatch(/name="relay"[^>]* value="x"/);
  });

  it.each([
    ['not-kept', 'No journal is kept'],
    ['unreadable', 'The journal cannot be read at the moment'],
  ] as const)('says why there is nothing: %s', (missing, sentence) => {
    expect(textOf(h(WhyPage, { why: { kind: 'missing', why: missing } }))).toContain(sentence);
  });
});

describe('the part of a cause’s page', () => {
  it('tells the story, and leads to other times', () => {
    const subject: SubjectView = { kind: 'cause', key: 'c-1', region: '', name: '' };
    const html = htmlOf(h(WhyCause, { why: why({ subject }) }), surroundingsIn('en', { root: '../' }));
    expect(html).toContain('<h2 id="why">Why, and who was told</h2>');
    expect(html).toContain('<a href="../explain?cause=c-1">At another time</a>');
    expect(html).not.toContain('<form');
  });

  it('is not there while nothing is known, and without a link where nothing was found', () => {
    expect(htmlOf(h(WhyCause, { why: undefined }))).toBe('');
    expect(htmlOf(h(WhyCause, { why: why({ found: 'nothing', subject: null }) }))).not.toContain('At another time');
  });
});

describe('the link of a relay in a table', () => {
  it.each([
    ['en', 'aria-label="why? evening news">why?</a>'],
    ['zh', 'aria-label="通知原因：evening news">通知原因</a>'],
  ] as const)('is named after it, beginning with what is seen, in %s', (language, name) => {
    const html = htmlOf(h(WhyRelay, { relay: 'cn-shanghai/t 1', name: 'evening news' }), surroundingsIn(language));
    expect(html).toContain('href="./explain?relay=cn-shanghai%2Ft%201"');
    expect(html).toContain(name);
  });
});
