import { describe, expect, it } from 'vitest';
import type { NotificationKind } from '../../lib/monitor/notification.ts';
import { EMPTY_OUTBOX, type Outbox, type Pending, type Receipt } from '../../lib/monitor/outbox.ts';
import { withoutRemovedChannels } from '../../lib/monitor/removed-channels.ts';
import { AT, message, put, waiting } from './a-queue.ts';

const waits = (channel: string, kind: NotificationKind, parts: Partial<Pending> = {}): Pending => ({
  channel,
  notification: message(kind),
  attempts: 0,
  maybeHeard: false,
  ...parts,
});
const heard = (channel: string): Receipt => ({
  channel,
  dedupKey: 'cause-1',
  kind: 'open',
  at: AT.toISO(),
  receipt: '',
});
const outboxWith = (pending: readonly Pending[], receipts: readonly Receipt[] = []): Outbox => ({
  ...EMPTY_OUTBOX,
  pending,
  receipts,
});
const today = (outbox: Outbox, route = ['pager']) => withoutRemovedChannels(outbox, ['pager', 'mail'], () => route, AT);

describe('what waits for a channel that is not configured any more', () => {
  it.each([
    [
      'an end goes where the routes lead',
      outboxWith([waits('chat', 'resolved')], [heard('chat')]),
      ['pager resolved'],
      0,
    ],
    ['an end that was heard there is dropped', outboxWith([waits('chat', 'resolved', { takenBy: ['pager'] })]), [], 1],
    ['a page that nobody heard goes where the routes lead', outboxWith([waits('chat', 'open')]), ['pager open'], 0],
    ['a page that another one heard is dropped', outboxWith([waits('chat', 'open')], [heard('mail')]), [], 1],
    ['a page that another one took is dropped', outboxWith([waits('chat', 'summary', { takenBy: ['mail'] })]), [], 1],
    [
      'a page that waits for another one is dropped',
      outboxWith([waits('chat', 'open'), waits('mail', 'open')]),
      ['mail open'],
      1,
    ],
    [
      'a page heard by channels that are gone too goes on',
      outboxWith([waits('chat', 'growth')], [heard('old')]),
      ['pager growth'],
      0,
    ],
    ['an update is dropped', outboxWith([waits('chat', 'update')], [heard('chat')]), [], 1],
    ['what waits for others stays', outboxWith([waits('mail', 'open')]), ['mail open'], 0],
  ])('%s', (_, outbox, expected, dropped) => {
    const found = today(outbox);
    expect(waiting(found.outbox)).toEqual(expected);
    expect(found.dropped).toHaveLength(dropped);
  });

  it('leaves no debt behind once its end was passed on', () => {
    expect(today(outboxWith([waits('chat', 'resolved')], [heard('chat'), heard('pager')])).outbox.receipts).toEqual([
      heard('pager'),
    ]);
  });

  it('owes an end that goes where the routes lead, when it heard the beginning or may have', () => {
    const channels = [{ name: 'pager', takesUpdates: false }];
    for (const outbox of [
      outboxWith([], [heard('chat')]),
      today(outboxWith([waits('chat', 'open', { maybeHeard: true })], [heard('mail')])).outbox,
    ]) {
      const ended = put(outbox, message('resolved'), ['pager'], channels);
      expect(waiting(ended)).toEqual(['pager resolved']);
      expect(ended.receipts).toEqual([]);
    }
  });
});
