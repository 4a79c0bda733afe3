import { describe, expect, it } from 'vitest';
import { channelStateOf } from '../../lib/monitor/channel-state.ts';
import { reroute, withoutRefused } from '../../lib/monitor/not-taken.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { EMPTY_OUTBOX, type Outbox, type Pending } from '../../lib/monitor/outbox.ts';
import { AT, message, waiting } from './a-queue.ts';

const NAMES = ['pager', 'chat', 'mail'];
const REFUSED = { refusedAt: AT.toISO(), problem: 'it answered HTTP 400' };
const one = (parts: Partial<Pending> = {}, notification: Notification = message('open')): Pending => ({
  channel: 'pager',
  notification,
  attempts: 1,
  maybeHeard: false,
  ...parts,
});
const outboxWith = (...pending: readonly Pending[]): Outbox => ({ ...EMPTY_OUTBOX, pending });
const inState = (outbox: Outbox, state: Partial<ReturnType<typeof channelStateOf>>): Outbox => ({
  ...outbox,
  channels: [{ ...channelStateOf(EMPTY_OUTBOX, 'pager'), ...state }],
});
const broken = (outbox: Outbox) => inState(outbox, { brokenSince: AT.toISO(), problem: 'the token is unknown' });
const elsewhere = (outbox: Outbox) => waiting(reroute(outbox, NAMES, AT).outbox).slice(outbox.pending.length);

describe('what a channel does not take', () => {
  it.each([
    ['is refused for good', outboxWith(one(REFUSED)), ['chat open', 'mail open']],
    ['fails for the third time', outboxWith(one({ attempts: 3 })), ['chat open', 'mail open']],
    ['fails for the second time', outboxWith(one({ attempts: 2 })), []],
    [
      'waits behind an end that fails for the third time',
      outboxWith(one({ attempts: 3 }, message('resolved')), one({ attempts: 0 }, message('open', 'again'))),
      ['chat again', 'mail again'],
    ],
    ['waits for a broken channel', broken(outboxWith(one({ attempts: 0 }))), ['chat open', 'mail open']],
    [
      'would wait for an hour, as the channel asked',
      inState(outboxWith(one()), { notBefore: AT.plus({ hours: 1 }).toISO() }),
      ['chat open', 'mail open'],
    ],
    [
      'waits for some minutes, as the channel asked',
      inState(outboxWith(one()), { notBefore: AT.plus({ minutes: 4 }).toISO() }),
      [],
    ],
    ['waits for a channel that works', outboxWith(one({ attempts: 0 })), []],
    ['was told elsewhere before', outboxWith(one({ ...REFUSED, rerouted: true })), []],
    ['is a mere update', outboxWith(one(REFUSED, message('update'))), []],
    ['is an end that a broken channel owes', broken(outboxWith(one({}, message('resolved')))), []],
    [
      'is an end, and is refused for good',
      outboxWith(one(REFUSED, message('resolved'))),
      ['chat resolved', 'mail resolved'],
    ],
    [
      'says that the channel itself is broken',
      broken(outboxWith(one({}, { ...message('channel-broken'), scope: { by: 'channel', value: 'pager' } }))),
      [],
    ],
  ])('goes to those who would not hear it otherwise, when it should: it %s', (_, outbox, expected) => {
    expect(elsewhere(outbox)).toEqual(expected);
  });

  it.each([
    ['has its own waiting', outboxWith(one(REFUSED), one({ channel: 'chat', attempts: 0 }))],
    ['took it', outboxWith(one({ ...REFUSED, takenBy: ['chat'] }))],
    [
      'heard of its cause',
      {
        ...outboxWith(one(REFUSED)),
        receipts: [{ channel: 'chat', dedupKey: 'cause-1', kind: 'open' as const, at: AT.toISO(), receipt: '' }],
      },
    ],
  ])('does not go to one who %s', (_, outbox) => {
    expect(elsewhere(outbox)).toEqual(['mail open']);
  });

  it('says who does not take it, and why', () => {
    const [copy] = reroute(outboxWith(one(REFUSED)), NAMES, AT).outbox.pending.slice(1);
    expect(copy?.notification.insteadOf).toEqual({ channel: 'pager', problem: 'it answered HTTP 400' });
    const [other] = reroute(broken(outboxWith(one())), NAMES, AT).outbox.pending.slice(1);
    expect(other?.notification.insteadOf).toEqual({ channel: 'pager', problem: 'the token is unknown' });
  });

  it('is told elsewhere once', () => {
    const first = reroute(outboxWith(one(REFUSED)), NAMES, AT);
    expect(first.rerouted).toMatchObject([{ channel: 'pager', to: ['chat', 'mail'] }]);
    expect(reroute(first.outbox, NAMES, AT)).toEqual({ outbox: first.outbox, rerouted: [] });
  });
});

describe('what was refused for good', () => {
  const dropped = (outbox: Outbox) => withoutRefused(outbox, AT).dropped.map(({ notification }) => notification.kind);
  const old = { ...message('resolved'), at: AT.minus({ hours: 24 }).toISO() };

  it.each([
    ['somebody else took it', outboxWith(one({ ...REFUSED, takenBy: ['chat'] })), ['open']],
    ['nobody took it yet', outboxWith(one(REFUSED)), []],
    ['the channel is broken', broken(outboxWith(one({ ...REFUSED, takenBy: ['chat'] }))), []],
    [
      'it was not asked about in this sweep',
      outboxWith(one({ refusedAt: '2026-03-01T07:59:59.999Z', takenBy: ['chat'] })),
      [],
    ],
    ['it is a mere update', outboxWith(one(REFUSED, message('update'))), ['update']],
    ['it is an end, which is owed', outboxWith(one({ ...REFUSED, takenBy: ['chat'] }, message('resolved'))), []],
    ['it is an end that was refused for a day', outboxWith(one(REFUSED, old)), ['resolved']],
  ])('is dropped when it may be: %s', (_, outbox, expected) => {
    expect(dropped(outbox)).toEqual(expected);
  });

  it('is owed its end when an earlier try may have been heard', () => {
    const maybe = outboxWith(one({ ...REFUSED, takenBy: ['chat'], maybeHeard: true }));
    expect(withoutRefused(maybe, AT).outbox).toMatchObject({
      pending: [],
      receipts: [{ channel: 'pager', dedupKey: 'cause-1' }],
    });
  });

  const receipts = ['pager cause-1', 'chat cause-1', 'pager cause-2'].map((one) => {
    const [channel = '', dedupKey = ''] = one.split(' ');
    return { channel, dedupKey, kind: 'open' as const, at: AT.toISO(), receipt: 'r' };
  });
  const heard = { ...REFUSED, takenBy: ['chat'], maybeHeard: true };

  it.each<[what: string, refused: Pending, before: Outbox['receipts'], after: string[]]>([
    ['an end, and with it what it ends', one(REFUSED, old), receipts, ['r', 'r']],
    ['a page whose end is owed already', one(heard), receipts, ['r', 'r', 'r']],
    ['a page that others heard of, or that was of another cause', one(heard), receipts.slice(1), ['r', 'r', '']],
    ['a page that nobody heard', one({ ...heard, maybeHeard: false }), [], []],
    ['a report, which has no end', one(heard, message('report')), [], []],
  ])('takes only its own place with it: %s', (_what, refused, before, after) => {
    const rest = one({ channel: 'chat' });
    const { outbox } = withoutRefused({ ...EMPTY_OUTBOX, pending: [refused, rest], receipts: before }, AT);
    expect(outbox.pending).toEqual([rest]);
    expect(outbox.receipts.map(({ receipt }) => receipt)).toEqual(after);
    if (after.length === 2) expect(outbox.receipts).toEqual(receipts.slice(1));
  });
});
