import { describe, expect, it } from 'vitest';
import { channelStateOf } from '../../lib/monitor/channel-state.ts';
import type { NotificationKind } from '../../lib/monitor/notification.ts';
import { EMPTY_OUTBOX, type Outbox, type Pending } from '../../lib/monitor/outbox.ts';
import type { SendResult } from '../../lib/monitor/send-result.ts';
import { AT, BROKEN, bench, DOWN, message, OK, only, queue, REFUSED, waiting } from '../monitor/a-queue.ts';

const STATE = channelStateOf(EMPTY_OUTBOX, 'pager');
const BUSY: SendResult = { ok: false, retryable: true, problem: 'busy', retryAfterMs: 30_000 };
const one = (id: string, parts: Partial<Pending> = {}, kind: NotificationKind = 'open', cause = id): Pending => ({
  channel: 'pager',
  notification: message(kind, id, cause),
  attempts: 0,
  maybeHeard: false,
  ...parts,
});
const outboxOf = (pending: readonly Pending[], stuck = false): Outbox => ({
  ...EMPTY_OUTBOX,
  pending,
  channels: [{ ...STATE, stuck }],
});
const ago = (seconds: number) => ({ refusedAt: AT.minus({ seconds }).toISO() });
const REFUSED_IN_A_DIGEST = { alone: true, problem: 'too odd' } as const;
const ELSEWHERE = { ...ago(1), takenBy: ['chat'] };

describe('the next message', () => {
  const three = (attempts: number) => [one('a', { attempts }), one('b'), one('c')];

  it.each<[what: string, Outbox, SendResult, sent: string[]]>([
    ['is the first', outboxOf(three(2)), OK, ['a', 'b', 'c']],
    ['is none that may have held up the last sweep', outboxOf(three(2), true), OK, ['b', 'a', 'c']],
    ['is one that was tried once', outboxOf(three(1), true), OK, ['a', 'b', 'c']],
    ['is none after two refusals in a row', queue('a', 'b', 'c'), REFUSED, ['a', 'b']],
    ['is none after two answers that the channel is broken', queue('a', 'b', 'c'), BROKEN, ['a', 'b']],
    [
      'is one that was refused, if its cause goes on',
      outboxOf([one('a', ELSEWHERE), one('more', {}, 'growth', 'a')]),
      OK,
      ['a', 'more'],
    ],
  ])('%s', async (_what, outbox, result, expected) => {
    const { sent, run } = bench(() => result);
    await run(outbox);
    expect(sent).toEqual(expected);
  });

  it('is a digest of all but what was refused or has to go alone', async () => {
    const made = bench(() => OK, { budget: { perMinute: 1 }, sendDigest: async (all) => made.take(all) });
    await made.run(outboxOf([one('x', ELSEWHERE), one('y', { alone: true }), one('a'), one('b')]));
    expect(made.sent).toEqual(['a+b']);
  });
});

describe('what a sweep leaves behind', () => {
  it.each<[what: string, string[], SendResult, stuck: boolean]>([
    ['it got no further than one of several messages', ['a', 'b'], BUSY, true],
    ['there was one message only', ['a'], BUSY, false],
    ['it tried several', ['a', 'b', 'c', 'd', 'e'], DOWN, false],
    ['all was taken', ['a', 'b'], OK, false],
  ])('says whether it was stuck: %s', async (_what, ids, result, stuck) => {
    const { outbox } = await bench(() => result).run({ ...queue(...ids), channels: [{ ...STATE, stuck: !stuck }] });
    expect(outbox.channels).toMatchObject([{ stuck }]);
  });

  it('says what the last one said, if nothing was tried', async () => {
    const { run, clock } = bench(() => OK);
    const { outbox } = await run(outboxOf([one('a'), one('b')], true), clock.monotonicMs());
    expect(outbox.channels).toMatchObject([{ stuck: true }]);
  });

  it.each<[what: string, SendResult, alone: (true | undefined)[]]>([
    ['the channel takes others', OK, [true, undefined]],
    ['the channel takes nothing', DOWN, [undefined, undefined, undefined]],
  ])('sends alone what was not taken, if %s', async (_what, result, alone) => {
    const { run } = bench(([id]) => (id === 'a' ? DOWN : result));
    const { outbox } = await run(outboxOf([one('a'), one('more', {}, 'growth', 'a'), one('b')]));
    expect(outbox.pending.map((left) => left.alone)).toEqual(alone);
  });

  it('sends each of a digest alone that was refused, and counts no try for any', async () => {
    const made = bench(() => REFUSED, { budget: { perMinute: 1 }, sendDigest: async (all) => made.take(all) });
    const { outbox } = await made.run(queue('a', 'b'));
    expect(outbox.pending).toEqual([one('a', REFUSED_IN_A_DIGEST), one('b', REFUSED_IN_A_DIGEST)]);
  });

  it('does not call a channel broken for what others took long ago', async () => {
    const refusals = async (parts: Partial<Pending>) => {
      const { outbox } = await bench(() => REFUSED).run(outboxOf([one('a', parts)]));
      return outbox.channels[0]?.refusalsInARow;
    };
    expect(await refusals({ ...ago(600), takenBy: ['chat'] })).toBe(0);
    expect([await refusals(ago(600)), await refusals({ takenBy: ['chat'] })]).toEqual([1, 1]);
  });

  it.each<[what: string, Pending[], sent: string[], left: string[]]>([
    [
      'a page that was refused, once the next was taken',
      [one('a', ago(9)), one('b', {}, 'growth', 'a')],
      ['a', 'b'],
      [],
    ],
    ['nothing for what pages nobody', [one('a', ago(9)), one('b', {}, 'update', 'a')], ['a', 'b'], ['pager a']],
    ['nothing that comes after it', [one('b', {}, 'growth', 'a'), one('a', ago(9))], ['b', 'a'], ['pager a']],
    ['nothing of other causes', [one('a', ago(9)), one('b', {}, 'growth', 'b')], ['a', 'b'], ['pager a']],
  ])('forgets %s', async (_what, pending, expected, left) => {
    const { sent, run } = bench(only(['a'], REFUSED));
    const { outbox } = await run(outboxOf(pending));
    expect([sent, waiting(outbox)]).toEqual([expected, left]);
  });

  it('has the receipts of other channels as they were', async () => {
    const heard = { channel: 'chat', dedupKey: 'c', kind: 'open' as const, at: AT.toISO(), receipt: '' };
    const receipts = [heard, { ...heard, channel: 'pager', dedupKey: 'b' }];
    const { outbox } = await bench(() => OK).run({ ...queue('a'), receipts });
    expect(outbox.receipts.map(({ channel, dedupKey }) => channel + dedupKey)).toEqual(['chatc', 'pagerb', 'pagera']);
  });
});
