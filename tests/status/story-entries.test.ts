import { describe, expect, it } from 'vitest';
import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import type { JournalEntry, JournalFact } from '../../lib/monitor/journal-entry.ts';
import { createMemoryJournal } from '../../lib/state/memory-journal.ts';
import { readOf } from '../../lib/status/past.ts';
import { storyEntries } from '../../lib/status/story-entries.ts';

const FROM = parseUtc('2026-03-02T00:00:00Z') as UtcDateTime;
const minute = (n: number) => FROM.plus({ minutes: n });
const SCOPE = { by: 'source', value: 'rtmp://s.example.com' } as const;
const WHAT = { verdict: 'stopped', reason: 'PullStreamFailed', severity: 'critical', since: FROM.toISO() } as const;

const incident = (key: string, causeKey: string | null, name = key): JournalFact => ({
  kind: 'incident',
  event: 'opened',
  key: `cn-shanghai/${key}`,
  region: 'cn-shanghai',
  name,
  source: '',
  destination: '',
  causeKey,
  lostSeconds: 0,
  ...WHAT,
});
const cause = (key: string): JournalFact => ({
  kind: 'cause',
  event: 'began',
  key,
  scope: SCOPE,
  affected: 1,
  ...WHAT,
});
const answer = (dedupKey: string): JournalFact => ({
  kind: 'answer',
  channel: 'pager',
  dedupKey,
  message: 'open',
  accepted: true,
  said: '',
});
const decision = (causeKey: string | null, incidentKey: string | null): JournalFact => ({
  kind: 'decision',
  causeKey,
  incidentKey: incidentKey && `cn-shanghai/${incidentKey}`,
  reason: 'first',
  message: null,
});
const SWEEP: JournalFact = {
  kind: 'sweep',
  complete: true,
  exact: true,
  overlooked: 0,
  relays: 9,
  open: 0,
  durationMs: 1,
};
const LEFT_OUT: JournalFact = { kind: 'left-out', count: 3 };
const ACK: JournalFact = { kind: 'change', what: 'ack', text: 'c-2: on it' };
const SILENCE: JournalFact = { kind: 'change', what: 'silence-add', text: 'works' };

/** In the order of a journal: what is decided about a relay comes before the relay itself. */
const SWEEPS: readonly (readonly JournalFact[])[] = [
  [SWEEP, ACK, SILENCE, decision(null, 'a'), decision(null, 'b'), incident('a', null), incident('b', null)],
  [
    SWEEP,
    cause('c-1'),
    cause('c-2'),
    answer('c-1'),
    answer('c-2'),
    decision('c-1', null),
    decision('c-2', null),
    incident('a', 'c-1'),
    incident('b', 'c-2'),
    LEFT_OUT,
  ],
  [SWEEP, answer('c-1'), answer('c-2'), incident('a', null, 'renamed'), decision('c-1', 'a')],
];

async function kept(asked: { readonly relay: string | null; readonly cause: string | null }): Promise<JournalEntry[]> {
  const journal = createMemoryJournal();
  for (const [n, facts] of SWEEPS.entries())
    await journal.add(
      facts.map((fact) => ({ at: minute(n).toISO(), ...fact })),
      minute(n),
    );
  return readOf(journal, storyEntries(asked), { from: FROM, until: minute(9) });
}

const summed = (entries: readonly JournalEntry[]) =>
  entries.flatMap((one) => {
    switch (one.kind) {
      case 'incident':
        return `incident ${one.key.split('/')[1]} ${one.causeKey}`;
      case 'cause':
        return `cause ${one.key}`;
      case 'answer':
        return `answer ${one.dedupKey}`;
      case 'decision':
        return `decision ${one.incidentKey?.split('/')[1] ?? one.causeKey}`;
      case 'change':
        return one.what;
      default:
        return [];
    }
  });

describe('what a story needs of the journal', () => {
  it('is of a relay what it was told under, and what was decided on it, also before its name is said', async () => {
    const entries = await kept({ relay: 'a', cause: null });
    expect(summed(entries)).toEqual([
      'ack',
      'silence-add',
      'decision a',
      'incident a null',
      'cause c-1',
      'answer c-1',
      'decision c-1',
      'incident a c-1',
      'answer c-1',
      'decision a',
      // it has another name by now
      'incident a null',
    ]);
    expect(entries.filter(({ kind }) => kind === 'sweep')).toHaveLength(3);
    expect(entries.filter(({ kind }) => kind === 'left-out')).toMatchObject([{ count: 3 }]);
  });

  it('is of a cause its relays while they are of it', async () => {
    expect(summed(await kept({ relay: null, cause: 'c-2' }))).toEqual([
      'ack',
      'silence-add',
      'cause c-2',
      'answer c-2',
      'decision c-2',
      'incident b c-2',
      'answer c-2',
    ]);
  });

  it('is of a pattern every relay that fits', async () => {
    const keys = (await kept({ relay: 'cn-*', cause: null })).flatMap((one) =>
      one.kind === 'incident' ? one.key : [],
    );
    expect(new Set(keys)).toEqual(new Set(['cn-shanghai/a', 'cn-shanghai/b']));
  });

  it('is nothing but what was done by hand, and how well relaywatch looked, of what nobody knows', async () => {
    for (const asked of [
      { relay: 'nobody', cause: null },
      { relay: null, cause: 'nobody' },
    ])
      expect(summed(await kept(asked))).toEqual(['ack', 'silence-add']);
  });
});
