import { describe, expect, it } from 'vitest';
import type { NotificationKind } from '../../lib/monitor/notification.ts';
import { add, EMPTY_OUTBOX, type Outbox, type Pending, undeliveredSince } from '../../lib/monitor/outbox.ts';
import { readOutbox } from '../../lib/state/snapshot.ts';
import { AT, answered, DOWN, message, OK, put, queue, REFUSED, waiting } from './a-queue.ts';

const receiptFor = (channel: string, dedupKey: string) =>
  ({ channel, dedupKey, kind: 'open', at: AT.toISO(), receipt: '' }) as const;

describe('the outbox', () => {
  const opened = put(EMPTY_OUTBOX, message('open'));

  it('cancels an open that was never tried with its end', () => {
    expect(put(opened, message('resolved'))).toEqual(EMPTY_OUTBOX);
  });

  it('tells the end to those who heard the open, whatever the routes say then', async () => {
    const half = await answered(opened, 'pager', OK);
    expect(waiting(put(half, message('resolved'), ['chat']))).toEqual(['pager resolved']);
  });

  it('tells the end to those who may have heard the open, and keeps the open from them', async () => {
    const maybe = await answered(opened, 'chat', DOWN);
    expect(waiting(put(maybe, message('resolved')))).toEqual(['chat resolved']);
  });

  it('owes no end to those who said a clear no to the open', async () => {
    const refused = await answered(opened, 'chat', REFUSED);
    expect(waiting(put(refused, message('resolved')))).toEqual([]);
  });

  it('owes an end that waits as ever, when the cause came and went once more meanwhile', async () => {
    const maybe = await answered(opened, 'chat', DOWN);
    const again = put(put(maybe, message('resolved', 'end-1')), message('open', 'open-2'), ['chat']);
    expect(waiting(put(again, message('resolved', 'end-2')))).toEqual(['chat end-2']);
  });

  it('has no receipt any more when the end was heard', async () => {
    const both = await answered(await answered(opened, 'pager', OK), 'chat', OK);
    expect(both.receipts).toHaveLength(2);
    const ended = put(both, message('resolved'));
    expect((await answered(await answered(ended, 'pager', OK), 'chat', OK)).receipts).toEqual([]);
  });

  it('keeps the last update only, for channels that take updates and heard the open', async () => {
    const told = await answered(await answered(opened, 'pager', OK), 'chat', OK);
    expect(waiting(put(put(told, message('update', 'u1')), message('update', 'u2')))).toEqual(['pager u2']);
    expect(waiting(put(opened, message('update', 'u1')))).toEqual(['pager open', 'chat open']);
  });

  it('tells growth to those who heard the open and those it is routed to', async () => {
    const told = await answered(put(EMPTY_OUTBOX, message('open'), ['pager']), 'pager', OK);
    expect(waiting(put(told, message('growth'), ['chat'])).sort()).toEqual(['chat growth', 'pager growth']);
    expect(waiting(put(told, message('growth'), ['chat'], [{ name: 'chat', takesUpdates: false }]))).toEqual([
      'chat growth',
    ]);
  });

  it.each<NotificationKind>(['open', 'flapping'])('tells a new round to those it is routed to: %s', async (kind) => {
    const told = await answered(put(EMPTY_OUTBOX, message('open'), ['pager']), 'pager', OK);
    expect(waiting(put(told, message(kind, 'again'), ['chat']))).toEqual(['chat again']);
  });

  it('owes what a channel heard that is gone to those it is routed to, once', async () => {
    const told = await answered(put(EMPTY_OUTBOX, message('open'), ['pager']), 'pager', OK);
    const ended = put(told, message('resolved'), ['chat'], [{ name: 'chat', takesUpdates: false }]);
    expect([waiting(ended), ended.receipts]).toEqual([['chat resolved'], []]);
  });

  const held = (kind: NotificationKind, parts: Partial<Pending> = {}): Pending => ({
    channel: 'pager',
    notification: message(kind, 'held'),
    attempts: 1,
    maybeHeard: false,
    ...parts,
  });
  const refused = { refusedAt: AT.toISO() };

  it.each<[what: string, held: Pending, next: NotificationKind, routed: string, waiting: string[]]>([
    ['a page that was refused, by the next page', held('open', refused), 'growth', 'pager', ['pager growth']],
    ['no page that waits', held('open'), 'growth', 'pager', ['pager held', 'pager growth']],
    ['no page for another channel', held('open', refused), 'growth', 'chat', ['pager held', 'chat growth']],
    ['no end, which is owed', held('resolved', refused), 'open', 'pager', ['pager held', 'pager open']],
    ['no page, by what pages nobody', held('growth', refused), 'update', 'pager', ['pager held', 'pager update']],
  ])('replaces %s', (_what, one, next, routed, expected) => {
    const receipts = next === 'update' ? [receiptFor('pager', 'cause-1')] : [];
    const outbox = put({ ...EMPTY_OUTBOX, pending: [one], receipts }, message(next), [routed]);
    expect(waiting(outbox)).toEqual(expected);
    expect(outbox.pending.at(-1)).toMatchObject({ maybeHeard: false });
  });

  it.each<[NotificationKind, string[]]>([
    ['open', ['pager open']],
    ['growth', ['pager growth']],
    ['update', []],
    ['resolved', []],
  ])('leaves alone what belongs to other causes: %s', (kind, expected) => {
    const other = { ...refused, maybeHeard: true };
    const pending = [held('update'), held('open', other), held('resolved')].map((one) => ({
      ...one,
      notification: { ...one.notification, dedupKey: 'cause-2' },
    }));
    const before: Outbox = {
      ...EMPTY_OUTBOX,
      pending,
      receipts: [receiptFor('pager', 'cause-2'), receiptFor('gone', 'cause-2')],
    };
    const after = put(before, message(kind), ['pager']);
    expect([after.pending.slice(0, 3), after.receipts]).toEqual([before.pending, before.receipts]);
    expect(waiting(after).slice(3)).toEqual(expected);
  });

  it('tells since when a message waits that nobody took yet', () => {
    const ones: Partial<Pending>[] = [
      {},
      { rerouted: true },
      { takenBy: ['chat'] },
      { takenBy: ['chat'], rerouted: true },
      { takenBy: ['chat'], ...refused },
    ];
    const waits = (parts: Partial<Pending>) => undeliveredSince({ ...EMPTY_OUTBOX, pending: [held('open', parts)] });
    expect(ones.map((parts) => waits(parts))).toEqual([[AT.toISO()], [AT.toISO()], [AT.toISO()], [], []]);
  });

  it('expects no end of what tells once', async () => {
    const summary = await answered(put(EMPTY_OUTBOX, message('summary'), ['pager']), 'pager', OK);
    expect(summary).toMatchObject({ pending: [], receipts: [] });
  });

  it('replaces a page that was refused by the next of its cause, and remembers that it may have been heard', async () => {
    const refused = await answered(await answered(opened, 'pager', DOWN), 'pager', REFUSED);
    const next = put(refused, message('growth'), ['pager']);
    expect(waiting(next)).toEqual(['chat open', 'pager growth']);
    expect(next.pending[1]).toMatchObject({ maybeHeard: true });
  });

  it('is bounded, but loses no open and no end', () => {
    let outbox = add(queue('open'), message('resolved', 'end', 'c'), ['pager']);
    for (let n = 0; n < 1_100; n++) outbox = put(outbox, message('summary', `s-${n}`, `c-${n}`), ['pager']);
    expect(outbox.pending).toHaveLength(1_000);
    expect(waiting(outbox).slice(0, 2)).toEqual(['pager open', 'pager end']);
    expect(outbox.pending.at(-1)?.notification.id).toBe('s-1099');
  });

  it('holds plain data', () => {
    expect(JSON.parse(JSON.stringify(opened))).toEqual(opened);
  });
});

describe('messages with equal ids', () => {
  it('are one message when they are equal in all that matters', () => {
    expect(waiting(put(put(EMPTY_OUTBOX, message('open'), ['pager']), message('open'), ['pager']))).toEqual([
      'pager open',
    ]);
  });

  it('stay two, and no more, when they are of two causes', async () => {
    let outbox = put(put(EMPTY_OUTBOX, message('open', 'x', 'a'), ['pager']), message('open', 'x', 'b'), ['pager']);
    for (let sweep = 0; sweep < 5; sweep++) outbox = await answered(outbox, 'pager', DOWN);
    expect(outbox.pending.map(({ notification }) => notification.dedupKey)).toEqual(['a', 'b']);
    expect((await answered(outbox, 'pager', OK)).pending).toEqual([]);
  });

  it('of a queue that had multiplied are read as one, and the rest is kept', () => {
    const [one] = queue('a').pending;
    const pending = [...new Array(514).fill(one), ...queue('b').pending];
    expect(waiting(readOutbox({ pending, receipts: [], channels: [] }))).toEqual(['pager a', 'pager b']);
  });
});

describe('an outbox that is damaged in places', () => {
  it('is read without them', () => {
    const whole = put(queue('a'), message('open', 'b', 'b'), ['chat']);
    const receipt = { channel: 'pager', dedupKey: 'x', at: '2026-03-01T08:00:00.000Z' };
    const damaged = {
      pending: [...whole.pending, { channel: 'pager' }, null],
      receipts: [receipt, { channel: 'chat', dedupKey: 'x' }, 'what?'],
      channels: [7],
    };
    expect(readOutbox(damaged)).toEqual({
      pending: whole.pending,
      receipts: [receipt],
      channels: [],
    });
    expect(readOutbox({ pending: 7 })).toEqual(EMPTY_OUTBOX);
  });
});
