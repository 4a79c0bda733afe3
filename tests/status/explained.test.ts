import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { explainDocument } from '../../lib/status/explained.ts';
import { knownOf } from '../../lib/status/known.ts';
import { statusDocument } from '../../lib/status/status-document.ts';
import { seededRandom } from '../../stand-ins/simulation/seeded-random.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { pageHtml } from '../../web/html.tsx';
import { HOSTILE_NAMES, settingsOf } from '../support/status-site.ts';

const FROM = parseUtc('2026-03-02T00:00:00Z') as UtcDateTime;
const NOW = FROM.plus({ days: 1 });
const KEY = 'source-1';

/** Letters that no compression makes smaller. */
const random = seededRandom(7);
const noise = (length: number) =>
  Array.from({ length }, () => String.fromCodePoint(0x4e00 + Math.floor(random() * 20_000))).join('');
const at = (n: number) => FROM.plus({ seconds: n * 10 }).toISO();

/** A cause that changes all day, with relays, reasons, channels and receipts that mean harm. */
function storm(): JournalEntry[] {
  return Array.from({ length: 2_000 }, (_, n): JournalEntry[] => {
    const what = { verdict: 'stopped', reason: `${HOSTILE_NAMES[4]}${noise(300)}`, severity: 'critical' } as const;
    const relay = (m: number): JournalEntry => ({
      at: at(n),
      kind: 'incident',
      event: 'changed',
      key: `cn-shanghai/${n}-${m}-${noise(200)}`,
      region: 'cn-shanghai',
      name: noise(300),
      source: `rtmp://${noise(200)}`,
      destination: `rtmp://${noise(200)}`,
      since: at(0),
      causeKey: KEY,
      lostSeconds: 0,
      ...what,
    });
    return [
      {
        at: at(n),
        kind: 'cause',
        event: n === 0 ? 'began' : 'changed',
        key: KEY,
        scope: { by: 'source', value: noise(300) },
        since: at(0),
        affected: 9,
        ...what,
      },
      {
        at: at(n),
        kind: 'answer',
        channel: noise(300),
        dedupKey: KEY,
        message: 'growth',
        accepted: true,
        said: noise(300),
      },
      ...[1, 2, 3, 4, 5, 6].map(relay),
      { at: at(n), kind: 'left-out', count: 1 },
    ];
  }).flat();
}

const explained = (entries: readonly JournalEntry[], keepDays = 30) =>
  explainDocument(
    entries,
    knownOf(null),
    { policy: DEFAULT_POLICY, windows: [] },
    {
      language: 'zh',
      asked: { relay: null, cause: KEY, at: null },
      at: NOW,
      now: NOW,
      from: FROM,
      until: NOW,
      keepDays,
    },
  );

describe('an explanation of a storm with hostile names', () => {
  const document = explained(storm());

  it('has a bound, and says how much is left out', () => {
    expect([document.lines.length, document.linesLeftOut, document.leftOutAfter]).toEqual([200, 5_800, 100]);
    expect(gzipSync(JSON.stringify(document)).length).toBeLessThan(300_000);
    expect(document.lines[0]?.at).toBe(at(0));
    expect(document.lines.at(-1)?.at).toBe(at(1_999));
    expect(document.gaps).toMatchObject([
      { lacks: 'sweeps', from: at(0), until: NOW.toISO() },
      { lacks: 'room', count: 2_000 },
    ]);
  });

  it('keeps the times and our own words whole, however little room is left', () => {
    const last = document.lines.at(-1);
    expect(last).toMatchObject({ about: 'answer', message: 'growth', accepted: true });
    expect(last?.text.filter((piece) => typeof piece === 'string')).toEqual([
      '已通知 ',
      '：渠道已接收“扩大”消息，回执 ',
      '。',
    ]);
    for (const { at: time } of document.lines) expect(time).toMatch(/^2026-03-02T\d\d:\d\d:\d\d\.000Z$/);
  });

  it('makes a page that is small, and no markup', () => {
    const status = statusDocument(knownOf(null), settingsOf(new World({})), NOW, { language: 'zh' });
    const place = { page: 'explain', root: './' } as const;
    const html = pageHtml({ status, place, why: { kind: 'explained', document } }, { script: null, style: null });
    expect(gzipSync(html).length).toBeLessThan(500_000);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/<img| style=/);
  });
});

describe('the gaps of an explanation', () => {
  it('are those after its beginning, and where nothing is known all of them', () => {
    const sweep = {
      kind: 'sweep',
      complete: true,
      exact: true,
      overlooked: 0,
      relays: 1,
      open: 1,
      durationMs: 1,
    } as const;
    const hours = Array.from({ length: 24 }, (_, n) => FROM.plus({ hours: n }));
    // each second hour has no sweep
    const sweeps = hours.filter((_, n) => n % 2 === 0).map((time): JournalEntry => ({ at: time.toISO(), ...sweep }));
    const since = FROM.plus({ hours: 10 }).toISO();
    const cause: JournalEntry = {
      at: since,
      kind: 'cause',
      event: 'began',
      key: KEY,
      scope: { by: 'account', value: '' },
      verdict: 'stopped',
      reason: 'x',
      severity: 'critical',
      since,
      affected: 1,
    };
    const entries = [...sweeps, cause].toSorted((a, b) => (a.at < b.at ? -1 : 1));
    const { gaps, gapsLeftOut } = explained(entries);
    expect([gaps.length, gapsLeftOut]).toEqual([7, 0]);
    expect(gaps[0]).toMatchObject({ lacks: 'sweeps', from: since, until: FROM.plus({ hours: 12 }).toISO() });
    // where nothing is known, all of them count
    const nothing = explained(sweeps);
    expect([nothing.found, nothing.gaps.length]).toEqual(['nothing', 12]);
    const often = explained(
      sweeps.flatMap((one) => [
        one,
        { ...one, at: `${one.at.slice(0, 14)}20:00.000Z` },
        { ...one, at: `${one.at.slice(0, 14)}40:00.000Z`, complete: false },
      ]),
    );
    expect(often.gaps.at(-1)).toMatchObject({ lacks: 'relays', count: 12 });
    expect(explained([]).gaps).toMatchObject([{ lacks: 'all' }]);
  });
});
