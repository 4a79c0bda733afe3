import { describe, expect, it } from 'vitest';
import { notedSilences } from '../../lib/answers/noted-silences.ts';
import type { ChangeEntry, JournalEntry } from '../../lib/monitor/journal-entry.ts';
import type { Silence } from '../../lib/monitor/mutes.ts';

const at = (hour: number) => `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`;
const silence = (id: string, until: string): Silence => ({ id, comment: '', createdAt: at(1), until, match: {} });
const change = (hour: number, what: ChangeEntry['what'], parts: Partial<ChangeEntry>): JournalEntry => ({
  at: at(hour),
  kind: 'change',
  what,
  text: '',
  ...parts,
});
const added = (one: Silence) => change(1, 'silence-add', { silence: one });

describe('the silences in the journal', () => {
  it('hold until their end', () => {
    const one = silence('a', at(9));
    expect(notedSilences([added(one), change(2, 'ack', { text: 'c-1' })])).toEqual([one]);
  });

  it('end when somebody ends them, and no later than they would have', () => {
    const entries = [
      added(silence('a', at(9))),
      added(silence('b', 'recovered')),
      added(silence('c', at(2))),
      added(silence('d', at(9))),
      change(3, 'silence-expire', { text: 'a' }),
      change(3, 'silence-expire', { text: 'the silence b', of: 'b' }),
      change(3, 'silence-expire', { text: 'c' }),
      // of one that was made before the journal begins
      change(3, 'silence-expire', { text: 'z' }),
    ];
    expect(notedSilences(entries).map(({ id, until }) => [id, until])).toEqual([
      ['a', at(3)],
      ['b', at(3)],
      ['c', at(2)],
      ['d', at(9)],
    ]);
  });

  it('are none where a version of before noted only words, or a line is damaged', () => {
    const damaged = [
      undefined,
      null,
      7,
      'a',
      {},
      { ...silence('a', at(9)), until: 7 },
      { ...silence('a', at(9)), match: 'x' },
      { ...silence('a', at(9)), match: null },
    ];
    expect(notedSilences(damaged.map((one) => added(one as unknown as Silence)))).toEqual([]);
  });
});
