import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../lib/base/log.ts';
import { EMPTY_OUTBOX, type Outbox, type Receipt } from '../../../lib/monitor/outbox.ts';
import { stateKey } from '../../../lib/monitor/state-message.ts';
import { createMemoryStore } from '../../../lib/state/memory.ts';
import { StateHealth } from '../../../lib/sweep/session/state-health.ts';
import { StateNews } from '../../../lib/sweep/session/state-news.ts';
import { fakeClock } from '../../../stand-ins/simulation/virtual-clock.ts';

const STORE = 'state.path /var/lib/relaywatch';
const KEY = stateKey(STORE);
const heardBy = (channel: string): Receipt => ({
  channel,
  dedupKey: KEY,
  kind: 'state-broken',
  at: '2026-03-01T07:50:00.000Z',
  receipt: 'r-1',
});
const withReceipts = (...receipts: Receipt[]): Outbox => ({ ...EMPTY_OUTBOX, receipts });

function bench({ broken = false, wasSaved = true, found = EMPTY_OUTBOX } = {}) {
  const clock = fakeClock();
  const health = new StateHealth(createMemoryStore(), silentLog);
  if (broken) health.isNotSaved(new Error('the disk is full'));
  const stateNews = new StateNews({ store: STORE, health, wasSaved, heard: found.receipts });
  return { stateNews, now: clock.nowUtc(), outbox: found };
}

describe('what is said of the state', () => {
  it('is nothing while it works', () => {
    const { stateNews, outbox, now } = bench();
    expect(stateNews.news(outbox, now)).toEqual([]);
  });

  it('is that it is broken, with what is wrong, under a key of its own, once', () => {
    const { stateNews, outbox, now } = bench({ broken: true });
    const [said, ...more] = stateNews.news(outbox, now);
    expect(more).toEqual([]);
    expect(said).toMatchObject({
      kind: 'state-broken',
      why: 'state-broken',
      severity: 'warning',
      dedupKey: KEY,
      scope: { by: 'state', value: STORE },
      note: expect.stringMatching(/^the disk is full\. Until this is fixed, messages may repeat/),
    });
    expect(stateNews.news(withReceipts(heardBy('pager')), now)).toEqual([]);
  });

  it('is that it works again, to be said to whom it was said, when the sweep before could save to its end', () => {
    const found = withReceipts(heardBy('pager'));
    const { stateNews, outbox, now } = bench({ found });
    expect(stateNews.news(outbox, now)).toMatchObject([
      { kind: 'resolved', why: 'state-works', dedupKey: KEY, since: '2026-03-01T07:50:00.000Z', durationSeconds: 600 },
    ]);
    expect(bench({ found, wasSaved: false }).stateNews.news(outbox, now)).toEqual([]);
  });

  it('is repeated as an update to channels that forget, and to no other', () => {
    const channels = [
      { name: 'alertmanager', takesUpdates: true },
      { name: 'chat', takesUpdates: false },
    ];
    const { stateNews, now } = bench({ broken: true });
    const update = { kind: 'update', dedupKey: KEY, since: '2026-03-01T07:50:00.000Z' };
    expect(stateNews.stillBroken(withReceipts(heardBy('alertmanager'), heardBy('chat')), channels, now)).toMatchObject([
      update,
    ]);
    expect(stateNews.stillBroken(withReceipts(heardBy('chat')), channels, now)).toEqual([]);
    expect(bench().stateNews.stillBroken(withReceipts(heardBy('alertmanager')), channels, now)).toEqual([]);
  });
});
