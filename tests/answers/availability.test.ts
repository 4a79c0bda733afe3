import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { availabilityOf } from '../../lib/answers/availability.ts';
import type { JournalEntry } from '../../lib/monitor/journal-entry.ts';
import { at, cause, relay } from './entries.ts';

const DAY = { from: at('00:00'), until: at('23:59'), relays: 10 };
const lostOf = (entries: readonly JournalEntry[], parts: Partial<typeof DAY> = {}) =>
  availabilityOf(entries, { ...DAY, ...parts }).lostSeconds;

describe('what a relay lost', () => {
  it.each<[string, JournalEntry[], number]>([
    ['nothing, without an entry', [], 0],
    ['as its end says', [relay('10:00', 'opened'), relay('10:30', 'recovered', { lostSeconds: 1_800 })], 1_800],
    ['to the end of the time while it goes on', [relay('23:00', 'opened', { lostSeconds: 60 })], 60 + 59 * 60],
    ['of a first sighting nothing more than it says', [relay('10:00', 'seen', { lostSeconds: 0 })], 0],
    [
      'the growth of each entry once',
      [
        relay('10:00', 'opened', { lostSeconds: 100 }),
        relay('10:10', 'changed', { lostSeconds: 700 }),
        relay('10:20', 'recovered', { lostSeconds: 1_300 }),
      ],
      1_300,
    ],
    [
      'of a second incident from nothing again',
      [
        relay('10:00', 'opened', { lostSeconds: 600 }),
        relay('10:10', 'recovered', { lostSeconds: 1_200 }),
        relay('12:00', 'opened', { lostSeconds: 60 }),
        relay('12:10', 'recovered', { lostSeconds: 660 }),
      ],
      1_860,
    ],
    [
      'until it was removed, stopped, finished or left alone',
      (['removed', 'stoppedByUser', 'finished', 'unwatched'] as const).map((event, n) =>
        relay('10:00', event, { key: `r/${n}`, lostSeconds: 10 }),
      ),
      40,
    ],
    ['no part of a second', [relay('10:00', 'recovered', { lostSeconds: 59.6 })], 60],
  ])('%s', (_, entries, seconds) => {
    expect(lostOf(entries)).toBe(seconds);
  });

  it('is no more than the time has: an incident of a week loses an hour of an hour', () => {
    const week = [relay('11:00', 'recovered', { lostSeconds: 604_800 })];
    expect(lostOf(week, { from: at('10:00'), until: at('12:00') })).toBe(3_600);
  });

  it('does not count what is no relay: expected relays and the monitor itself have no addresses', () => {
    const entries = [
      relay('10:00', 'recovered', { source: '', destination: '', lostSeconds: 60 }),
      cause('10:00', 'over'),
    ];
    expect(lostOf(entries)).toBe(0);
    const half = relay('10:00', 'recovered', { source: '', lostSeconds: 60 });
    expect(lostOf([half])).toBe(60);
  });
});

describe('the share of the time', () => {
  const hour = { from: at('10:00'), until: at('11:00') };
  const lost = (seconds: number) => [relay('11:00', 'recovered', { lostSeconds: seconds })];
  it.each([
    ['all of it when nothing was lost', 0, 2, 1],
    ['half of one of two', 3_600, 2, 0.5],
    ['nothing of one alone', 3_600, 1, 0],
  ])('%s', (_, seconds, relays, share) => {
    expect(availabilityOf(lost(seconds), { ...hour, relays }).share).toBe(share);
  });

  it.each([
    ['it is not known how many relays there are', { ...hour, relays: null }],
    ['there are none', { ...hour, relays: 0 }],
    ['there is no time', { from: at('10:00'), until: at('10:00'), relays: 5 }],
  ])('is not known when %s', (_, of) => {
    expect(availabilityOf([], of).share).toBeNull();
  });

  it('is never below nothing, when relays were deleted since', () => {
    const entries = [1, 2, 3].map((n) => relay('11:00', 'removed', { key: `r/${n}`, lostSeconds: 3_600 }));
    expect(availabilityOf(entries, { ...hour, relays: 1 }).share).toBe(0);
  });
});

describe('those that lost most', () => {
  const many = Array.from({ length: 12 }, (_, n) =>
    relay('10:00', 'recovered', {
      key: `cn-shanghai/${n}`,
      name: `studio-${n}`,
      destination: `rtmp://push-${n % 2}.example.com`,
      lostSeconds: (n + 1) * 10,
    }),
  );

  it('are ten relays, the worst first', () => {
    const { worstRelays } = availabilityOf(many, DAY);
    expect(worstRelays.map(({ lostSeconds }) => lostSeconds)).toEqual([120, 110, 100, 90, 80, 70, 60, 50, 40, 30]);
    expect(worstRelays[0]).toEqual({ name: 'studio-11 (cn-shanghai/11)', lostSeconds: 120, relays: 1 });
  });

  it('are destinations with all their relays', () => {
    expect(availabilityOf(many, DAY).worstDestinations).toEqual([
      { name: 'rtmp://push-1.example.com', lostSeconds: 420, relays: 6 },
      { name: 'rtmp://push-0.example.com', lostSeconds: 360, relays: 6 },
    ]);
  });

  it('are sorted by name when they lost the same, and have no relay that lost nothing', () => {
    const same = ['b', 'a'].map((name) => relay('10:00', 'recovered', { key: `r/${name}`, name, lostSeconds: 60 }));
    const none = relay('10:00', 'recovered', { key: 'r/none', name: 'none' });
    expect(availabilityOf([...same, none], DAY).worstRelays.map(({ name }) => name)).toEqual(['a (r/a)', 'b (r/b)']);
  });

  it('are named by key without a name, and without a destination belong to none', () => {
    const { worstRelays, worstDestinations } = availabilityOf(
      [relay('10:00', 'recovered', { name: '', destination: '', lostSeconds: 60 })],
      DAY,
    );
    expect([worstRelays.map(({ name }) => name), worstDestinations]).toEqual([['cn-shanghai/1'], []]);
  });

  it.each(['__proto__', 'constructor'])('may be named %s', (name) => {
    const { worstDestinations } = availabilityOf(
      [relay('10:00', 'recovered', { key: name, destination: name, lostSeconds: 60 })],
      DAY,
    );
    expect(worstDestinations).toEqual([{ name, lostSeconds: 60, relays: 1 }]);
  });
});

it('adds up, and its share is between 0 and 1, whatever relays lose', () => {
  const one = fc.record({ id: fc.nat(4), minute: fc.nat(59), lostSeconds: fc.nat(90_000) });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 20 }), (losses) => {
      const entries = losses
        .toSorted((a, b) => a.minute - b.minute)
        .map(({ id, minute, lostSeconds }) =>
          relay(`10:${String(minute).padStart(2, '0')}`, 'recovered', { key: `r/${id}`, lostSeconds }),
        );
      const { lostSeconds, share, worstRelays, worstDestinations } = availabilityOf(entries, DAY);
      expect(worstRelays.reduce((sum, { lostSeconds: of }) => sum + of, 0)).toBe(lostSeconds);
      expect(worstDestinations.reduce((sum, { lostSeconds: of }) => sum + of, 0)).toBe(lostSeconds);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }),
  );
});
