import { describe, expect, it } from 'vitest';
import { parseUtc, type UtcDateTime } from '../../../lib/base/time.ts';
import type { Notification } from '../../../lib/monitor/notification.ts';
import { EMPTY_OUTBOX, type Pending } from '../../../lib/monitor/outbox.ts';
import type { Snapshot } from '../../../lib/state/snapshot.ts';
import { diedTelling } from '../../../lib/sweep/session/died-telling.ts';
import { NOTHING_REMEMBERED } from './nothing-remembered.ts';

const BEGUN = '2026-03-02T12:00:00.000Z';
const time = (hms: string) => parseUtc(`2026-03-02T${hms}.000Z`) as UtcDateTime;

const pending = (channel: string, kind: Notification['kind'], maybeHeard = true): Pending => ({
  channel,
  notification: { kind, dedupKey: 'c-1' } as Notification,
  attempts: 0,
  maybeHeard,
});
const TOLD = pending('pager', 'open');

/** As it is saved before messages leave; the sweep before it ended at 11:59:02. */
function snapshot(parts: Partial<Snapshot> = {}): Snapshot {
  return {
    ...NOTHING_REMEMBERED,
    savedAt: BEGUN,
    lease: { holder: 'another', expiresAt: '2026-03-02T12:01:00.000Z' },
    watch: { ...NOTHING_REMEMBERED.watch, asOf: BEGUN },
    outbox: { ...EMPTY_OUTBOX, pending: [TOLD] },
    points: { at: time('11:59:02'), points: [] },
    handledTriggers: [],
    toldUntil: BEGUN,
    ...parts,
  };
}

describe('what a sweep was telling when it died', () => {
  it('is what may have been heard, in the snapshot that was saved before it left', () => {
    expect(diedTelling(snapshot())).toEqual({ at: BEGUN, messages: [TOLD] });
    // in a first sweep there are no metrics of one before
    expect(diedTelling(snapshot({ points: null }))).toEqual({ at: BEGUN, messages: [TOLD] });
  });

  it('is not what nobody can have heard yet, and no update, which pages nobody', () => {
    const waiting = [pending('chat', 'open', false), pending('pager', 'update'), pending('pager', 'resolved')];
    const { messages } = diedTelling(snapshot({ outbox: { ...EMPTY_OUTBOX, pending: waiting } })) ?? {};
    expect(messages).toEqual([pending('pager', 'resolved')]);
  });

  it.each<[string, Partial<Snapshot>]>([
    ['of a sweep that ended', { lease: null }],
    [
      'of one that only took the lease: its metrics are those of the state',
      { points: { at: time('12:00:03'), points: [] } },
    ],
    ['without faults', { watch: null }],
    ['with nothing to tell', { outbox: EMPTY_OUTBOX }],
  ])('is nothing in a snapshot %s', (_, parts) => {
    expect(diedTelling(snapshot(parts))).toBeNull();
  });
});
