import { describe, expect, it } from 'vitest';
import type { AsOf, Story } from '../../lib/answers/story.ts';
import type { Cause } from '../../lib/monitor/cause.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { EMPTY_OUTBOX, type Receipt } from '../../lib/monitor/outbox.ts';
import { linesOfReceipts, standingNow } from '../../lib/status/known-standing.ts';

const AT = '2026-03-02T12:00:00.000Z';
const RELAY = { kind: 'relay', key: 'cn-shanghai/t-1', region: 'cn-shanghai', name: 'studio-1' } as const;
const CAUSE = { kind: 'cause', key: 'c-1' } as const;
const NOTED: readonly JournalEntry[] = [{ kind: 'cause', at: AT } as JournalEntry];

const incident = (parts: Partial<Incident> = {}) =>
  ({
    key: RELAY.key,
    phase: 'open',
    since: AT,
    verdict: 'stopped',
    reason: 'x',
    severity: 'critical',
    causeKey: 'c-1',
    ...parts,
  }) as Incident;
const receipt = (parts: Partial<Receipt> = {}): Receipt => ({
  channel: 'pager',
  dedupKey: 'c-1',
  kind: 'open',
  at: AT,
  receipt: 'r-1',
  ...parts,
});
const known = (
  incidents: readonly Incident[] = [],
  causes: readonly string[] = [],
  receipts: readonly Receipt[] = [],
) => ({
  incidents,
  causes: causes.map((key) => ({ key }) as Cause),
  outbox: { ...EMPTY_OUTBOX, receipts },
});
const story = (subject: Story['subject'], asOf: AsOf | null): Story => ({
  subject,
  lines: [],
  since: null,
  asOf,
  gaps: [],
});
const FAULTY = {
  is: 'faulty',
  since: AT,
  verdict: 'stopped',
  reason: 'x',
  severity: 'critical',
  causeKey: 'c-1',
} as const;

describe('how a relay is now', () => {
  it.each<[string, readonly Incident[], AsOf | null, object]>([
    ['is faulty where the state has it', [incident()], null, FAULTY],
    ['flaps', [incident({ phase: 'flapping' })], { at: AT, is: 'over', event: 'recovered' }, FAULTY],
    [
      'was sighted and is not told yet',
      [incident({ phase: 'pending', causeKey: null })],
      null,
      { is: 'seen', since: AT, verdict: 'stopped', reason: 'x' },
    ],
    [
      'has recovered, as the journal says',
      [incident({ phase: 'quiet' })],
      { at: AT, is: 'over', event: 'removed' },
      { is: 'over', event: 'removed' },
    ],
    // its end was not noted: it passed untold, or there was no room
    ['has no fault any more, whatever the journal has last', [], { at: AT, ...FAULTY }, { is: 'unknown' }],
    ['was never known', [incident({ key: 'cn-shanghai/t-2' })], null, { is: 'unknown' }],
  ])('which %s', (_, incidents, asOf, standing) => {
    expect(standingNow(story(RELAY, asOf), NOTED, known(incidents))).toMatchObject(standing);
  });
});

describe('how a cause is now', () => {
  it('is as the state has it, and as the journal has what is no cause of the state', () => {
    const asOf: AsOf = { at: AT, is: 'open' };
    expect(standingNow(story(CAUSE, asOf), NOTED, known([], ['c-1']))).toEqual({ is: 'open' });
    expect(standingNow(story(CAUSE, asOf), NOTED, known([], ['c-2']))).toEqual({ is: 'not-open' });
    const answers = [{ kind: 'answer', at: AT } as JournalEntry];
    expect(standingNow(story(CAUSE, asOf), answers, known())).toMatchObject({ is: 'open' });
    expect(standingNow(story(CAUSE, null), answers, known())).toEqual({ is: 'unknown' });
  });
});

describe('whom it was told, as the state has it', () => {
  const receipts = [receipt(), receipt({ channel: 'chat', receipt: '' }), receipt({ dedupKey: 'c-2' })];
  const line = {
    at: AT,
    about: 'answer',
    channel: 'pager',
    message: 'open',
    accepted: true,
    said: 'r-1',
    unclear: null,
  };

  it('is who took a message about the cause, or about the cause of the relay', () => {
    expect(linesOfReceipts(CAUSE, known([], [], receipts))).toEqual([line]);
    expect(linesOfReceipts(RELAY, known([incident()], [], receipts))).toEqual([line]);
  });

  it('is nobody for a relay without a cause', () => {
    expect(linesOfReceipts(RELAY, known([incident({ causeKey: null })], [], receipts))).toEqual([]);
    expect(linesOfReceipts(RELAY, known([], [], receipts))).toEqual([]);
  });
});
