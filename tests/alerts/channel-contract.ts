import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertChannel } from '../../lib/alerts/channel.ts';
import type { Notification, NotificationKind, RelayExample } from '../../lib/monitor/notification.ts';
import { NOTIFICATION_KINDS } from '../../lib/monitor/routing.ts';
import { type Reply, startFaultyServer } from '../../stand-ins/faulty-server.ts';
import { FOREIGN_ANSWERS, FOREIGN_CANARY } from '../support/foreign-answers.ts';

/** Every kind of message. */
export const KINDS: readonly NotificationKind[] = NOTIFICATION_KINDS;

export const START = '2026-03-01T08:00:00.000Z';

/** A secret planted in settings; it may show in no result and no log. */
export const CANARY = 'CANARY7f3e9b';

export function aRelay(overrides: Partial<RelayExample> = {}): RelayExample {
  return {
    region: 'cn-shanghai',
    taskId: 'task-1',
    name: 'evening news',
    reason: 'PushStreamFailed',
    source: 'rtmp://source-3.example.com',
    destination: 'rtmp://push-3.example.com',
    since: '2026-03-01T07:58:30.000Z',
    ...overrides,
  };
}

/** 62 relays to one host have stopped. */
export function aCause(overrides: Partial<Notification> = {}): Notification {
  const { kind = 'open' } = overrides;
  const isOver = kind === 'resolved';
  return {
    id: `m-1-${kind}`,
    dedupKey: 'cause-push-3',
    kind,
    severity: 'critical',
    at: START,
    since: '2026-03-01T07:58:30.000Z',
    verdict: 'stopped',
    reason: 'PushStreamFailed',
    scope: { by: 'destination', value: 'rtmp://push-3.example.com' },
    regions: ['cn-beijing', 'cn-shanghai'],
    affected: 62,
    total: 62,
    examples: [aRelay(), aRelay({ taskId: 'task-2', name: '' })],
    timeline: [{ at: '2026-03-01T07:58:30.000Z', event: 'stopped', affected: 62 }],
    endings: isOver ? { recovered: 60, removed: 1, stoppedByUser: 1, finished: 0 } : null,
    durationSeconds: isOver ? 90 : null,
    note: null,
    degraded: false,
    test: false,
    ...overrides,
  };
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 8_000 }),
  fc.constantFrom(
    '',
    '\ud800'.repeat(3_000),
    '"\\\n'.repeat(3_000),
    '直播🎬'.repeat(2_000),
    '\ufffe\uffff\u0000',
    '</a>&',
  ),
);

/** Notifications with whatever may come from outside in every text, and longer lists than there should be. */
export const anyNotification: fc.Arbitrary<Notification> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
    reason: anyText,
    scope: fc.record({ by: fc.constantFrom('source' as const, 'account' as const), value: anyText }),
    regions: fc.array(anyText, { maxLength: 60 }),
    affected: fc.nat(),
    total: fc.option(fc.nat()),
    examples: fc.array(fc.record({ name: anyText, source: anyText, reason: anyText }).map(aRelay), { maxLength: 12 }),
    timeline: fc.array(fc.constant({ at: START, event: 'grew' as const, affected: 7 }), { maxLength: 400 }),
    note: fc.option(anyText),
    degraded: fc.boolean(),
    test: fc.boolean(),
  })
  .map(aCause);

/** One channel, on what it talks to. */
export interface Bench {
  readonly channel: AlertChannel;
  /** Messages that its receiver took in. */
  delivered(): number;
  /** What its receiver does from now on. Absent where a channel has no such trouble. */
  readonly trouble?: {
    /** Does not answer; the channel's deadline is then short. */
    hang(): void;
    /** Fails in a way that may pass. */
    fail(): Promise<void> | void;
    /** Refuses for good: wrong key, gone, not allowed. */
    refuse(): Promise<void> | void;
  };
  /** The same channel, with something else where its receiver should be. Absent where nothing is called. */
  at?(url: string): AlertChannel;
  close(): Promise<void>;
}

/** What receivers that are busy ask for, in each form, and how long that is. */
const WISHES: readonly (readonly [name: string, headers: Readonly<Record<string, string>>, ms: number])[] = [
  ['in seconds', { 'retry-after': '7' }, 7_000],
  ['in seconds, two hours, which the outbox may shorten', { 'retry-after': '7200' }, 7_200_000],
  ['at once', { 'retry-after': '0' }, 0],
  ['in milliseconds', { 'retry-after': '3', 'retry-after-ms': '2500' }, 2_500],
  ['by a date', { date: 'Sun, 01 Mar 2026 08:00:00 GMT', 'retry-after': 'Sun, 01 Mar 2026 08:00:07 GMT' }, 7_000],
  [
    'by a date on a clock that is two hours ahead',
    { date: 'Sun, 01 Mar 2026 10:00:00 GMT', 'retry-after': 'Sun, 01 Mar 2026 10:00:07 GMT' },
    7_000,
  ],
  [
    'by a date that is over',
    { date: 'Sun, 01 Mar 2026 08:00:00 GMT', 'retry-after': 'Sun, 01 Mar 2026 07:00:00 GMT' },
    0,
  ],
];

/** What every channel keeps. `logged` gives all that was logged; it and all results are searched for the canary. */
export function describeChannel(name: string, open: () => Promise<Bench>, logged: () => unknown = () => null): void {
  describe(`${name}, as every channel,`, () => {
    let bench: Bench;
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(async () => {
      expect(JSON.stringify(logged() ?? '')).not.toContain(CANARY);
      await bench.close();
    });

    const send = async (notification: Notification) => {
      const result = await bench.channel.send(notification);
      expect(JSON.stringify(result)).not.toContain(CANARY);
      return result;
    };

    it('says its name, its type and what it may send', () => {
      const { channel } = bench;
      expect(channel.name).not.toBe('');
      expect(channel.type).toMatch(/^[a-z]+$/);
      expect(channel.budget.perMinute).toBeGreaterThan(0);
    });

    it.each(KINDS)('delivers a message of kind %s once, with a receipt', async (kind) => {
      expect(await send(aCause({ kind }))).toEqual({ ok: true, receipt: expect.stringMatching(/./) });
      expect(bench.delivered()).toBe(1);
    });

    it('delivers whatever a message holds', async () => {
      await fc.assert(
        fc.asyncProperty(anyNotification, async (notification) => {
          const before = bench.delivered();
          expect(await send(notification)).toMatchObject({ ok: true });
          expect(bench.delivered()).toBe(before + 1);
        }),
        { seed: 11, numRuns: 25 },
      );
    });

    it('can be checked without telling anybody', async () => {
      const result = await bench.channel.check();
      expect(result).toMatchObject({ ok: true });
      expect(JSON.stringify(result)).not.toContain(CANARY);
      expect(bench.delivered()).toBe(0);
    });

    it('reports trouble in one sentence, and whether a later try may help', async () => {
      const { trouble } = bench;
      if (!trouble) return;
      trouble.hang();
      expect(await send(aCause())).toMatchObject({
        ok: false,
        retryable: true,
        problem: expect.stringMatching(/^[^\n]*did not answer in time[^\n]*$/),
      });
      await trouble.fail();
      expect(await send(aCause())).toMatchObject({
        ok: false,
        retryable: true,
        problem: expect.stringMatching(/^.+$/),
      });
      await trouble.refuse();
      expect(await send(aCause())).toMatchObject({ ok: false, broken: true, problem: expect.stringMatching(/^.+$/) });
      expect(bench.delivered()).toBe(0);
    });

    const answered = async (reply: Reply) => {
      const somebody = await startFaultyServer(() => reply);
      try {
        const channel = bench.at?.(somebody.url);
        const result = await channel?.send(aCause());
        expect(JSON.stringify(result ?? '')).not.toMatch(new RegExp(`${CANARY}|${FOREIGN_CANARY}`));
        if (channel) expect(somebody.requests()).toHaveLength(1);
        return result;
      } finally {
        await somebody.close();
      }
    };

    it.each(FOREIGN_ANSWERS)('takes %s for no acceptance, keeps the message and has a human look', async (_, reply) => {
      const result = await answered(reply);
      if (!result) return;
      expect(result).toMatchObject({ ok: false, broken: true, problem: expect.stringMatching(/^[^\n]+$/) });
      if (reply.status < 300) {
        expect(result).toMatchObject({ retryable: true, problem: expect.stringMatching(/login or proxy page/) });
      }
    });

    it.each(WISHES)('hands on what a receiver asks for %s, as told', async (_, headers, ms) => {
      for (const status of [429, 503]) {
        const result = await answered({ status, headers });
        if (result) expect(result).toMatchObject({ ok: false, retryable: true, retryAfterMs: ms });
      }
    });

    it.each(['soon', '-5', '', 'Sun, 99 Foo 2026'])('makes nothing of the wish "%s"', async (wish) => {
      const result = await answered({ status: 503, headers: { 'retry-after': wish } });
      expect(result ?? {}).not.toHaveProperty('retryAfterMs');
    });

    it('fails its check where a network or a proxy wants a login', async () => {
      const somebody = await startFaultyServer(() => ({ status: 511 }));
      const result = await bench.at?.(somebody.url).check();
      await somebody.close();
      if (result) expect(result).toMatchObject({ ok: false });
    });

    it.each([413, 500])('quotes nothing of a page with HTTP %i', async (status) => {
      const page = `<html>${FOREIGN_CANARY} ${CANARY}</html>`;
      const result = await answered({ status, headers: { 'content-type': 'text/html' }, body: page });
      if (result) expect(result).toMatchObject({ ok: false, retryable: status === 500 });
    });
  });
}
