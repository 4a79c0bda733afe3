import { describe, expect, it } from 'vitest';
import { channelStateOf } from '../../lib/monitor/channel-state.ts';
import { EMPTY_OUTBOX, type Outbox } from '../../lib/monitor/outbox.ts';
import { asTried } from '../../lib/monitor/tried.ts';
import { AT, message, queue } from './a-queue.ts';

const BUDGET = { perMinute: 2 };
const tried = (outbox: Outbox, over = false, channels = ['pager', 'chat']) => {
  const ends = new Map([['pager', { over }]]);
  const named = channels.map((name) => ({ name, budget: BUDGET }));
  const { outbox: after, isNews } = asTried(outbox, named, ends, AT);
  return [isNews, ...after.pending.map(({ channel, maybeHeard = false }) => `${channel} ${maybeHeard}`)];
};
const pagerIs = (parts: object): Outbox => ({
  ...queue('a'),
  channels: [{ ...channelStateOf(EMPTY_OUTBOX, 'pager'), ...parts }],
});
const HEARD: Outbox = { ...queue('a'), pending: queue('a').pending.map((one) => ({ ...one, maybeHeard: true })) };
const [NOW, SOON] = [AT.toISO(), AT.plus({ minutes: 1 }).toISO()];

describe('what may be sent now', () => {
  it.each<[string, Outbox, unknown[], boolean?, string[]?]>([
    ['may have been heard, should this process die', queue('a', 'b'), [true, 'pager true', 'pager true']],
    ['was so before, which is no news', HEARD, [false, 'pager true']],
    ['is nothing for a channel that is done', queue('a'), [false, 'pager false'], true],
    ['is nothing for one that is not there', queue('a'), [false, 'pager false'], false, ['chat']],
    ['is nothing for one that asked to wait', pagerIs({ notBefore: SOON }), [false, 'pager false']],
    [
      'is nothing for one that has had all it takes in a minute',
      pagerIs({ sentAt: [NOW, NOW] }),
      [false, 'pager false'],
    ],
    ['is something for one that takes one more', pagerIs({ sentAt: [NOW] }), [true, 'pager true']],
  ])('%s', (_, outbox, expected, over, channels) => {
    expect(tried(outbox, over, channels)).toEqual(expected);
  });

  it.each([
    ['update', false],
    ['summary', false],
    ['resolved', true],
    ['growth', true],
  ] as const)('is of a beginning or an end that no snapshot knows: %s', (kind, isNews) => {
    const pending = queue('a').pending.map((one) => ({ ...one, notification: message(kind) }));
    expect(tried({ ...EMPTY_OUTBOX, pending })[0]).toBe(isNews);
  });
});
