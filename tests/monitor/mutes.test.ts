import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import type { UtcDateTime } from '../../lib/base/time.ts';
import type { Matchable } from '../../lib/monitor/matching.ts';
import { activeMutes, expectationsDue, type Hours, mutedBy, type Silence } from '../../lib/monitor/mutes.ts';
import { aWindow } from './a-window.ts';

const at = (iso: string) => DateTime.fromISO(iso, { zone: 'utc' }) as UtcDateTime;
const NOW = at('2026-03-01T12:00:00Z');
const aSilence = (parts: Partial<Silence> = {}): Silence => ({
  id: 's1',
  comment: 'encoder is being replaced',
  createdAt: '2026-03-01T11:00:00.000Z',
  until: '2026-03-01T13:00:00.000Z',
  match: { name: 'studio-*' },
  ...parts,
});
const SUBJECT: Matchable = { region: 'cn-shanghai', name: 'studio-1', source: '', destination: '' };
const isOpen = (hours: Hours, now: UtcDateTime) => activeMutes([aWindow(hours)], [], now).length > 0;

describe('a maintenance window', () => {
  it('says since when and until when it mutes what', () => {
    expect(activeMutes([aWindow({ match: { region: 'cn-*' } })], [], at('2026-03-01T12:59:59.999Z'))).toEqual([
      {
        id: 'window/weekly',
        kind: 'window',
        name: 'weekly',
        since: '2026-03-01T12:00:00.000Z',
        until: '2026-03-01T13:00:00.000Z',
        match: { region: 'cn-*' },
      },
    ]);
  });

  it.each([
    ['not yet a millisecond before it', '2026-03-01T11:59:59.999Z', false],
    ['from its first instant', '2026-03-01T12:00:00.000Z', true],
    ['to the last millisecond', '2026-03-01T12:59:59.999Z', true],
    ['no more at its end', '2026-03-01T13:00:00.000Z', false],
  ])('mutes %s', (_, now, expected) => {
    expect(isOpen(aWindow(), at(now))).toBe(expected);
  });

  it.each([
    // the clocks go forward from 02:00 to 03:00, at 01:00 UTC
    [
      'begins when the clocks change, where its time is left out',
      '30 2 * * *',
      '2026-03-29T01:00:00Z',
      '2026-03-29T02:00:00Z',
    ],
    ['lasts as long over the change to summer time', '30 1 * * *', '2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z'],
    // the clocks go back from 03:00 to 02:00, at 01:00 UTC
    ['comes once, at the first of two same times', '30 2 * * *', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
    ['lasts as long over the change from summer time', '0 3 * * *', '2026-10-25T02:00:00Z', '2026-10-25T03:00:00Z'],
  ])('%s', (_, cron, begin, end) => {
    const hours = { cron, durationMinutes: 60, timeZone: 'Europe/Berlin' };
    const ms = { milliseconds: 1 };
    const around = [at(begin).minus(ms), at(begin), at(end).minus(ms), at(end)];
    expect(around.map((now) => isOpen(hours, now))).toEqual([false, true, true, false]);
  });

  it('that comes again before it is over goes on', () => {
    const window = aWindow({ cron: '*/30 * * * *', durationMinutes: 45 });
    const [mute] = activeMutes([window], [], at('2026-03-01T12:40:00Z'));
    expect(mute).toMatchObject({ since: '2026-03-01T12:30:00.000Z', until: '2026-03-01T13:15:00.000Z' });
  });

  it('that never came does not mute', () => {
    expect(isOpen({ cron: '0 0 31 6 *', durationMinutes: 60, timeZone: 'UTC' }, NOW)).toBe(false);
  });
});

describe('windows over a year with its changes of the clocks', () => {
  /** Each field as a set of numbers, or null for a star. */
  interface Model {
    readonly minutes: readonly number[] | null;
    readonly hours: readonly number[] | null;
    readonly weekdays: readonly number[] | null;
  }
  const field = (values: readonly number[] | null) => values?.join(',') ?? '*';
  const cronOf = ({ minutes, hours, weekdays }: Model) => `${field(minutes)} ${field(hours)} * * ${field(weekdays)}`;

  interface Minute {
    readonly utcMs: number;
    /** What the clocks show, as if it were UTC. */
    readonly shownMs: number;
  }
  const MINUTE = 60_000;
  const DAY = 86_400_000;

  /** Every minute of the days around one instant, with what the clocks of a place show. */
  function minutesAround(center: UtcDateTime, zone: string): Minute[] {
    const from = center.minus({ days: 3 }).toMillis();
    return Array.from({ length: (5 * DAY) / MINUTE }, (_, index) => {
      const utcMs = from + index * MINUTE;
      return { utcMs, shownMs: utcMs + DateTime.fromMillis(utcMs, { zone }).offset * MINUTE };
    });
  }

  function fits({ minutes, hours, weekdays }: Model, shownMs: number): boolean {
    const shown = new Date(shownMs);
    return (
      (minutes?.includes(shown.getUTCMinutes()) ?? true) &&
      (hours?.includes(shown.getUTCHours()) ?? true) &&
      (weekdays?.includes(shown.getUTCDay()) ?? true)
    );
  }

  /** Repeated times: every minute whose clock fits. Named times: for each, the first minute whose clock has reached it. */
  function ticks(model: Model, minutes: readonly Minute[]): number[] {
    if (model.minutes === null || model.hours === null) {
      return minutes.filter(({ shownMs }) => fits(model, shownMs)).map(({ utcMs }) => utcMs);
    }
    const first = minutes[0]?.shownMs ?? 0;
    const last = minutes.at(-1)?.shownMs ?? 0;
    const named: number[] = [];
    for (let shownMs = first; shownMs <= last; shownMs += MINUTE) if (fits(model, shownMs)) named.push(shownMs);
    return named.map((wanted) => minutes.find(({ shownMs }) => shownMs >= wanted)?.utcMs ?? 0);
  }

  const CHANGES: readonly (readonly [string, string])[] = [
    ['Europe/Berlin', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '2026-10-25T01:00:00Z'],
    ['America/New_York', '2026-03-08T07:00:00Z'],
    ['America/New_York', '2026-11-01T06:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
    ['America/Santiago', '2026-04-05T03:00:00Z'],
    ['America/Santiago', '2026-09-06T04:00:00Z'],
    ['Africa/Cairo', '2026-04-23T22:00:00Z'],
    ['Africa/Cairo', '2026-10-29T21:00:00Z'],
    ['Asia/Shanghai', '2026-03-01T00:00:00Z'],
    ['Asia/Kolkata', '2026-03-01T00:00:00Z'],
    ['UTC', '2026-03-01T00:00:00Z'],
  ];
  const some = (max: number, most: number) => fc.uniqueArray(fc.nat({ max }), { minLength: 1, maxLength: most });
  const orStar = (values: fc.Arbitrary<number[]>) => fc.option(values, { nil: null, freq: 2 });
  const models = fc.record({
    minutes: orStar(some(59, 3)),
    hours: orStar(fc.oneof(some(3, 2), some(23, 2))),
    weekdays: orStar(some(6, 4)),
  });

  it.each(CHANGES)('hold exactly for their duration after each time that comes in %s around %s', (zone, change) => {
    const minutes = minutesAround(at(change), zone);
    const near = fc.integer({ min: -18 * 60 * 60, max: 18 * 60 * 60 });
    fc.assert(
      fc.property(
        models,
        fc.integer({ min: 1, max: 240 }),
        fc.array(near, { minLength: 6, maxLength: 6 }),
        (model, durationMinutes, seconds) => {
          const hours = { cron: cronOf(model), durationMinutes, timeZone: zone };
          const came = ticks(model, minutes);
          // anywhere, and at the very edges of the windows
          const edges = came.flatMap((tick) => [tick, tick + durationMinutes * MINUTE]).flatMap((ms) => [ms - 1, ms]);
          const changeMs = at(change).toMillis();
          const asked = [
            ...seconds.map((one) => changeMs + one * 1_000 + 7),
            ...edges.filter((ms) => Math.abs(ms - changeMs) < DAY).slice(0, 12),
          ];
          for (const ms of asked) {
            const now = DateTime.fromMillis(ms, { zone: 'utc' }) as UtcDateTime;
            const expected = came.some((tick) => tick <= ms && ms < tick + durationMinutes * MINUTE);
            expect({ now: now.toISO(), cron: hours.cron, open: isOpen(hours, now) }).toEqual({
              now: now.toISO(),
              cron: hours.cron,
              open: expected,
            });
          }
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe('a silence', () => {
  it('says until when it mutes what', () => {
    expect(activeMutes([], [aSilence()], NOW)).toEqual([
      {
        id: 'silence/s1',
        kind: 'silence',
        name: 'encoder is being replaced',
        since: '2026-03-01T11:00:00.000Z',
        until: '2026-03-01T13:00:00.000Z',
        match: { name: 'studio-*' },
      },
    ]);
  });

  it.each<[string, Partial<Silence>, number]>([
    ['mutes to the last millisecond', { until: '2026-03-01T12:00:00.001Z' }, 1],
    ['mutes no more at its end', { until: '2026-03-01T12:00:00.000Z' }, 0],
    ['may say its end with an offset', { until: '2026-03-01T20:30:00+08:00' }, 1],
    ['until recovery has no end of its own', { until: 'recovered' }, 1],
    ['mutes at once, though the clock that wrote it was ahead', { createdAt: '2026-03-01T12:01:00Z' }, 1],
    ['whose end cannot be read does not mute', { until: 'tomorrow' }, 0],
  ])('%s', (_, parts, count) => {
    expect(activeMutes([], [aSilence(parts)], NOW)).toHaveLength(count);
  });
});

describe('a fault is muted', () => {
  it('by what matches it, and by a window for everything', () => {
    const mutes = activeMutes([aWindow()], [], NOW);
    expect(mutedBy(SUBJECT, mutes)?.id).toBe('window/weekly');
    expect(mutedBy(SUBJECT, [])).toBe(null);
    expect(mutedBy({ ...SUBJECT, name: 'stage-1' }, activeMutes([], [aSilence()], NOW))).toBe(null);
  });

  it('by the one that holds longest, so that its end is told when it is really over', () => {
    const later = aSilence({ id: 's2', until: '2026-03-01T14:00:00Z' });
    const mutes = activeMutes([aWindow()], [aSilence(), later], NOW);
    expect(mutedBy(SUBJECT, mutes)?.id).toBe('silence/s2');
    const untilRecovery = aSilence({ id: 's3', until: 'recovered' });
    expect(mutedBy(SUBJECT, activeMutes([aWindow()], [later, untilRecovery], NOW))?.id).toBe('silence/s3');
  });
});

describe('an expectation', () => {
  const hours = { cron: '0 8 * * MON-FRI', durationMinutes: 720, timeZone: 'Asia/Shanghai' };
  it.each([
    ['within its hours', '2026-03-02T00:00:00Z', ['always', 'office']],
    ['after its hours', '2026-03-02T12:00:00Z', ['always']],
    ['on a day without hours', '2026-03-01T04:00:00Z', ['always']],
  ])('is due %s as it should be', (_, now, expected) => {
    const due = expectationsDue([{ name: 'always' }, { name: 'office', hours }], at(now));
    expect(due.map(({ name }) => name)).toEqual(expected);
  });
});
