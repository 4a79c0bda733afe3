import { describe, expect, it } from 'vitest';
import { EMPTY_OUTBOX } from '../../lib/monitor/outbox.ts';
import { readOutbox } from '../../lib/state/snapshot.ts';
import { answered, DOWN, message, OK, put, queue, REFUSED, waiting } from './a-queue.ts';

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
    let outbox = put(EMPTY_OUTBOX, message('open'), ['pager']);
    for (let n = 0; n < 1_100; n++) outbox = put(outbox, message('summary', `s-${n}`, `c-${n}`), ['pager']);
    expect(outbox.pending).toHaveLength(1_000);
    expect(outbox.pending[0]?.notification.id).toBe('open');
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
