import { describe, expect, it } from 'vitest';
import type { AlertChannel, SendResult } from '../../lib/alerts/channel.ts';
import { deliver } from '../../lib/alerts/deliver.ts';
import { accepted, EMPTY_OUTBOX, enqueue, type Outbox, refused } from '../../lib/alerts/outbox.ts';
import { brokenChannels } from '../../lib/channel-health.ts';
import type { Log } from '../../lib/log.ts';
import type { Notification, NotificationKind } from '../../lib/monitor/notification.ts';
import { parseUtc, type UtcDateTime } from '../../lib/time.ts';
import { fakeClock } from '../support/virtual-clock.ts';

const AT = parseUtc('2026-03-01T08:00:00Z') as UtcDateTime;
const message = (kind: NotificationKind, id: string = kind, dedupKey = 'cause-1'): Notification => ({
  id,
  dedupKey,
  kind,
  severity: 'critical',
  at: AT.toISO(),
  since: AT.toISO(),
  verdict: 'stopped',
  reason: 'none',
  scope: { by: 'account', value: '' },
  regions: [],
  affected: 1,
  total: null,
  examples: [],
  timeline: [],
  endings: null,
  durationSeconds: null,
  note: null,
  degraded: false,
  test: false,
});
const CHANNELS = [
  { name: 'pager', takesUpdates: true },
  { name: 'chat', takesUpdates: false },
];
const put = (outbox: Outbox, notification: Notification, routed: readonly string[] = ['pager', 'chat']) =>
  enqueue(outbox, notification, routed, CHANNELS);
const waiting = ({ pending }: Outbox) => pending.map(({ channel, notification }) => `${channel} ${notification.id}`);
const heardBy = (outbox: Outbox, channel: string, id: string) => accepted(outbox, new Set([id]), channel, 'x', AT);

describe('the outbox', () => {
  const opened = put(EMPTY_OUTBOX, message('open'));

  it('cancels an open that nobody heard with its end', () => {
    expect(put(opened, message('resolved'))).toEqual(EMPTY_OUTBOX);
  });

  it('tells the end to those who heard the open, whatever the routes say then', () => {
    const half = heardBy(opened, 'pager', 'open');
    expect(waiting(put(half, message('resolved'), ['chat']))).toEqual(['pager resolved']);
  });

  it('tells the end to those who may have heard the open, and keeps the open from them', () => {
    const maybe = refused(opened, new Set(['open']), 'chat', true, false);
    expect(waiting(put(maybe, message('resolved')))).toEqual(['chat resolved']);
  });

  it('has no receipt any more when the end was heard', () => {
    const both = heardBy(heardBy(opened, 'pager', 'open'), 'chat', 'open');
    expect(both.receipts).toHaveLength(2);
    const ended = put(both, message('resolved'));
    expect(heardBy(heardBy(ended, 'pager', 'resolved'), 'chat', 'resolved').receipts).toEqual([]);
  });

  it('keeps the last update only, for channels that take updates and heard the open', () => {
    const told = heardBy(heardBy(opened, 'pager', 'open'), 'chat', 'open');
    expect(waiting(put(put(told, message('update', 'u1')), message('update', 'u2')))).toEqual(['pager u2']);
    expect(waiting(put(opened, message('update', 'u1')))).toEqual(['pager open', 'chat open']);
  });

  it('tells growth to those who heard the open and those it is routed to', () => {
    const told = heardBy(put(EMPTY_OUTBOX, message('open'), ['pager']), 'pager', 'open');
    expect(waiting(put(told, message('growth'), ['chat'])).sort()).toEqual(['chat growth', 'pager growth']);
  });

  it('expects no end of what tells once', () => {
    const summary = heardBy(put(EMPTY_OUTBOX, message('summary'), ['pager']), 'pager', 'summary');
    expect(summary).toMatchObject({ pending: [], receipts: [] });
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

const OK: SendResult = { ok: true, receipt: 'r' };
const DOWN: SendResult = { ok: false, retryable: true, problem: 'no answer' };
const BROKEN: SendResult = { ok: false, retryable: false, broken: true, problem: 'gone' };
const POISON: SendResult = { ok: false, retryable: false, problem: 'too odd' };

function bench(answer: (ids: readonly string[]) => SendResult, parts: Partial<AlertChannel> = {}) {
  const clock = fakeClock();
  const sent: string[] = [];
  const errors: unknown[] = [];
  const log: Log = { debug() {}, info() {}, warn() {}, error: (_event, facts) => errors.push(facts) };
  const take = async (messages: readonly Notification[]) => {
    const ids = messages.map(({ id }) => id);
    sent.push(ids.join('+'));
    return answer(ids);
  };
  const channel: AlertChannel = {
    name: 'pager',
    type: 'pager',
    budget: { perMinute: 60 },
    takesUpdates: true,
    send: (one) => take([one]),
    check: async () => ({ ok: true, detail: '' }),
    ...parts,
  };
  const run = (outbox: Outbox, deadlineMs?: number) =>
    deliver(outbox, [channel], { clock, random: () => 0.5, log, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
  return { clock, sent, errors, take, run };
}
const queue = (...ids: readonly string[]) =>
  ids.reduce((outbox, id) => put(outbox, message('open', id, id), ['pager']), EMPTY_OUTBOX);

describe('delivery', () => {
  it('sends in order and empties the queue', async () => {
    const { sent, run } = bench(() => OK);
    const { outbox, deliveries } = await run(queue('a', 'b', 'c'));
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(outbox).toMatchObject({ pending: [], receipts: [{ dedupKey: 'a' }, { dedupKey: 'b' }, { dedupKey: 'c' }] });
    expect(deliveries).toMatchObject([{ sent: 3, failed: 0, left: 0, problem: null }]);
  });

  it('tries twice, then waits for the next sweep, and lets nothing overtake', async () => {
    const { sent, run } = bench(() => DOWN);
    const { outbox } = await run(queue('a', 'b'));
    expect(sent).toEqual(['a', 'a']);
    expect(outbox.pending).toMatchObject([{ attempts: 1, maybeHeard: true }, { attempts: 0 }]);
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

  it('puts all that is left in the last place of the minute', async () => {
    let sendDigest: AlertChannel['sendDigest'];
    const made = bench(() => OK, {
      budget: { perMinute: 2 },
      sendDigest: (all) => sendDigest?.(all) ?? Promise.resolve(OK),
    });
    sendDigest = made.take;
    await made.run(queue('a', 'b', 'c', 'd'));
    expect(made.sent).toEqual(['a', 'b+c+d']);
  });

  it('spreads over seconds where the vendor counts them', async () => {
    const { run, clock } = bench(() => OK, { budget: { perMinute: 60, perSecond: 1 } });
    await run(queue('a', 'b', 'c'));
    expect(clock.slept.slice(0, 2)).toEqual([1_000, 1_000]);
  });

  it('waits as long as the channel asks', async () => {
    const { sent, run, clock } = bench(() => ({ ...DOWN, ok: false, retryAfterMs: 30_000 }) as SendResult);
    const { outbox } = await run(queue('a'));
    await run(outbox);
    expect(sent).toHaveLength(1);
    clock.pass(30_000);
    await run(outbox);
    expect(sent).toHaveLength(2);
  });

  it('tries a broken channel every five minutes, keeps its messages, and says so', async () => {
    const { sent, run, clock } = bench(() => BROKEN);
    const { outbox, deliveries } = await run(queue('a'));
    expect(deliveries).toMatchObject([{ broken: true, left: 1 }]);
    expect(brokenChannels(outbox, AT)).toMatchObject([{ kind: 'channel-broken', scope: { value: 'pager' } }]);
    clock.pass(299_000);
    await run(outbox);
    expect(sent).toHaveLength(1);
    clock.pass(1_000);
    await run(outbox);
    expect(sent).toHaveLength(2);
  });

  it('drops a message that is refused for good, logs it, and goes on', async () => {
    const { sent, errors, run } = bench(([id]) => (id === 'a' ? POISON : OK));
    const { outbox, deliveries } = await run(queue('a', 'b'));
    expect(sent).toEqual(['a', 'b']);
    expect(outbox.pending).toEqual([]);
    expect(errors).toMatchObject([{ messages: ['a'], problem: 'too odd' }]);
    expect(deliveries).toMatchObject([{ sent: 1, failed: 1 }]);
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

describe('channel health', () => {
  const state = (brokenSince: string | null): Outbox => ({
    ...EMPTY_OUTBOX,
    channels: [{ channel: 'pager', sentAt: [], notBefore: null, failuresInARow: 3, brokenSince }],
  });

  it('tells a broken channel once, and its recovery to those who heard', () => {
    const [told] = brokenChannels(state(AT.toISO()), AT);
    const heard = heardBy(put(state(AT.toISO()), told as Notification, ['chat']), 'chat', told?.id ?? '');
    expect(brokenChannels(heard, AT)).toEqual([]);
    expect(brokenChannels({ ...heard, channels: state(null).channels }, AT)).toMatchObject([
      { kind: 'resolved', dedupKey: 'channel-pager' },
    ]);
  });

  it('says nothing of channels that work', () => {
    expect(brokenChannels(state(null), AT)).toEqual([]);
  });
});
