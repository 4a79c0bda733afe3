import { describe, expect, it } from 'vitest';
import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { EMPTY_OUTBOX, type Pending } from '../../lib/monitor/outbox.ts';
import { NOTHING_KNOWN, ToldBook, type ToldEntry } from '../../lib/monitor/told-book.ts';
import { keptBookOf, textOfBook } from '../../lib/sweep/session/told-book-text.ts';
import { aCause } from '../alerts/channel-contract.ts';

const at = (time: string) => parseUtc(`2026-03-01T${time}Z`) as UtcDateTime;
const NOW = at('09:00:00');
const entry = (parts: Partial<ToldEntry> = {}): ToldEntry => ({
  channel: 'pager',
  key: 'cause-1',
  kind: 'open',
  severity: 'warning',
  affected: 3,
  regions: ['cn-shanghai'],
  at: '2026-03-01T08:30:00.000Z',
  ...parts,
});
const message = (parts: Partial<Notification> = {}) =>
  aCause({ dedupKey: 'cause-1', kind: 'open', severity: 'warning', affected: 3, regions: ['cn-shanghai'], ...parts });
const bookOf = (told: readonly ToldEntry[], knownUntil = NOTHING_KNOWN) =>
  new ToldBook({ broken: true, told }, knownUntil, NOW);

describe('what was told while the state could not be saved', () => {
  it.each<[what: string, told: Partial<ToldEntry>, now: Partial<Notification>]>([
    ['an open', {}, {}],
    ['a growth of what was told so already', { kind: 'growth', affected: 8 }, { kind: 'growth', affected: 8 }],
    ['a reminder', {}, { kind: 'reminder' }],
    ['an end', { kind: 'resolved' }, { kind: 'resolved' }],
    ['a few relays more', {}, { affected: 5 }],
    ['what was told an hour ago', { at: '2026-03-01T08:00:00.000Z' }, {}],
    ['what a clock wrote that is a little ahead', { at: '2026-03-01T09:00:05.000Z' }, {}],
  ])('is not told again within the hour: %s', (_, told, now) => {
    const { at } = entry(told);
    expect(bookOf([entry(told)]).toldAt('pager', message(now))).toBe(at);
    const older = entry({ ...told, at: '2026-03-01T07:59:00.000Z' });
    expect(bookOf([entry(told), older]).toldAt('pager', message(now))).toBe(at);
  });

  it('is not told again within the day when it is a report, whose time does not come again', () => {
    const told = entry({ kind: 'report', severity: 'info', affected: 0, regions: [], at: '2026-02-28T09:00:00.000Z' });
    const report = message({ kind: 'report', severity: 'info', affected: 0, regions: [] });
    expect(bookOf([told]).toldAt('pager', report)).toBe('2026-02-28T09:00:00.000Z');
    expect(bookOf([{ ...told, at: '2026-02-28T08:59:59.000Z' }]).toldAt('pager', report)).toBeNull();
  });

  it.each<[what: string, told: Partial<ToldEntry>, now: Partial<Notification>]>([
    ['after an hour', { at: '2026-03-01T07:59:59.000Z' }, {}],
    ['to another channel', { channel: 'chat' }, {}],
    ['of another cause', { key: 'cause-2' }, {}],
    ['when it is an end', {}, { kind: 'resolved' }],
    ['when its end was told since', { kind: 'resolved' }, {}],
    ['when it got more serious', {}, { severity: 'critical' }],
    ['when it has twice the relays, and five at least', {}, { affected: 6 }],
    ['when it reached another region', {}, { regions: ['cn-beijing', 'cn-shanghai'] }],
    ['when it pages nobody', {}, { kind: 'update' }],
    ['when a clock that is ahead wrote it', { at: '2026-03-01T09:00:06.000Z' }, {}],
    ['when its time is none', { at: 'soon' }, {}],
  ])('is told %s', (_, told, now) => {
    expect(bookOf([entry(told)]).toldAt('pager', message(now))).toBeNull();
  });

  it('counts for nothing where the state was saved since', () => {
    expect(bookOf([entry()], '2026-03-01T08:30:00.000Z').toldAt('pager', message())).toBeNull();
    expect(bookOf([entry()], '2026-03-01T08:29:59.999Z').toldAt('pager', message())).not.toBeNull();
    expect(bookOf([entry()], '2026-03-01T08:30:00.000Z').unknownToState).toEqual([]);
    expect(bookOf([entry()]).unknownToState).toEqual([entry()]);
  });

  it('is all in a state that is saved before anything more is told, and so is what other machines told before', () => {
    const isKnown = (told: ToldEntry) => bookOf([told], bookOf([told]).takenInUntil).unknownToState.length === 0;
    expect(isKnown(entry())).toBe(true);
    // of a clock that is a little ahead
    expect(isKnown(entry({ at: '2026-03-01T09:00:04.000Z' }))).toBe(true);
    expect(bookOf([entry({ at: '2026-03-01T09:00:04.000Z' }), entry()]).takenInUntil).toBe('2026-03-01T09:00:04.000Z');
    const book = bookOf([]);
    book.note('pager', message(), NOW);
    expect(book.takenInUntil).toBe('2026-03-01T08:59:59.999Z');
    expect(
      bookOf(keptBookOf(textOfBook(book.kept(true))).told, book.takenInUntil).toldAt('pager', message()),
    ).not.toBeNull();
  });

  it('knows the causes whose end was the last word', () => {
    const book = bookOf([
      entry({ key: 'over', at: '2026-03-01T08:10:00.000Z' }),
      entry({ key: 'over', kind: 'resolved', channel: 'chat', at: '2026-03-01T08:20:00.000Z' }),
      entry({ key: 'again', kind: 'resolved', at: '2026-03-01T08:20:00.000Z' }),
      entry({ key: 'again', channel: 'chat', at: '2026-03-01T08:25:00.000Z' }),
      entry({ key: 'anew', at: '2026-03-01T08:10:00.000Z' }),
      entry({ key: 'anew', kind: 'resolved', channel: 'chat', at: '2026-03-01T08:20:00.000Z' }),
      entry({ key: 'anew', at: '2026-03-01T08:25:00.000Z' }),
    ]);
    expect([...book.endedKeys()]).toEqual(['over']);
  });

  it('is kept as the last word of each channel and cause, and read again', () => {
    const book = bookOf([entry(), entry({ at: '2026-02-27T08:00:00.000Z', key: 'old' })]);
    book.note('pager', message({ kind: 'growth', affected: 9 }), NOW);
    book.note('chat', message({ kind: 'update' }), NOW);
    const { told: kept, broken } = keptBookOf(textOfBook(book.kept(true)));
    expect(broken).toBe(true);
    const begun = expect.objectContaining({ verdict: 'stopped' });
    expect(kept).toEqual([entry({ kind: 'growth', affected: 9, at: NOW.toISO(), unsaved: true, begun })]);
    expect(bookOf(kept).toldAt('pager', message({ affected: 9 }))).toBe(NOW.toISO());
  });

  it('says nothing of what a channel accepted since, in this sweep: a beginning that waited makes its end news', () => {
    const book = bookOf([entry({ kind: 'resolved' })]);
    book.note('pager', message(), NOW);
    expect(book.toldAt('pager', message({ kind: 'resolved' }))).toBeNull();
  });

  it('shows whom an end is owed, whatever the clocks said, until a state was saved that knows', () => {
    const unsaved = { unsaved: true };
    const owed = (told: Partial<ToldEntry>) => bookOf([entry(told)], '2026-03-01T08:59:00.000Z').owed.length === 1;
    const ahead = '2026-03-01T09:17:00.000Z';
    expect(owed(unsaved)).toBe(true);
    expect(owed({})).toBe(false);
    expect(owed({ ...unsaved, at: ahead })).toBe(true);
    expect(owed({ ...unsaved, kind: 'resolved' })).toBe(false);
    expect(owed({ ...unsaved, kind: 'summary' })).toBe(false);
    const book = bookOf([entry({ ...unsaved, at: ahead })], '2026-03-01T09:18:00.000Z');
    expect(book.takenInUntil).toBe('2026-03-01T08:59:59.999Z');
    book.saved();
    expect([book.isNews(false), bookOf(book.kept(false).told, '2026-03-01T09:18:00.000Z').owed]).toEqual([true, []]);
  });

  it('has what was about to be told, which is owed an end and told again, unless it was refused', () => {
    const pending = [{ channel: 'pager', notification: message(), attempts: 0, maybeHeard: true }];
    const book = bookOf([entry({ channel: 'chat' })]);
    book.noteAhead({ ...EMPTY_OUTBOX, pending: [...pending, { ...pending[0], channel: 'chat' } as Pending] });
    const next = bookOf(keptBookOf(textOfBook(book.kept(true))).told);
    expect(next.owed.map(({ channel, maybe }) => [channel, maybe === true])).toEqual([
      ['chat', false],
      ['pager', true],
    ]);
    expect(next.toldAt('pager', message())).toBeNull();
    next.settle(EMPTY_OUTBOX);
    expect(next.kept(true).told, 'another one may have told it, whose outbox is not here').toHaveLength(2);
    next.noteAhead({ ...EMPTY_OUTBOX, pending });
    next.settle({ ...EMPTY_OUTBOX, pending });
    expect(next.kept(true).told).toHaveLength(2);
    next.settle(EMPTY_OUTBOX);
    expect(next.kept(true).told).toEqual([entry({ channel: 'chat' })]);
  });

  it('owes the end of what may be told now, too, where a state has had an earlier beginning', () => {
    const pending = [{ channel: 'pager', notification: message(), attempts: 0, maybeHeard: true }];
    const book = bookOf([entry()], '2026-03-01T08:55:00.000Z');
    book.noteAhead({ ...EMPTY_OUTBOX, pending });
    expect(bookOf(book.kept(true).told, '2026-03-01T08:55:00.000Z').owed).toMatchObject([
      { channel: 'pager', maybe: true },
    ]);
  });

  it('takes no older end for told where a beginning may have been heard since, whatever the clock said', () => {
    const begun = { at: '2026-03-01T08:51:00.000Z', maybe: true, unsaved: true };
    const told = [entry({ kind: 'resolved', at: '2026-03-01T08:59:00.000Z' }), entry(begun)];
    const book = bookOf(told, '2026-03-01T08:55:00.000Z');
    expect(book.toldAt('pager', message({ kind: 'resolved' }))).toBeNull();
    expect(book.endedKeys()).toEqual(new Set());
    book.saved();
    expect(book.kept(false).told).toEqual([]);
  });

  it('has something to write when it says more, or the state broke or works again', () => {
    const written = (broken: boolean, told: ToldEntry[] = []) => new ToldBook({ broken, told }, NOTHING_KNOWN, NOW);
    expect([written(false).isNews(false), written(false).isNews(true), written(true).isNews(false)]).toEqual([
      false,
      true,
      true,
    ]);
    const book = written(false);
    book.note('pager', message(), NOW);
    expect(book.isNews(false)).toBe(true);
  });

  it('stays small', () => {
    const book = bookOf([]);
    for (let n = 1; n <= 1_500; n++) book.note('pager', message({ dedupKey: `cause-${n}` }), NOW);
    expect(keptBookOf(textOfBook(book.kept(false))).told).toHaveLength(1_000);
    expect(textOfBook(book.kept(false)).length).toBeLessThan(300_000);
  });
});
