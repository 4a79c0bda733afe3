import { describe, expect, it } from 'vitest';
import { NO_FILTER } from '../../lib/answers/past-filter.ts';
import { reportOf } from '../../lib/answers/report.ts';
import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import type { AnswerEntry, JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { historyDocument } from '../../lib/status/history.ts';
import { knownOf } from '../../lib/status/known.ts';
import { statusDocument } from '../../lib/status/status-document.ts';
import { World } from '../../stand-ins/simulation/world.ts';
import { pageHtml } from '../../web/html.tsx';
import { settingsOf } from '../support/status-site.ts';

const FROM = parseUtc('2026-03-02T00:00:00Z') as UtcDateTime;
const UNTIL = FROM.plus({ days: 1 });
const AT = FROM.plus({ hours: 1 }).toISO();

const answered = (parts: Partial<AnswerEntry>): JournalEntry => ({
  at: AT,
  kind: 'answer',
  channel: 'pager',
  dedupKey: 'c-1',
  message: 'open',
  accepted: false,
  said: '',
  ...parts,
});
const CAUSE: JournalEntry = {
  at: AT,
  kind: 'cause',
  event: 'began',
  key: 'c-1',
  scope: { by: 'source', value: 'rtmp://source-1.example.com' },
  verdict: 'stopped',
  reason: 'PullStreamFailed',
  severity: 'critical',
  since: AT,
  affected: 1,
};
const ENTRIES = [
  CAUSE,
  answered({ accepted: true, said: 'r-1' }),
  answered({ said: 'HTTP 400' }),
  answered({ said: 'no answer', unclear: 'no-answer' }),
  answered({ unclear: 'sweep-died' }),
];

describe('what channels answered in the past', () => {
  const view = { language: 'en', period: '24h', periods: ['24h'], wanted: NO_FILTER, page: 1, cause: 'c-1' } as const;
  const document = historyDocument(ENTRIES, { causes: [], incidents: [] }, { ...view, from: FROM, until: UNTIL });

  it('is told with receipts, refusals, and what may have been heard', () => {
    expect(document.causes[0]?.events.slice(1)).toMatchObject([
      { event: 'told', said: 'r-1' },
      { event: 'refused', said: 'HTTP 400' },
      { event: 'unclear', said: 'no answer' },
      { event: 'unclear', said: '' },
    ]);
  });

  it('counts as refused only where the channel did not take it', () => {
    expect(document.causes[0]).toMatchObject({ refused: 2, told: [{ channel: 'pager', messages: 1 }] });
    const { noise, outages } = reportOf(ENTRIES, FROM, UNTIL, {});
    expect([outages[0]?.refused, noise.byChannel]).toEqual([2, [{ channel: 'pager', pages: 1, refused: 2 }]]);
  });

  it.each([
    ['en', 'did not clearly accept the message “open”, and may have heard it'],
    ['zh', '未明确接收“故障”消息，但可能已经收到'],
  ] as const)('is on the page in %s', (language, words) => {
    const status = statusDocument(knownOf(null), settingsOf(new World({})), UNTIL, { language });
    const place = { page: 'cause', root: '../', cause: 'c-1' } as const;
    const html = pageHtml({ status, place, past: { kind: 'history', document } }, { script: null, style: null });
    expect(html.match(new RegExp(words, 'g'))).toHaveLength(2);
  });
});
