import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { webhookBody, webhookId } from '../../lib/alerts/webhook-message.ts';
import { aNotification, aStoppedGroup, aStoppedRelay } from './a-notification.ts';

const bytesOf = (body: string) => Buffer.byteLength(body);

describe('the body of a webhook', () => {
  it('tells all there is in the form of Standard Webhooks', () => {
    const notification = aNotification();
    expect(JSON.parse(webhookBody(notification))).toEqual({
      type: 'relays.stopped',
      timestamp: '2026-03-01T08:00:00.000Z',
      data: {
        title: notification.title,
        groups: notification.groups,
        examplesLeftOut: 0,
        groupsLeftOut: 0,
        relaysLeftOut: 0,
        tasksSeen: 1_200,
        sweepComplete: true,
        dedupKey: notification.dedupKey,
      },
    });
  });

  it('leaves out examples before groups, and counts them', () => {
    const examples = Array.from({ length: 20 }, () => aStoppedRelay({ name: '直播'.repeat(40) }));
    const groups = Array.from({ length: 10 }, () => aStoppedGroup({ count: 20, examples }));
    const body = webhookBody(aNotification({ groups }));
    const { data } = JSON.parse(body);
    expect(data.groups).toHaveLength(10);
    expect(data.groups[0].examples.length).toBeGreaterThan(0);
    expect(data.examplesLeftOut).toBe(200 - 10 * data.groups[0].examples.length);
    expect(bytesOf(body)).toBeLessThan(20_000);
  });

  it('leaves out the last groups when there are too many, and counts their relays', () => {
    const groups = Array.from({ length: 1_000 }, (_, i) => aStoppedGroup({ reason: `Reason${i}`, count: 3 }));
    const body = webhookBody(aNotification({ groups }));
    const { data } = JSON.parse(body);
    expect(data.groups.length).toBeGreaterThan(100);
    expect(data.groupsLeftOut).toBe(1_000 - data.groups.length);
    expect(data.relaysLeftOut).toBe(3 * data.groupsLeftOut);
    expect(bytesOf(body)).toBeLessThan(20_000);
  });

  it('is below 20,000 bytes and accounts for every example, whatever is in it', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 1_500 }), fc.constant('\ud800'.repeat(4_000)));
    const relay = fc.record({ name: text, source: text }).map(aStoppedRelay);
    const group = fc
      .record({ reason: text, examples: fc.array(relay, { maxLength: 8 }) })
      .map((parts) => aStoppedGroup({ ...parts, count: parts.examples.length }));
    fc.assert(
      fc.property(fc.array(group, { maxLength: 20 }), text, (groups, title) => {
        const body = webhookBody(aNotification({ groups, title }));
        const { data } = JSON.parse(body);
        const kept = data.groups.reduce(
          (sum: number, { examples }: { examples: unknown[] }) => sum + examples.length,
          0,
        );
        const given = groups.reduce((sum, { examples }) => sum + examples.length, 0);
        expect(bytesOf(body)).toBeLessThan(20_000);
        expect(kept + data.examplesLeftOut).toBe(given);
        expect(data.groups.length + data.groupsLeftOut).toBe(groups.length);
      }),
      { seed: 4, numRuns: 25 },
    );
  });
});

describe('the id of a webhook', () => {
  it('is the same for repeats of a message, differs for others, and has no dot', () => {
    expect(webhookId('a.b')).toBe(webhookId('a.b'));
    expect(webhookId('a.b')).not.toBe(webhookId('a.c'));
    expect(webhookId('a.b')).toMatch(/^[a-z0-9_]+$/);
  });
});
