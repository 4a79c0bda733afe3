import { describe, expect, it } from 'vitest';
import { mutesThen } from '../../lib/answers/mutes-then.ts';
import { notedSilences } from '../../lib/answers/noted-silences.ts';
import type { ChangeEntry, IncidentEntry, JournalEntry } from '../../lib/monitor/journal-entry.ts';
import type { Silence } from '../../lib/monitor/mutes.ts';
import { aWindow } from '../monitor/a-window.ts';
import { at, relay, sweep } from './entries.ts';

const silence = (parts: Partial<Silence> = {}): Silence => ({
  id: 's-1',
  comment: 'works',
  createdAt: at('10:00'),
  until: at('12:00'),
  match: { name: 'studio-*' },
  ...parts,
});

function changed(hm: string, what: ChangeEntry['what'], parts: Partial<ChangeEntry> = {}): JournalEntry {
  return { at: at(hm), kind: 'change', what, text: '', ...parts };
}
const added = (hm: string, parts: Partial<Silence> = {}) => changed(hm, 'silence-add', { silence: silence(parts) });
const ends = (...entries: readonly JournalEntry[]) => notedSilences(entries).map(({ id, until }) => `${id} ${until}`);

describe('silences that the journal has', () => {
  it('are none in a journal without changes by hand', () => {
    expect(ends(sweep('10:00'), changed('10:00', 'ack', { text: 's-1' }))).toEqual([]);
  });

  it('last as long as they were made for', () => {
    expect(ends(added('10:00'), added('10:05', { id: 's-2', until: 'recovered' }))).toEqual([
      `s-1 ${at('12:00')}`,
      's-2 recovered',
    ]);
  });

  it.each<[string, Partial<ChangeEntry>]>([
    ['named by its id', { of: 's-1', text: 's-1 (works)' }],
    ['named by its text, as an older relaywatch wrote it', { text: 's-1' }],
  ])('end when somebody ends them, %s', (_, parts) => {
    expect(ends(added('10:00'), changed('11:00', 'silence-expire', parts))).toEqual([`s-1 ${at('11:00')}`]);
  });

  it.each([
    ['before its end', '11:59', at('11:59')],
    ['at its end', '12:00', at('12:00')],
    ['after its end, which stays', '13:00', at('12:00')],
  ])('ended %s', (_, hm, until) => {
    expect(ends(added('10:00'), changed(hm, 'silence-expire', { of: 's-1' }))).toEqual([`s-1 ${until}`]);
  });

  it.each([
    ['that is over by then is not lengthened', '2026-03-02T20:00:00+08:00', '2026-03-02T20:00:00+08:00'],
    ['that still holds is ended', '2026-03-02T08:30:00-05:00', at('13:00')],
  ])('one whose end is written in another zone, %s', (_, until, ended) => {
    expect(ends(added('10:00', { until }), changed('13:00', 'silence-expire', { of: 's-1' }))).toEqual([
      `s-1 ${ended}`,
    ]);
  });

  it('whose end cannot be read never held, and is not made to hold', () => {
    const entries = [added('10:00', { until: 'tomorrow' }), changed('11:00', 'silence-expire', { of: 's-1' })];
    expect(ends(...entries)).toEqual(['s-1 tomorrow']);
  });

  it('until recovery end when somebody ends them', () => {
    const entries = [added('10:00', { until: 'recovered' }), changed('11:00', 'silence-expire', { of: 's-1' })];
    expect(ends(...entries)).toEqual([`s-1 ${at('11:00')}`]);
  });

  it('are not ended by the end of another, nor by the end of one that the journal does not have', () => {
    const other = changed('11:00', 'silence-expire', { of: 's-2', text: 's-1' });
    expect(ends(added('10:00'), other)).toEqual([`s-1 ${at('12:00')}`]);
    expect(ends(other)).toEqual([]);
  });

  it('are as they were made last, and in the order in which they were made first', () => {
    const entries = [added('10:00'), added('10:01', { id: 's-2' }), added('10:02', { until: at('18:00') })];
    expect(ends(...entries)).toEqual([`s-1 ${at('18:00')}`, `s-2 ${at('12:00')}`]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'studio-*'],
    ['one without an id', { ...silence(), id: undefined }],
    ['one whose id is a number', { ...silence(), id: 7 }],
    ['one without an end', { ...silence(), until: undefined }],
    ['one without a beginning', { ...silence(), createdAt: 1 }],
    ['one that matches null', { ...silence(), match: null }],
    ['one that matches a text', { ...silence(), match: 'all' }],
  ])('are not made of %s', (_, made) => {
    expect(ends(changed('10:00', 'silence-add', { silence: made as Silence }))).toEqual([]);
  });

  it.each(['__proto__', 'constructor', '火星🚀"<script>', ''])('may have the id %j', (id) => {
    const entries = [added('10:00', { id }), changed('11:00', 'silence-expire', { of: id })];
    expect(ends(...entries)).toEqual([`${id} ${at('11:00')}`]);
  });
});

describe('what muted a relay at a time', () => {
  const studio = relay('10:00', 'opened') as IncidentEntry;
  const muted = (hm: string, silences: readonly Silence[], windows = [] as Parameters<typeof mutesThen>[0]) =>
    mutesThen(windows, silences)(studio, at(hm));

  it.each([
    ['09:59', null],
    ['10:00', 'silence/s-1'],
    ['11:59', 'silence/s-1'],
    ['12:00', null],
  ])('by a silence from 10:00 to 12:00, at %s: %s', (hm, id) => {
    expect(muted(hm, [silence()])?.id ?? null).toBe(id);
  });

  it.each([
    ['begun by then', '2026-03-02T18:00:00+08:00', 'silence/s-1'],
    ['not begun yet', '2026-03-02T08:00:00-05:00', null],
  ])('by one whose beginning is written in another zone, %s', (_, createdAt, id) => {
    expect(muted('11:00', [silence({ createdAt })])?.id ?? null).toBe(id);
  });

  it('only by what matches it', () => {
    expect(muted('11:00', [silence({ match: { name: 'event-*' } })])).toBeNull();
    expect(muted('11:00', [silence({ match: {} })])).toEqual({
      kind: 'silence',
      id: 'silence/s-1',
      name: 'works',
      until: at('12:00'),
    });
  });

  it('by the one that lasts longest', () => {
    const until = [at('12:00'), 'recovered', at('23:00')];
    const several = until.map((one, n) => silence({ id: `s-${n}`, until: one }));
    expect(muted('11:00', several)).toMatchObject({ id: 'silence/s-1', until: null });
    expect(muted('11:00', several.slice(0, 1))?.id).toBe('silence/s-0');
  });

  it.each([
    ['11:59', null],
    ['12:00', 'window/weekly'],
    ['12:59', 'window/weekly'],
    ['13:00', null],
  ])('by a window of an hour from noon, at %s: %s', (hm, id) => {
    expect(muted(hm, [], [aWindow()])?.id ?? null).toBe(id);
  });

  it('is not known at a time that cannot be read', () => {
    expect(mutesThen([], [silence()])(studio, 'yesterday')).toBeNull();
  });
});
