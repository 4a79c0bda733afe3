import { describe, expect, it } from 'vitest';
import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { type Delivery, deliver, mergeDeliveries } from '../../lib/alerts/deliver.ts';
import { silentLog } from '../../lib/base/log.ts';
import { channelStateOf } from '../../lib/monitor/channel-state.ts';
import { EMPTY_OUTBOX, type Pending } from '../../lib/monitor/outbox.ts';
import type { SendResult } from '../../lib/monitor/send-result.ts';
import { fakeClock } from '../../stand-ins/simulation/virtual-clock.ts';
import {
  AT,
  aChannel,
  BROKEN,
  bench,
  DOWN,
  message,
  OK,
  only,
  put,
  queue,
  REFUSED,
  waiting,
} from '../monitor/a-queue.ts';

const withDigest = (made: () => ReturnType<typeof bench>): Partial<AlertChannel> => ({
  sendDigest: async (all) => made().take(all),
});

describe('delivery', () => {
  it('sends in order and empties the queue', async () => {
    const { sent, infos, run } = bench(() => OK);
    const { outbox, deliveries } = await run(queue('a', 'b', 'c'));
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(infos[0]).toEqual({ event: 'alert_sent', channel: 'pager', messages: ['a'], receipt: 'r' });
    expect(outbox).toMatchObject({ pending: [], receipts: [{ dedupKey: 'a' }, { dedupKey: 'b' }, { dedupKey: 'c' }] });
    expect(deliveries).toMatchObject([{ sent: 3, failed: 0, left: 0, problem: null, waitingUntil: null }]);
  });

  it('lets nothing of a cause overtake what was not taken of it', async () => {
    const { sent, run, clock } = bench(() => DOWN);
    const { outbox } = await run(put(queue('a'), message('growth', 'more', 'a'), ['pager']));
    expect([sent, clock.slept]).toEqual([['a', 'a'], [500]]);
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
    const { run, clock } = bench(() => OK, { budget: { perMinute: 60, perSecond: 2 } });
    await run(queue('a', 'b', 'c'));
    expect(clock.slept.slice(0, 2)).toEqual([500, 500]);
  });

  it.each<[string, SendResult, object]>([
    ['took it', OK, { accepted: true, said: 'r' }],
    ['may have heard it', DOWN, { accepted: false, said: 'no answer', unclear: 'no-answer' }],
    ['refused it', REFUSED, { accepted: false, said: 'too odd' }],
  ])('notes what a channel said to what pages somebody: it %s', async (_, result, said) => {
    const heard = { channel: 'pager', dedupKey: 'b', kind: 'open' as const, at: AT.toISO(), receipt: '' };
    const outbox = put({ ...queue('a'), receipts: [heard] }, message('update', 'u', 'b'));
    expect(waiting(outbox)).toEqual(['pager a', 'pager u']);
    const { deliveries } = await bench(() => result).run(outbox);
    expect(deliveries[0]?.answers).toEqual([
      { kind: 'answer', channel: 'pager', dedupKey: 'a', message: 'open', ...said },
    ]);
  });

  it('notes of a message that waits who else took it, and keeps what is known of every channel', async () => {
    const waits = put(put(EMPTY_OUTBOX, message('open')), message('open', 'b', 'b'), ['chat']);
    const pending = waits.pending.map((one) => ({ ...one, ...(one.channel === 'chat' ? { takenBy: ['mail'] } : {}) }));
    const before = { ...waits, pending, channels: ['mail', 'pager'].map((name) => channelStateOf(EMPTY_OUTBOX, name)) };
    const channels = [aChannel('pager', () => OK), aChannel('chat', () => DOWN)];
    const { outbox } = await deliver(before, channels, { clock: fakeClock(), random: () => 0, log: silentLog });
    expect(outbox.pending.map(({ notification: { id }, takenBy }) => [id, takenBy])).toEqual([
      ['open', ['mail', 'pager']],
      ['b', ['mail']],
    ]);
    expect(outbox.channels.map(({ channel }) => channel)).toEqual(['pager', 'chat', 'mail']);
  });

  it('adds up what several rounds came to', async () => {
    const rounds = [DOWN, OK].map((result) => bench(() => result).run(queue('a', 'b')));
    const [first, second] = (await Promise.all(rounds)).map(({ deliveries }) => deliveries) as [Delivery[], Delivery[]];
    expect(mergeDeliveries(first, second)).toEqual([
      {
        ...second[0],
        failed: 2,
        problem: 'no answer',
        answers: [...(first[0]?.answers ?? []), ...(second[0]?.answers ?? [])],
      },
    ]);
    expect(mergeDeliveries(second, first)).toMatchObject([{ sent: 2, failed: 2, left: 2 }]);
    const ofAnother = first.map((one) => ({ ...one, channel: 'chat' }));
    expect(mergeDeliveries(ofAnother, second)).toEqual(second);
  });

  it('survives a channel that throws, and does not quote it', async () => {
    const { errors, run } = bench(() => {
      throw new TypeError('token=secret');
    });
    const { outbox } = await run(queue('a'));
    expect(outbox.pending).toMatchObject([{ maybeHeard: true, problem: 'pager: a fault of its own (TypeError)' }]);
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
    expect(errors).toMatchObject([{ event: 'alert_not_sent', messages: ['a'], problem: 'too odd', retryable: false }]);
  });

  const later = (seconds: number) => AT.plus({ seconds }).toISO();

  it.each<[string, Partial<Pending>, sent: string[]]>([
    ['for five minutes, when another took it', { refusedAt: later(-299), takenBy: ['chat'] }, []],
    ['no longer than that', { refusedAt: later(-300), takenBy: ['chat'] }, ['a']],
    ['not at all, when nobody took it', { refusedAt: later(-1) }, ['a']],
    ['not for a clock that was ahead', { refusedAt: later(1), takenBy: ['chat'] }, ['a']],
    ['not since a time that is none', { refusedAt: 'soon', takenBy: ['chat'] }, ['a']],
  ])('is left alone %s', async (_, parts, expected) => {
    const { sent, run } = bench(() => OK);
    await run({ ...EMPTY_OUTBOX, pending: queue('a').pending.map((one) => ({ ...one, ...parts })) });
    expect(sent).toEqual(expected);
  });
});

describe('a digest', () => {
  it('holds all that is left, in the last place of the minute', async () => {
    const made = bench(() => OK, { budget: { perMinute: 2 }, ...withDigest(() => made) });
    await made.run(queue('a', 'b', 'c', 'd'));
    expect(made.sent).toEqual(['a', 'b+c+d']);
    const alone = bench(() => OK, { budget: { perMinute: 1 }, sendDigest: async () => REFUSED });
    expect((await alone.run(queue('a'))).deliveries).toMatchObject([{ sent: 1, failed: 0 }]);
  });
});
