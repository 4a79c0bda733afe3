import { describe, expect, it } from 'vitest';
import { type ChannelState, channelStateOf } from '../../lib/monitor/channel-state.ts';
import { EMPTY_OUTBOX, type Outbox } from '../../lib/monitor/outbox.ts';
import type { SendResult } from '../../lib/monitor/send-result.ts';
import { AT, BROKEN, bench, message, OK, only, put, queue, REFUSED } from '../monitor/a-queue.ts';

const stateOf = ({ channels }: Outbox): ChannelState => channelStateOf({ channels }, 'pager');

describe('a channel that needs a human', () => {
  it('is tried every five minutes, keeps its messages, and says until when', async () => {
    const { sent, run, clock } = bench(() => BROKEN);
    const { outbox, deliveries } = await run(queue('a'));
    expect(deliveries).toMatchObject([{ broken: true, left: 1, waitingUntil: '2026-03-01T08:05:00.000Z' }]);
    const none = { ...outbox, pending: [] };
    clock.pass(299_000);
    expect((await run(outbox)).deliveries).toMatchObject([{ left: 1, problem: 'gone' }]);
    expect((await run(none)).deliveries).toMatchObject([{ broken: true, problem: null }]);
    expect(sent).toHaveLength(1);
    clock.pass(1_000);
    expect((await run(outbox, clock.monotonicMs())).deliveries).toMatchObject([{ left: 1, problem: null }]);
    await run(outbox);
    expect(sent).toHaveLength(2);
  });

  it.each([400, 402, 404, 409, 413, 415, 422, 423, 451, 499])(
    'is one that refuses two messages in a row, whatever the status (HTTP %i)',
    async (status) => {
      const { sent, run } = bench(() => ({ ok: false, retryable: false, problem: `answered HTTP ${status}` }));
      const first = await run(queue('a'));
      expect(first.deliveries).toMatchObject([{ broken: false }]);
      const second = await run(put(first.outbox, message('open', 'b', 'b'), ['pager']));
      expect(second.deliveries).toMatchObject([{ broken: true, left: 2 }]);
      expect(second.outbox.pending.map(({ refusedAt }) => refusedAt)).toEqual([undefined, undefined]);
      expect(sent).toEqual(['a', 'a', 'b']);
    },
  );

  it('is none that takes a message between two that it refuses', async () => {
    const { run } = bench(only(['a', 'c'], REFUSED));
    const { deliveries } = await run(queue('a', 'b', 'c'));
    expect(deliveries).toMatchObject([{ sent: 1, broken: false }]);
  });

  it('works again with the first message that it takes', async () => {
    let result = BROKEN;
    const { run, clock } = bench(() => result);
    const first = await run(queue('a', 'b'));
    clock.pass(300_000);
    result = OK;
    const { deliveries, outbox } = await run(first.outbox);
    expect(deliveries).toMatchObject([{ sent: 2, broken: false, waitingUntil: null }]);
    expect(stateOf(outbox)).toMatchObject({ brokenSince: null, wasBrokenSince: AT.toISO(), problem: null });
  });
});

describe('a channel that asks to be left alone', () => {
  const asking = (retryAfterMs: number): SendResult => ({ ok: false, retryable: true, problem: 'busy', retryAfterMs });

  it.each([
    ['half a minute', 30_000, 30],
    ['an hour', 3_600_000, 3_600],
    ['two hours, which is too long', 7_200_000, 3_600],
    ['for ever, which is too long', Number.POSITIVE_INFINITY, 3_600],
  ])('is left alone for %s', async (_, askedMs, seconds) => {
    const { sent, run, clock } = bench(() => asking(askedMs));
    let { outbox, deliveries } = await run(queue('a', 'b'));
    expect(deliveries).toMatchObject([{ left: 2, waitingUntil: AT.plus({ seconds }).toISO() }]);
    for (let passed = 0; passed < seconds - 1; passed += 10) {
      ({ outbox, deliveries } = await run(outbox));
      clock.pass(10_000);
    }
    expect(sent).toEqual(['a']);
    clock.pass(11_000);
    await run(outbox);
    expect(sent).toEqual(['a', 'a']);
  });

  it('is not left alone for less than nothing', async () => {
    const { sent, run } = bench(() => asking(Number.NaN));
    const { outbox } = await run(queue('a'));
    await run(outbox);
    expect(sent.length).toBeGreaterThan(1);
  });

  it('waits an hour at most for a time that a clock wrote which was ahead, and not for ever anew', async () => {
    const { sent, run, clock } = bench(() => OK);
    const ahead = { ...stateOf(EMPTY_OUTBOX), notBefore: '2030-01-01T00:00:00.000Z' };
    let outbox: Outbox = { ...queue('a'), channels: [ahead] };
    for (let minute = 0; minute < 60; minute++) {
      const delivered = await run(outbox);
      expect(delivered.deliveries).toMatchObject([{ waitingUntil: '2026-03-01T09:00:00.000Z' }]);
      outbox = delivered.outbox;
      clock.pass(60_000);
    }
    expect(sent).toEqual([]);
    await run(outbox);
    expect(sent).toEqual(['a']);
  });

  it('waits for no time that cannot be read', async () => {
    const { sent, run } = bench(() => OK);
    await run({ ...queue('a'), channels: [{ ...stateOf(EMPTY_OUTBOX), notBefore: 'soon' }] });
    expect(sent).toEqual(['a']);
  });
});
