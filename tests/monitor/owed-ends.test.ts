import { expect, it } from 'vitest';
import { EMPTY_OUTBOX, type Pending } from '../../lib/monitor/outbox.ts';
import { withOwed } from '../../lib/monitor/owed-ends.ts';
import type { ToldEntry } from '../../lib/monitor/told-book.ts';
import { aCause } from '../alerts/channel-contract.ts';

const at = '2026-03-01T08:30:00.000Z';
const end: Pending = {
  channel: 'pager',
  notification: aCause({ dedupKey: 'cause-1', kind: 'resolved' }),
  attempts: 1,
  maybeHeard: true,
};
const told: ToldEntry = {
  channel: 'pager',
  key: 'cause-1',
  kind: 'open',
  severity: 'critical',
  affected: 1,
  regions: [],
  at,
  begun: { scope: { by: 'account', value: '' }, verdict: 'stopped', reason: 'none', since: at },
};
const receipt = { channel: 'pager', dedupKey: 'cause-1', kind: 'open', at, receipt: '' };

it('owes the end of what was told without the state knowing, in place of an end that waits since before', () => {
  const other = { ...end, channel: 'chat' };
  const before = { ...EMPTY_OUTBOX, pending: [end, other] };
  expect(withOwed(before, [told])).toEqual({ ...before, pending: [other], receipts: [receipt] });
  // an older relaywatch wrote too little for the end to be made again
  const { begun: _, ...older } = told;
  expect(withOwed(before, [older])).toEqual({ ...before, receipts: [receipt] });
  const known = withOwed(before, [told]);
  expect(withOwed(known, [told])).toEqual(known);
  expect(withOwed(before, [])).toBe(before);
});
