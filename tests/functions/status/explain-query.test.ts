import { describe, expect, it } from 'vitest';
import { explainQueryOf } from '../../../functions/status/explain-query.ts';
import { parseUtc, type UtcDateTime } from '../../../lib/base/time.ts';

const NOW = parseUtc('2026-03-02T12:00:00Z') as UtcDateTime;
const asked = (query: Record<string, string> | string, keepDays = 30) =>
  explainQueryOf(new URLSearchParams(query), NOW, keepDays);

describe('what a query asks to be explained', () => {
  it('is a relay or a cause, now unless it names a time', () => {
    expect(asked({ relay: ' studio-1 ' })).toEqual({
      asked: { relay: 'studio-1', cause: null, at: null },
      at: NOW,
      problem: null,
    });
    expect(asked({ cause: 'source-1', at: '2026-03-02T03:10:00Z' }).asked).toEqual({
      relay: null,
      cause: 'source-1',
      at: '2026-03-02T03:10:00.000Z',
    });
  });

  it.each([
    ['as a form sends it', 'at=2026-03-02T03:10', '03:10:00.000'],
    ['with seconds', 'at=2026-03-02T03:10:09', '03:10:09.000'],
    ['with an offset', 'at=2026-03-02T11:10:00%2B08:00', '03:10:00.000'],
    ['with an offset whose plus became a blank', 'at=2026-03-02T11:10:00+08:00', '03:10:00.000'],
    ['with a blank before the hour', 'at=2026-03-02%2003:10:00.5Z', '03:10:00.500'],
  ])('at a time %s', (_, query, time) => {
    expect(asked(`relay=a&${query}`)).toMatchObject({ asked: { at: `2026-03-02T${time}Z` }, problem: null });
  });

  it.each([
    ['nothing', {}, 'none-asked'],
    ['blanks', { relay: '  ', cause: '' }, 'none-asked'],
    ['a relay and a cause', { relay: 'a', cause: 'b' }, 'both-asked'],
    ['a name that no pattern can have', { relay: 'x'.repeat(257) }, 'too-long'],
    ['a word for a time', { relay: 'a', at: 'yesterday' }, 'at-unreadable'],
    ['a day without a time', { relay: 'a', at: '2026-03-02' }, 'at-unreadable'],
    ['a time of today', { relay: 'a', at: 'T03:10' }, 'at-unreadable'],
    ['a 30th of February', { relay: 'a', at: '2026-02-30T03:10:00Z' }, 'at-unreadable'],
    ['a year that no journal has', { relay: 'a', at: '+012026-01-01T00:00:00Z' }, 'at-unreadable'],
    ['a time to come', { relay: 'a', at: '2026-03-02T12:00:01Z' }, 'at-future'],
    ['a time before the journal', { relay: 'a', at: '2026-01-31T11:59:59Z' }, 'at-too-old'],
  ])('is not understood of %s', (_, query, problem) => {
    expect(asked(query).problem).toBe(problem);
  });

  it('reaches back as far as the journal is kept', () => {
    expect(asked({ relay: 'a', at: '2026-01-31T12:00:00Z' }).problem).toBeNull();
    expect(asked({ relay: 'a', at: '2026-01-31T12:00:00Z' }, 29).problem).toBe('at-too-old');
  });
});
