import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { showsUtf8, toAscii } from '../../../bin/terminal/charset.ts';
import { frameOf } from '../../../bin/terminal/screen/frame.ts';
import { openScreen } from '../../../bin/terminal/screen/live-screen.ts';
import { Shown } from '../../../bin/terminal/shown.ts';
import { cut, fitted, widthOf } from '../../../bin/terminal/width.ts';
import { type ScreenSettings, screenView } from '../../../bin/watching/screen-view.ts';
import { wordsOf } from '../../../lib/alerts/words.ts';
import type { Snapshot } from '../../../lib/state/snapshot.ts';
import { rawOf, usableOf } from '../../../lib/state/snapshot.ts';
import { World } from '../../../stand-ins/simulation/world.ts';

const SETTINGS: ScreenSettings = {
  title: 'relaywatch on local stand-ins',
  page: 'http://127.0.0.1:9414/',
  script: [
    { atMs: 20_000, will: 'source-3.example.com dies', did: 'source-3.example.com died' },
    { atMs: 180_000, will: 'it heals, relays restart', did: 'source-3.example.com healed' },
  ],
  status: {
    windows: [],
    channels: ['pager', 'chat'],
    acknowledgedApart: [],
    qps: 10,
    pageSize: 100,
    intervalSeconds: 60,
  },
};

/** A screen beside a small account: what its sweeps do is shown. */
function shown(names: readonly string[] = ['studio-1', 'studio-2', 'studio-3'], settings = SETTINGS) {
  const world = new World();
  for (const [index, name] of names.entries())
    world.add(`t-${index}`, {
      name,
      destinationKey: `d${index}`,
      sources: [{ origin: 'rtmp://source-3.example.com' }],
      destination: { origin: 'rtmp://push-1.example.com' },
    });
  const view = screenView(settings, world.clock, () => undefined);
  const sweep = async (seconds: number) => {
    world.clock.pass(seconds * 1_000);
    view.sweepBegan();
    const from = world.heard.length;
    const summary = await world.sweep();
    for (const { channel, notification } of world.heard.slice(from)) {
      const { title, body } = wordsOf(notification, { language: 'en' });
      view.heard({ channel, at: world.clock.nowUtc(), notification, title, body });
    }
    const snapshot = usableOf((await world.store.load()).snapshot) as Snapshot;
    view.saved(rawOf(snapshot));
    if (summary) view.sweepEnded({ summary }, 60_000);
  };
  const frame = (columns = 80, rows = 24) => plain(frameOf(view.board(), { columns, rows }));
  return { world, view, sweep, frame };
}

const plain = (part: Shown) => stripVTControlCharacters(part.text);

async function anOutage(names?: readonly string[], settings?: ScreenSettings) {
  const it = shown(names, settings);
  await it.sweep(0);
  for (const id of it.world.tasks.keys()) it.world.set(id, 'stopped', 'PullStreamFailed');
  await it.sweep(60);
  it.world.clock.pass(12_000);
  return it;
}

const OUTAGE = `relaywatch on local stand-ins
page      http://127.0.0.1:9414/
script    source-3.example.com died 52 s ago · in 108 s it heals, relays restart

monitor   ✓ complete 12 s ago · next in 48 s · 2 calls, 0 throttled
fleet     3 relays, 3 stopped
channels  ✓ pager heard 1 message, the last 12 s ago
          ✓ chat heard 1 message, the last 12 s ago

open      1 cause, 3 relays
  critical  3 relays from source-3.example.com stopped, PullStreamFailed, since…

[open] critical to pager, chat, 12 s ago
3 of 3 relays from source-3.example.com stopped, PullStreamFailed, since
08:01:00 UTC
  - Since 2026-03-01 08:01:00 UTC, for 0 s. Severity: critical.
  - Reason: PullStreamFailed (the source could not be pulled).
  - Source: source-3.example.com
  - Regions: cn-shanghai
  - 08:01:00 UTC: 3 relays affected
  Relays:
  … 8 more lines
Ctrl-C stops`;

describe('the screen of a process that watches', () => {
  it('shows in 80×24 how the monitor is, what is open, what was told to whom, and when the next sweep comes', async () => {
    const { frame } = await anOutage();
    expect(frame()).toBe(OUTAGE);
  });

  it('is the same in ASCII where the terminal has no UTF-8', async () => {
    const { frame } = await anOutage();
    const ascii = OUTAGE.replaceAll('✓', '+').replaceAll('·', '-').replaceAll('…', '~');
    expect(toAscii(frame())).toBe(ascii);
    expect(ascii).toMatch(/^\p{ASCII}*$/u);
  });

  it('says before the first sweep what there is to say', () => {
    const { frame, view } = shown();
    view.sweepBegan();
    view.progressed({ pagesRead: 3, pagesExpected: 24, tasksSeen: 300 });
    expect(frame()).toBe(`relaywatch on local stand-ins
page      http://127.0.0.1:9414/
script    in 20 s source-3.example.com dies · in 3 min it heals, relays restart

monitor   the first sweep · sweeping, page 3 of 24
fleet     not read yet
channels  ✓ pager heard nothing yet
          ✓ chat heard nothing yet

open      nothing

on-call has heard nothing yet
Ctrl-C stops`);
  });

  it('shows the end as well, and that nothing is open', async () => {
    const { world, sweep, frame } = await anOutage();
    for (const id of world.tasks.keys()) world.set(id, 'running');
    await sweep(48);
    const text = frame();
    expect(text).toContain('\nopen      nothing\n');
    expect(text).toContain('\n[resolved] to pager, chat, 0 s ago\nResolved after 1 min: ');
  });

  it('tells what is wrong with the monitor itself', async () => {
    const { world, view, sweep, frame } = shown();
    world.failingRegion = 'cn-beijing';
    await sweep(0);
    expect(frame()).toMatch(/\nmonitor {3}✗ incomplete 0 s ago · next in 60 s · .*\n {10}✗ cn-beijing: \S+/);
    view.sweepEnded({ problem: 'no keys were found' }, 60_000);
    expect(frame()).toContain('\nmonitor   ✗ failed 0 s ago · next in 60 s\n          ✗ no keys were found\n');
    view.stopping(true);
    expect(frame()).toMatch(/stopping when the sweep under way has come to its end$/);
    view.close();
    expect(frame()).toMatch(/\nstopped$/);
  });

  it.each([
    [80, 24],
    [80, 12],
    [44, 12],
    [20, 5],
    [1, 1],
    [200, 60],
  ])('never is wider or higher than a terminal of %i×%i, whatever relays are called', async (columns, rows) => {
    const hostile = [
      '火星🚀频道'.repeat(30),
      'a\u001b[2Jb\u0007',
      '\u202eevil\n\nline',
      '👩‍👩‍👧‍👦'.repeat(40),
      'é'.repeat(300),
    ];
    const { frame } = await anOutage(hostile, {
      ...SETTINGS,
      title: `t ${hostile.join('')}`,
      status: { ...SETTINGS.status, channels: hostile },
    });
    for (const text of [frame(columns, rows), toAscii(frame(columns, rows))]) {
      const lines = text.split('\n');
      expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
      for (const line of lines) expect(widthOf(Shown.made(line))).toBeLessThanOrEqual(columns);
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
    }
  });
});

describe('a terminal', () => {
  it.each([
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: 'POSIX' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'zh_CN.utf8' }, true],
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'zh_CN.GB18030' }, false],
    [{}, false],
  ])('with %j shows UTF-8: %s', (env, isShown) => {
    expect(showsUtf8(env)).toBe(isShown);
  });

  it('gets what it cannot show as question marks of the same width', () => {
    expect(toAscii('✓ 火星 é 🚀 …')).toBe('+ ???? ? ?? ~');
  });

  it.each([
    ['plain text', 10, 'plain text'],
    ['plain text', 6, 'plain…'],
    ['火星频道', 8, '火星频道'],
    ['火星频道', 6, '火星…'],
    ['火星频道', 5, '火星…'],
    ['👩‍👩‍👧‍👦 family', 4, '👩‍👩‍👧‍👦 …'],
    ['x', 0, ''],
  ])('cuts %j to %i columns, and never within a character', (text, columns, expected) => {
    expect(cut(text, columns).text).toBe(expected);
  });

  it('has texts side by side in columns, wide ones too', () => {
    expect(fitted('火星', 6).text).toBe('火星  ');
    expect(fitted('12', 6, 'right').text).toBe('    12');
    expect(fitted('火星频道', 6).text).toBe('火星… ');
  });

  it('is drawn anew when its size changes, since it wraps what it showed', () => {
    const written: string[] = [];
    const listeners: (() => void)[] = [];
    const stream = {
      isTTY: true,
      columns: 30,
      rows: 5,
      write: (text: string) => void written.push(text),
      on: (_: string, listener: () => void) => void listeners.push(listener),
      off: () => listeners.splice(0),
    } as unknown as NodeJS.WriteStream;
    const screen = openScreen(({ columns, rows }) => Shown.made(`${columns}x${rows}`), stream);
    screen.draw();
    stream.columns = 20;
    for (const listener of listeners) listener();
    expect(
      written
        .join('')
        .split('\u001b[2J')
        .map((part) => part.match(/\d+x\d+/g)),
    ).toEqual([['30x5'], ['20x5']]);
    screen.close();
    expect(listeners).toEqual([]);
  });
});
