import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { webhookBody } from '../../../lib/alerts/webhook/message.ts';
import { wordsOf } from '../../../lib/alerts/words.ts';
import type { Notification } from '../../../lib/monitor/notification.ts';
import { aCause, anyNotification, aRelay } from '../channel-contract.ts';

const bodyOf = (notification: Notification) => webhookBody(notification, wordsOf(notification, { language: 'en' }));

describe('the body of a webhook', () => {
  it('tells all there is in the form of Standard Webhooks', () => {
    const notification = aCause();
    const { body: _, isOwnBody: __, ...text } = wordsOf(notification, { language: 'en' });
    expect(JSON.parse(bodyOf(notification))).toEqual({
      type: 'relaywatch.open',
      timestamp: '2026-03-01T08:00:00.000Z',
      data: { ...notification, text, shortened: false },
    });
  });

  it("has the operator's own body among the words", () => {
    const words = wordsOf(aCause(), { language: 'en', templates: { body: '{{affected}} down' } });
    expect(JSON.parse(webhookBody(aCause(), words)).data.text.body).toContain('62 down');
  });

  it('cuts long texts first and keeps ids, times and counts', () => {
    const examples = Array.from({ length: 5 }, () => aRelay({ name: '直播'.repeat(2_000) }));
    const { data } = JSON.parse(bodyOf(aCause({ examples })));
    expect(data).toMatchObject({
      id: 'm-1-open',
      dedupKey: 'cause-push-3',
      at: aCause().at,
      affected: 62,
      shortened: true,
    });
    expect(data.examples).toHaveLength(5);
    expect(data.examples[0].name).toMatch(/^直播.*…$/);
  });

  it('is below 20,000 bytes and keeps what identifies it, whatever is in it', () => {
    fc.assert(
      fc.property(anyNotification, (notification) => {
        const body = bodyOf(notification);
        expect(Buffer.byteLength(body)).toBeLessThan(20_000);
        const { id, dedupKey, kind, at, since, affected } = notification;
        expect(JSON.parse(body)).toMatchObject({
          type: `relaywatch.${kind}`,
          data: { id, dedupKey, at, since, affected },
        });
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});
