import { describe, expect, it } from 'vitest';
import type { StatusDocument } from '../../lib/status/document.ts';
import type { Place } from '../../web/app.tsx';
import { noticeHtml, pageHtml } from '../../web/html.tsx';
import { seenIn } from './a-page.ts';
import { aCause, aHistory, aMember, aStatus } from './parts.ts';

const ASSETS = { script: 'page-1.js', style: 'page-2.css' };
const NOW: Place = { page: 'now', root: './' };
const page = (status: Partial<StatusDocument> = {}, place: Partial<Place> = {}, assets: object = {}) =>
  pageHtml({ status: aStatus(status), place: { ...NOW, ...place } }, { ...ASSETS, ...assets });
const open = (parts: Partial<StatusDocument['open']>) => ({ ...aStatus().open, ...parts });

describe('the page', () => {
  it.each<['en' | 'zh', string, string]>([
    ['en', 'en', 'Nothing is wrong · relaywatch'],
    ['zh', 'zh-CN', '一切正常 · relaywatch'],
  ])('is in the language of its status: %s', (language, lang, title) => {
    const html = page({ language });
    expect(html).toMatch(new RegExp(`^<!doctype html>\n<html lang="${lang}">`));
    expect(html).toContain(`<title>${title}</title>`);
  });

  it('loads what was built, from where it stands', () => {
    expect(page()).toContain('<link rel="stylesheet" href="./assets/page-2.css"');
    expect(page({}, { root: '../' })).toContain('<script src="../assets/page-1.js" defer></script>');
    const bare = page({}, {}, { script: null, style: null });
    expect(bare).not.toMatch(/<script src|rel="stylesheet"/);
  });

  it('is found by no search engine', () => {
    expect(page()).toContain('<meta name="robots" content="noindex"');
  });

  it.each(['</script><script>alert(1)</script>', '<!--<script>', ']]>', '火星🚀"<b>', '\u2028', '&lt;'])(
    'has a name as text, in what is read and in the data for its script: %j',
    (name) => {
      const html = page({ causes: [aCause({ members: [aMember({ name })] })], open: open({ causes: 1, relays: 1 }) });
      const [, data = ''] = /<script type="application\/json" id="status">(.*?)<\/script>/s.exec(html) ?? [];
      expect(JSON.parse(data).status.causes[0].members[0].name).toBe(name);
      expect(html.match(/<script/g)).toHaveLength(2);
      expect(html).not.toContain('alert(1)</script><');
    },
  );

  it.each<[Partial<StatusDocument>, string, string]>([
    [{}, 'fine', 'Nothing is wrong'],
    [{ open: open({ causes: 2, relays: 3, critical: 1 }) }, 'critical', '2 open causes, 3 relays'],
    [{ open: open({ causes: 1, relays: 1, warning: 1 }) }, 'warning', '1 open cause, 1 relay'],
    [{ monitor: { ...aStatus().monitor, problems: ['late'] } }, 'doubtful', 'Nothing is wrong'],
    [
      { monitor: { ...aStatus().monitor, lastSweep: null, problems: ['never-swept'] } },
      'doubtful',
      'Nothing is known yet',
    ],
  ])('begins with how it is: %#', (status, kind, headline) => {
    expect(page(status)).toContain(`<h1 class="${kind}">${headline}</h1>`);
  });

  it.each<[Place['page'], string]>([
    ['now', 'Now'],
    ['fleet', 'Fleet'],
    ['history', 'History'],
    ['reliability', 'Reliability'],
    ['explain', 'Why?'],
  ])('shows which page of all it is: %s', (name, text) => {
    const current = [...page({}, { page: name }).matchAll(/<a href="[^"]*" aria-current="page">([^<]*)</g)];
    expect(current.map(([, words]) => words)).toEqual([text]);
  });

  it('keeps what was chosen when the language is changed, and marks the one that it is in', () => {
    const html = page({}, { page: 'history', query: 'period=7d&name=vip-*' });
    expect(html).toContain('href="?period=7d&amp;name=vip-*&amp;lang=zh"');
    expect(page()).toContain('href="?lang=en" lang="en" hreflang="en" aria-current="true"');
    expect(page({ language: 'zh' })).toContain('lang="zh-CN" hreflang="zh-CN" aria-current="true"');
  });

  it('says what is left out, and what is not told yet', () => {
    const text = seenIn(page({ causesLeftOut: 1_200, open: open({ pending: 3 }), causes: [aCause()] }));
    expect(text).toContain('1,200 more causes are open; "relaywatch incidents" shows all.');
    expect(text).toContain('3 more just stopped or retry, not yet long enough to be told.');
    expect(seenIn(page())).toContain('No relay has a fault that on-call should know of.');
    const never = page({ monitor: { ...aStatus().monitor, lastSweep: null } });
    expect(seenIn(never)).not.toContain('No relay has a fault');
  });

  it('shows what is muted, until when, and how much that holds back', () => {
    const mutes: StatusDocument['mutes'] = [
      {
        kind: 'window',
        name: 'nightly',
        since: '2026-03-01T02:00:00Z',
        until: '2026-03-01T09:00:00Z',
        matches: '',
        held: 0,
      },
      { kind: 'silence', name: 's-1', since: '2026-03-01T07:00:00Z', until: null, matches: 'name vip-*', held: 2 },
    ];
    const held = { affected: 2, members: [aMember()], membersLeftOut: 1 };
    const text = seenIn(page({ mutes, mutesLeftOut: 3, held }));
    expect(text).toContain('Maintenance nightly 02:00:00 UTC until 09:00:00 UTC · everything');
    expect(text).toContain(
      'Silence s-1 07:00:00 UTC until recovered · name vip-* · 2 held back and 3 more 2 held back',
    );
    expect(seenIn(page())).not.toContain('Mutes');
  });

  it('says of a cause that is not open that it is over, or why that is not known', () => {
    const over = (past?: object) =>
      seenIn(
        pageHtml({ status: aStatus(), place: { ...NOW, page: 'cause', cause: 'c-1' }, past: past as never }, ASSETS),
      );
    expect(over()).toContain('This cause is not open This cause has just ended. See how it went');
    expect(over({ kind: 'missing', why: 'not-kept' })).toContain('No journal is kept');
    expect(over({ kind: 'missing', why: 'unknown' })).toContain('It is over, or there never was one with this name.');
    expect(over({ kind: 'history', document: aHistory() })).toContain('This cause is over');
  });
});

describe('a page with one statement', () => {
  const notice = (parts: object = {}) =>
    noticeHtml(
      { language: 'en', root: './', title: 'No <access>', paragraphs: ['Ask for a link.', 'a & b'], ...parts },
      ASSETS,
    );

  it('says it as text, without any script', () => {
    expect(notice()).toContain('<h1>No &lt;access></h1><p>Ask for a link.</p><p>a &amp; b</p></main>');
    expect(notice()).not.toMatch(/<script|http-equiv/);
    expect(notice()).toContain('href="./assets/page-2.css"');
  });

  it('may have a command, and go on to another page', () => {
    expect(notice({ command: 'relaywatch status-link' })).toContain('<pre><code>relaywatch status-link</code></pre>');
    expect(notice({ goTo: './cause/a"b' })).toContain('http-equiv="refresh" content="0; url=./cause/a&quot;b"');
    expect(notice({ language: 'zh' })).toContain('<html lang="zh-CN">');
  });
});
