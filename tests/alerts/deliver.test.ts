import { describe, expect, it } from 'vitest';
import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { type ChannelState, channelStateOf } from '../../lib/monitor/channel-state.ts';
import { EMPTY_OUTBOX, type Outbox } from '../../lib/monitor/outbox.ts';
import type { SendResult } from '../../lib/monitor/send-result.ts';
import { AT, BROKEN, bench, DOWN, message, OK, put, queue, REFUSED, waiting } from '../monitor/a-queue.ts';

const only =
  (bad: readonly string[], result: SendResult) =>
  ([id = '']: readonly string[]) =>
    bad.includes(id) ? result : OK;
const withDigest = (made: () => ReturnType<typeof bench>): Partial<AlertChannel> => ({
  sendDigest: async (all) => made().take(all),
});
const stateOf = ({ channels }: Outbox): ChannelState => channelStateOf({ channels }, 'pager');

describe('delivery', () => {
  it('sends in order and empties the queue', async () => {
    const { sent, run } = bench(() => OK);
    const { outbox, deliveries } = await run(queue('a', 'b', 'c'));
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(outbox).toMatchObject({ pending: [], receipts: [{ dedupKey: 'a' }, { dedupKey: 'b' }, { dedupKey: 'c' }] });
    expect(deliveries).toMatchObject([{ sent: 3, failed: 0, left: 0, problem: null, waitingUntil: null }]);
  });

  it('lets nothing of a cause overtake what was not taken of it', async () => {
    const { sent, run } = bench(() => DOWN);
    const { outbox } = await run(put(queue('a'), message('growth', 'more', 'a'), ['pager']));
    expect(sent).toEqual(['a', 'a']);
    expect(outbox.pending).toMatchObject([
      { attempts: 1, maybeHeard: true },
      { attempts: 0, maybeHeard: false },
    ]);
  });

  it('finds out with a few messages that a channel is down, and goes on with others in the next sweep', async () => {
    const { sent, run } = bench(() => DOWN);
    const { outbox } = await run(queue('a', 'b', 'c', 'd', 'e', 'f'));
    expect(sent).toEqual(['a', 'a', 'b', 'c', 'd']);
    await run(outbox);
    expect(sent.slice(5)).toEqual(['a', 'a', 'e', 'f', 'b']);
  });

  it('keeps the order of the queue when a channel is back', async () => {
    let result = DOWN;
    const { sent, run } = bench(() => result);
    const { outbox } = await run(queue('a', 'b', 'c', 'd', 'e', 'f'));
    result = OK;
    await run(outbox);
    expect(sent.slice(5)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('counts tries, not messages, towards the budget', async () => {
    const { sent, run, clock } = bench(() => DOWN, { budget: { perMinute: 3 } });
    const first = await run(queue('a'));
    const second = await run(first.outbox);
    const third = await run(second.outbox);
    expect(sent).toHaveLength(3);
    clock.pass(61_000);
    await run(third.outbox);
    expect(sent).toHaveLength(5);
  });

  it('spreads over seconds where the vendor counts them', async () => {
    const { run, clock } = bench(() => OK, { budget: { perMinute: 60, perSecond: 1 } });
    await run(queue('a', 'b', 'c'));
    expect(clock.slept.slice(0, 2)).toEqual([1_000, 1_000]);
  });

  it('survives a channel that throws, and does not quote it', async () => {
    const { errors, run } = bench(() => {
      throw new TypeError('token=secret');
    });
    const { outbox } = await run(queue('a'));
    expect(outbox.pending).toHaveLength(1);
    expect(JSON.stringify([outbox, errors])).not.toContain('secret');
  });

  it('begins nothing after its deadline', async () => {
    const { sent, run, clock } = bench(() => OK);
    const { outbox } = await run(queue('a'), clock.monotonicMs());
    expect(sent).toEqual([]);
    expect(outbox.pending).toHaveLength(1);
  });

  it('leaves what waits for channels that are not there', async () => {
    const { run } = bench(() => OK);
    const { outbox } = await run(put(queue('a'), message('open', 'x', 'x'), ['chat']));
    expect(waiting(outbox)).toEqual(['chat x']);
  });
});

describe('a message that a channel does not take', () => {
  it.each([
    ['fails at it', DOWN],
    ['refuses it', REFUSED],
    ['answers as if it were broken', BROKEN],
  ])('keeps back no other, when it %s', async (_, result) => {
    const { sent, run } = bench(only(['a'], result));
    const { outbox, deliveries } = await run(queue('a', 'b', 'c'));
    expect(sent.filter((id) => id !== 'a')).toEqual(['b', 'c']);
    expect(waiting(outbox)).toEqual(['pager a']);
    expect(deliveries).toMatchObject([{ sent: 2, failed: 1, left: 1, broken: false, waitingUntil: null }]);
  });

  it('keeps back no other, when there are three of them', async () => {
    const { sent, run } = bench(only(['a', 'b', 'c'], DOWN));
    await run(queue('a', 'b', 'c', 'd', 'e'));
    expect(sent).toContain('d');
    expect(sent).toContain('e');
  });

  it.each([
    ['fails at them', DOWN, 60],
    ['refuses them', REFUSED, 300],
    ['answers as if it were broken', BROKEN, 300],
  ])('keeps back no other for long, when there are twelve and it %s', async (_, result, seconds) => {
    const bad = Array.from({ length: 12 }, (__, n) => `bad-${n}`);
    const { sent, run, clock } = bench(only(bad, result));
    let { outbox } = await run(queue(...bad, 'good'));
    for (let sweep = 0; sweep < 12; sweep++) {
      clock.pass(seconds * 1_000);
      outbox = (await run(outbox)).outbox;
    }
    expect(sent).toContain('good');
  });

  it.each([
    ['asks to wait', { ...DOWN, retryAfterMs: 30_000 } as SendResult],
    ['takes all the time that there is', DOWN],
  ])('keeps back no other for long, when the channel %s each time', async (_, result) => {
    const made: { clock?: ReturnType<typeof bench>['clock'] } = {};
    const { sent, run, clock } = bench((ids) => {
      const answer = only(['a'], result)(ids);
      if (!answer.ok) made.clock?.pass(20_000);
      return answer;
    });
    made.clock = clock;
    let outbox = queue('a', 'b');
    for (let sweep = 0; sweep < 4; sweep++) {
      outbox = (await run(outbox, clock.monotonicMs() + 20_000)).outbox;
      clock.pass(60_000);
    }
    expect(sent).toContain('b');
  });

  it('is no longer put into a digest, which would be refused as a whole', async () => {
    const made = bench((ids) => (ids.includes('b') ? REFUSED : OK), {
      budget: { perMinute: 2 },
      ...withDigest(() => made),
    });
    let { outbox } = await made.run(queue('a', 'b', 'c', 'd'));
    expect(made.sent).toEqual(['a', 'b+c+d']);
    expect(outbox.pending).toHaveLength(3);
    for (let sweep = 0; sweep < 3; sweep++) {
      made.clock.pass(61_000);
      outbox = (await made.run(outbox)).outbox;
    }
    expect(waiting(outbox)).toEqual(['pager b']);
  });

  it('is asked about again when it may have been refused by mistake, and says so', async () => {
    const { errors, run } = bench(() => REFUSED);
    const { outbox } = await run(queue('a'));
    expect(outbox.pending).toMatchObject([{ refusedAt: AT.toISO(), problem: 'too odd', maybeHeard: false }]);
    expect(errors).toMatchObject([{ messages: ['a'], problem: 'too odd', retryable: false }]);
  });
});

describe('a digest', () => {
  it('holds all that is left, in the last place of the minute', async () => {
    const made = bench(() => OK, { budget: { perMinute: 2 }, ...withDigest(() => made) });
    await made.run(queue('a', 'b', 'c', 'd'));
    expect(made.sent).toEqual(['a', 'b+c+d']);
  });
});

describe('a channel that needs a human', () => {
  it('is tried every five minutes, keeps its messages, and says until when', async () => {
    const { sent, run, clock } = bench(() => BROKEN);
    const { outbox, deliveries } = await run(queue('a'));
    expect(deliveries).toMatchObject([{ broken: true, left: 1, waitingUntil: '2026-03-01T08:05:00.000Z' }]);
    clock.pass(299_000);
    await run(outbox);
    expect(sent).toHaveLength(1);
    clock.pass(1_000);
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
