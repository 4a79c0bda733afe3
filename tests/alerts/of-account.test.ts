import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertChannel } from '../../lib/alerts/channel.ts';
import { channelOfAccount, ofAccount } from '../../lib/alerts/of-account.ts';
import { composeText } from '../../lib/alerts/text/compose.ts';
import { ACCOUNT_NAME } from '../../lib/config/account.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { aCause } from './channel-contract.ts';

const name = fc.stringMatching(ACCOUNT_NAME);
const key = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe('a message of an account', () => {
  it('has a key that no other account has for anything, and that receivers accept', () => {
    fc.assert(
      fc.property(name, name, key, key, (a, b, one, other) => {
        fc.pre(a !== b || one !== other);
        const keys = [
          ofAccount(aCause({ dedupKey: one }), { name: a }),
          ofAccount(aCause({ dedupKey: other }), { name: b }),
        ];
        expect(new Set(keys.map(({ dedupKey }) => dedupKey)).size).toBe(2);
        for (const { dedupKey } of keys) expect(dedupKey).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      }),
    );
  });

  it('says whose it is, in the title and below, in both languages', () => {
    const owner = { name: 'acme', labels: { customer: 'Acme Media' } };
    const message = ofAccount(aCause({}), owner);
    const english = composeText(message, 'en');
    expect(english.title).toBe(
      '[acme] 62 of 62 relays to push-3.example.com stopped, PushStreamFailed, since 07:58:30 UTC',
    );
    expect(english.lines).toContain('Account: acme, customer: Acme Media');
    const chinese = composeText(message, 'zh');
    expect(chinese.title).toMatch(/^\[acme\] 推往/);
    expect(chinese.lines).toContain('账号：acme，customer: Acme Media');
    expect(composeText(message, 'en', { title: 'relays of {{account}}' }).title).toBe('relays of acme');
    expect(composeText(message, 'en', { title: 'relays' }).title).toBe('[acme] relays');
  });

  it('is the same for a channel that takes several at once', async () => {
    const sent: Notification[] = [];
    const plain: AlertChannel = {
      name: 'chat',
      type: 'slack',
      budget: { perMinute: 1 },
      takesUpdates: false,
      check: async () => ({ ok: true, detail: '' }),
      async send(one) {
        sent.push(one);
        return { ok: true, receipt: '' };
      },
      async sendDigest(many) {
        sent.push(...many);
        return { ok: true, receipt: '' };
      },
    };
    const channel = channelOfAccount(plain, { name: 'acme' });
    await channel.send(aCause({ id: 'one', dedupKey: 'k' }));
    await channel.sendDigest?.([aCause({ id: 'two', dedupKey: 'k' })]);
    expect(sent.map(({ id, dedupKey, account }) => [id, dedupKey, account])).toEqual([
      ['acme_one', 'acme_k', 'acme'],
      ['acme_two', 'acme_k', 'acme'],
    ]);
    const { sendDigest: _, ...alone } = plain;
    expect(channelOfAccount(alone, { name: 'acme' }).sendDigest).toBeUndefined();
  });
});
