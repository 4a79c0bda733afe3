import { describe, expect, it } from 'vitest';
import { brokenChannels, stillBroken } from '../../lib/monitor/channel-health.ts';
import { channelStateOf } from '../../lib/monitor/channel-state.ts';
import { nameKey } from '../../lib/monitor/name-key.ts';
import { EMPTY_OUTBOX, type Outbox, type Receipt } from '../../lib/monitor/outbox.ts';
import { AT, answered, DOWN, OK, put } from './a-queue.ts';

const NAMES = ['pager', 'chat'];
const later = AT.plus({ minutes: 7 });
const withState = (outbox: Outbox, brokenSince: string | null): Outbox => ({
  ...outbox,
  channels: [
    { ...channelStateOf(EMPTY_OUTBOX, 'pager'), failuresInARow: 3, problem: 'the token is unknown', brokenSince },
  ],
});
const broken = withState(EMPTY_OUTBOX, AT.toISO());
const receipt = (dedupKey: string, channel = 'chat', at = AT): Receipt => ({
  ...{ channel, dedupKey, kind: 'channel-broken', at: at.toISO(), receipt: '' },
});
const say = (outbox: Outbox, names: readonly string[] = NAMES) => brokenChannels(outbox, names, later);
const told = (outbox: Outbox) => say(outbox).reduce((queue, one) => put(queue, one, ['chat']), outbox);

describe('a broken channel', () => {
  it('is told once, with what it said last', async () => {
    expect(say(broken)).toMatchObject([
      {
        ...{ kind: 'channel-broken', why: 'channel-broken', severity: 'critical' },
        ...{ id: `channel-pager-channel-broken-${later.toMillis()}`, dedupKey: 'channel-pager' },
        scope: { value: 'pager' },
        since: AT.toISO(),
        trouble: { tries: 3, problem: 'the token is unknown' },
      },
    ]);
    expect(say(told(broken))).toEqual([]);
    expect(say(withState(await answered(told(broken), 'chat', OK), AT.toISO()))).toEqual([]);
  });

  it('is told to work again by those who heard, once, however long that waits', async () => {
    const heard = withState(await answered(told(broken), 'chat', OK), null);
    expect(say(heard)).toMatchObject([
      { kind: 'resolved', why: 'channel-works', dedupKey: 'channel-pager', durationSeconds: 420 },
    ]);
    const ended = told(heard);
    expect(say(ended)).toEqual([]);
    expect(say(withState(await answered(ended, 'chat', DOWN), null))).toEqual([]);
    expect(say(withState(await answered(ended, 'chat', OK), null))).toEqual([]);
  });

  it('is told anew when it breaks before its end was heard', async () => {
    const ended = told(withState(await answered(told(broken), 'chat', OK), null));
    expect(say(withState(ended, later.toISO()))).toMatchObject([{ kind: 'channel-broken', since: later.toISO() }]);
  });

  it('is said again in every sweep to who forgets what is not, and heard of it, and to nobody else', async () => {
    const forgetful = { name: 'chat', takesUpdates: true };
    const channels = [{ name: 'pager', takesUpdates: false }, forgetful];
    const heard = withState(await answered(told(broken), 'chat', OK), AT.toISO());
    expect(stillBroken(heard, channels, later)).toMatchObject([
      {
        ...{ id: `channel-pager-update-${later.toMillis()}`, kind: 'update', dedupKey: 'channel-pager' },
        ...{ scope: { by: 'channel', value: 'pager' }, since: AT.toISO() },
      },
    ]);
    const ofAnother = { ...broken, receipts: [receipt('cause-1'), receipt('channel-pager', 'pager')] };
    expect(stillBroken(ofAnother, channels, later)).toEqual([]);
    expect(stillBroken(heard, [{ ...forgetful, takesUpdates: false }, ...channels.slice(0, 1)], later)).toEqual([]);
    expect(stillBroken(told(broken), channels, later)).toEqual([]);
    expect(stillBroken(withState(heard, null), channels, later)).toEqual([]);
  });

  it('that is not configured any more needs nobody any more', async () => {
    const heard = withState(await answered(told(broken), 'chat', OK), AT.toISO());
    expect(say(heard, ['chat'])).toMatchObject([
      {
        kind: 'resolved',
        dedupKey: 'channel-pager',
        scope: { value: 'pager' },
        endings: { unwatched: 1 },
        why: 'channel-removed',
      },
    ]);
  });
});

describe('a channel that is not configured any more', () => {
  const key = nameKey('channel-', '运维群');
  const known = { ...EMPTY_OUTBOX, channels: ['pager', '运维群'].map((name) => channelStateOf(EMPTY_OUTBOX, name)) };

  it.each([
    ['it is called while that is known', known, '运维群'],
    ['its key once that is forgotten', EMPTY_OUTBOX, key.slice('channel-'.length)],
  ])('is told by what %s, and since the first heard of it', (_, outbox, value) => {
    const receipts = [[later, 'chat'] as const, [AT, 'sms'] as const, [later, 'mail'] as const].map(([at, channel]) =>
      receipt(key, channel, at),
    );
    expect(say({ ...outbox, receipts })).toMatchObject([{ scope: { by: 'channel', value }, since: AT.toISO() }]);
  });
});

describe('a channel that works', () => {
  it('is not told of, whatever causes were', () => {
    expect(say({ ...withState(EMPTY_OUTBOX, null), receipts: [receipt('cause-1')] })).toEqual([]);
  });
});
