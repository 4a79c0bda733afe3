import { h } from 'preact';
import { describe, expect, it } from 'vitest';
import type { CauseView } from '../../lib/status/document.ts';
import { Cause, type Extent } from '../../web/cause.tsx';
import { htmlOf, surroundingsIn, textOf } from './a-page.ts';
import { aCause, aMember } from './parts.ts';

const cause = (parts: Partial<CauseView> = {}, extent: Extent = 'facts') => h(Cause, { cause: aCause(parts), extent });
const zh = surroundingsIn('zh');

describe('an open cause', () => {
  it('says first what it is, how long it lasts, and whom it was told', () => {
    expect(textOf(cause())).toMatch(
      /^Critical 1 relay stopped For 30 min Since 07:30:00 UTC Affected 1 Told nobody yet PullStreamFailed since 07:30 /,
    );
    expect(textOf(cause(), zh)).toMatch(
      /^严重 1 relay stopped 已持续 30 分 开始时间 07:30:00 UTC 影响任务 1 个 已通知 尚未通知任何渠道 /,
    );
  });

  it.each<['critical' | 'warning' | 'info', string, string]>([
    ['critical', 'Critical', '严重'],
    ['warning', 'Warning', '警告'],
    ['info', 'Info', '提示'],
  ])('is marked by its severity: %s', (severity, english, chinese) => {
    expect(htmlOf(cause({ severity }))).toContain(`<span class="badge ${severity}">${english}</span>`);
    expect(htmlOf(cause({ severity }), zh)).toContain(`<span class="badge ${severity}">${chinese}</span>`);
  });

  it.each<[Partial<CauseView>, string]>([
    [{ affected: 5, most: 5 }, 'Affected 5 Told'],
    [{ affected: 5, most: 1_200 }, 'Affected 5 now, 1,200 at most Told'],
    [{ told: [{ channel: 'pager', at: '2026-03-01T07:31:00Z', unsure: false }] }, 'Told pager 07:31:00 UTC PullStream'],
    [
      { told: [{ channel: '值班', at: '2026-02-28T07:31:00Z', unsure: true }] },
      '值班 2026-02-28 07:31:00 UTC no clear answer',
    ],
    [{ waiting: ['chat', 'mail'] }, 'Told nobody yet Still to be told chat mail'],
    [{ mutedBy: ['nightly'] }, 'Muted by nightly'],
    [{ since: '2026-02-26T06:00:00.000Z' }, 'For 3 d 2 h Since 2026-02-26 06:00:00 UTC'],
    [
      { acknowledged: { at: '2026-03-01T07:40:00Z', by: 'Li', comment: 'on it' } },
      'Acknowledged by Li at 07:40:00 UTC on it',
    ],
    [{ acknowledged: { at: '2026-03-01T07:40:00Z', by: '', comment: '' } }, 'Acknowledged 07:40:00 UTC PullStream'],
  ])('tells more where there is more to tell: %j', (parts, text) => {
    expect(textOf(cause(parts))).toContain(text);
  });

  it('tells who keeps it quiet, and until when', () => {
    const silence = { id: 's-1', comment: 'works', by: 'Li', since: '2026-03-01T07:40:00Z', until: null };
    expect(textOf(cause({ silences: [silence] }))).toContain('Silenced by Li at 07:40:00 UTC works until recovered');
    const ending = { ...silence, until: '2026-03-01T09:00:00Z' };
    expect(textOf(cause({ silences: [ending] }))).toContain('works until 09:00:00 UTC');
    expect(textOf(cause({ silences: [ending] }), zh)).toContain('已静默 Li 于 07:40:00 UTC works 至 09:00:00 UTC');
  });

  it('has what happened to it, in words', () => {
    const timeline = [
      { at: '2026-03-01T07:30:00Z', event: 'stopped', affected: 1 },
      { at: '2026-03-01T07:31:00Z', event: 'grew', affected: 1_200 },
    ] as const;
    expect(textOf(cause({ timeline }))).toContain('Timeline 07:30:00 UTC 1 affected 07:31:00 UTC grew to 1,200');
    expect(textOf(cause({ timeline }), zh)).toContain('时间线 07:30:00 UTC 1 个受影响 07:31:00 UTC 增至 1,200 个');
    expect(textOf(cause())).not.toContain('Timeline');
  });

  it.each<[Extent, boolean, boolean]>([
    // what to do is open, the rest is open
    ['facts', false, false],
    ['steps', true, false],
    ['all', true, true],
  ])('shows at once as much as is wanted: %s', (extent, stepsOpen, restOpen) => {
    const timeline = [{ at: '2026-03-01T07:30:00Z', event: 'stopped', affected: 1 }] as const;
    const folds = [...htmlOf(cause({ timeline }, extent)).matchAll(/<details class="fold"( open)?><summary>([^<]*)/g)];
    expect(folds.map(([, open, summary]) => [summary, open !== undefined])).toEqual([
      ['What to do', stepsOpen],
      ['Timeline', restOpen],
      ['Relays (1)', restOpen],
    ]);
  });

  it('has a command to copy where there is one, as text', () => {
    const text = { ...aCause().text, command: 'relaywatch tasks --name "<a>&b"' };
    expect(htmlOf(cause({ text }))).toContain(
      '<pre><code>relaywatch tasks --name &quot;&lt;a>&amp;b&quot;</code></pre>',
    );
    expect(htmlOf(cause())).not.toContain('<pre>');
    expect(textOf(cause({ text: { ...text, steps: [] } }))).not.toContain('What to do');
  });

  it('leads to its own page, whatever its key is, and from there too', () => {
    expect(htmlOf(cause({ key: 'a/b?c#"<' }))).toContain('href="./cause/a%2Fb%3Fc%23%22%3C"');
    expect(htmlOf(cause(), surroundingsIn('en', { root: '../' }))).toContain('href="../cause/c-1"');
  });
});

describe('the relays of a cause', () => {
  const relay = (parts: object) =>
    textOf(cause({ members: [aMember(parts)] }))
      .split(' Since ')
      .at(-1);

  it.each<[object, string]>([
    [
      {},
      'evening news t-1why? stopped PullStreamFailed cn-shanghai rtmp://source.example.com → rtmp://push.example.com 07:30:00 UTC',
    ],
    [{ name: ' ' }, 't-1why? stopped'],
    [{ reason: 'none' }, 'stopped cn-shanghai'],
    [{ reason: '' }, 'stopped cn-shanghai'],
    [{ source: '', destination: '' }, 'cn-shanghai unknown → unknown'],
    [{ phase: 'flapping', stops: 3 }, 'PullStreamFailed 3 stops cn-shanghai'],
    [{ down: false }, 'PullStreamFailed runs at the moment cn-shanghai'],
    [{ mutedBy: 'nightly' }, 'PullStreamFailed Muted by nightly cn-shanghai'],
    [{ verdict: 'missed-start', reason: 'none' }, 'did not start cn-shanghai'],
    [{ name: '<script>' }, '<script>'],
  ])('are shown each with how it is: %j', (parts, text) => {
    expect(relay(parts)).toContain(text);
  });

  it('are counted where they are not all shown', () => {
    expect(textOf(cause({ membersLeftOut: 1_150 }))).toContain('and 1,150 more');
    expect(textOf(cause())).not.toContain('more');
  });

  it('lead to why on-call was told of each, by region and id', () => {
    const html = htmlOf(cause({ members: [aMember({ taskId: 'a b', name: '🚀'.repeat(41) })] }));
    expect(html).toContain('href="./explain?relay=cn-shanghai%2Fa%20b"');
    expect(html).toContain(`${'🚀'.repeat(40)}…"`);
    expect(htmlOf(cause({ members: [aMember({ region: '' })] }))).not.toContain('explain?relay');
  });
});

describe('what on-call may do about a cause', () => {
  const writing = surroundingsIn('en', { proof: 'proof-1' });
  const acting = (parts: Partial<CauseView>) => htmlOf(cause(parts, 'all'), writing);
  const buttons = (html: string) =>
    [...html.matchAll(/<button type="submit" name="do" value="([^"]*)"/g)].map(([, v]) => v);

  it('is nothing where the page may change nothing, or where nothing can be done', () => {
    expect(htmlOf(cause({}, 'all'))).not.toContain('<form');
    expect(acting({ canAcknowledge: false, silenceMatches: null })).not.toContain('<form');
    expect(htmlOf(cause({}, 'steps'), writing)).not.toContain('<form');
  });

  it.each<[Partial<CauseView>, string[]]>([
    [{}, ['ack', 'silence']],
    [{ acknowledged: { at: '2026-03-01T07:40:00Z', by: 'Li', comment: '' } }, ['ack-undo', 'silence']],
    [{ canAcknowledge: false }, ['silence']],
    [{ silenceMatches: null }, ['ack']],
    [
      { silences: [{ id: 's-1', comment: '', by: '', since: '2026-03-01T07:40:00Z', until: null }] },
      ['ack', 'silence', 'silence-end:s-1'],
    ],
  ])('is to acknowledge and to silence, or to take that back: %j', (parts, values) => {
    expect(buttons(acting(parts))).toEqual(values);
  });

  it('carries the proof, and says what each does', () => {
    const html = acting({ silenceMatches: 'name "vip-*"', acknowledgeAlsoIn: ['pager'] });
    expect(html).toContain('<input type="hidden" name="proof" value="proof-1"');
    expect(html).toContain('name &quot;vip-*&quot;');
    expect(html).toContain('Acknowledge it there, too: pager keeps an acknowledgement of its own.');
  });

  it('names a silence by its comment, of which it never shows half a character', () => {
    const named = (comment: string) =>
      /End the silence ([^<]*)</.exec(
        acting({ silences: [{ id: 's-1', comment, by: '', since: '2026-03-01T07:40:00Z', until: null }] }),
      )?.[1];
    expect(named('works')).toBe('works');
    expect(named('')).toBe('s-1');
    expect(named(`a${'🚀'.repeat(60)}`)).toBe(`a${'🚀'.repeat(59)}…`);
  });
});
