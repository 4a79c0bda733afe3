import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutFuture } from '../../lib/monitor/clock.ts';
import type { Sighting } from '../../lib/monitor/incident.ts';
import type { Notification } from '../../lib/monitor/notification.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import type { WatchState } from '../../lib/monitor/watch-state.ts';
import { aSighting, later, NOON, VERDICTS } from './a-sighting.ts';
import { relays, silenceOf, Watching } from './watching.ts';

const { pull, recovering, healthy } = VERDICTS;
const HOUR = 3_600;
const DAY = 86_400;
const EVERY = 60;

/** Sweeps every minute from `from`, with a clock that is wrong by `offset(trueSeconds)`; what paged, by true time. */
function paged(
  watching: Watching,
  sweeps: number,
  seen: (trueSeconds: number) => readonly Sighting[],
  offset: (trueSeconds: number) => number,
): { readonly at: number; readonly notification: Notification }[] {
  return Array.from({ length: sweeps }, (_, n) => n * EVERY).flatMap((at) =>
    watching
      .sweep(at + offset(at), seen(at))
      .filter(({ kind }) => kind !== 'update')
      .map((notification) => ({ at, notification })),
  );
}
const lines = (pages: ReturnType<typeof paged>) =>
  pages.map(({ at, notification: { kind } }) => `${kind} after ${at / EVERY} min`);
const ahead = (seconds: number, from: number, until: number) => (at: number) =>
  at >= from && at < until ? seconds : 0;

describe('a clock that was ahead and is corrected', () => {
  it('holds back what a relay that keeps retrying waits for by no more than a sweep', () => {
    const seen = (at: number) => (at >= 120 ? relays(1, recovering) : []);
    expect(lines(paged(new Watching(), 100, seen, ahead(HOUR, 60, 180)))).toEqual(['open after 5 min']);
    expect(lines(paged(new Watching(), 100, seen, () => 0))).toEqual(['open after 4 min']);
  });

  it('holds back a long wait by no more than a sweep, however long it was wrong', () => {
    const policy = {
      ...DEFAULT_POLICY,
      verdicts: { ...DEFAULT_POLICY.verdicts, stopped: { severity: 'critical', forSeconds: HOUR } as const },
    };
    const seen = (at: number) => (at >= 120 ? relays(1, pull) : []);
    const wrong = ahead(DAY, 60, 50 * 60);
    expect(lines(paged(new Watching('healthy', { policy }), 200, seen, wrong))).toEqual(['open after 63 min']);
  });

  it('holds back a reminder by no more than a sweep', () => {
    const seen = () => relays(3, pull);
    const wrong = ahead(DAY, 0, 5 * 60);
    expect(lines(paged(new Watching(), 500, seen, wrong))).toEqual([
      'open after 0 min',
      'reminder after 241 min',
      'reminder after 481 min',
    ]);
  });

  it('lets two stops that were an hour apart be no flapping', () => {
    const times = [60, HOUR + 60];
    const seen = (at: number) => relays(1, times.some((stop) => at >= stop && at < stop + 60) ? pull : healthy);
    const wrong = ahead(DAY, 0, 2 * HOUR);
    const pages = paged(new Watching(), 200, (at) => (at < 3 * HOUR ? seen(at) : relays(1, pull)), wrong);
    expect(pages.map(({ notification }) => notification.kind)).toEqual([
      'open',
      'resolved',
      'open',
      'resolved',
      'open',
    ]);
  });

  it('lets a silence until recovery that nothing matches end an hour later, whatever clock wrote it', () => {
    const watching = new Watching();
    watching.sweep(0, [], [{ ...silenceOf('s1', 'recovered'), createdAt: '2026-03-09T14:00:00+02:00' }]);
    expect(watching.state?.silences).toMatchObject([{ createdAt: NOON.toISO() }]);
    watching.sweep(HOUR, []);
    expect(watching.state?.silences).toEqual([]);
  });
});

describe('the state without a future', () => {
  const seconds = fc.integer({ min: -2 * DAY, max: 2 * DAY });
  const iso = seconds.map((at) => later(at).toISO());
  const incident = fc.record({ since: iso, lastFaultAt: iso, lastSeenAt: iso, stops: fc.array(iso, { maxLength: 4 }) });
  const cause = fc.record({ since: iso, toldAt: iso, timeline: fc.array(fc.record({ at: iso })) });
  const state = fc.record({
    asOf: iso,
    incidents: fc.array(incident, { maxLength: 4 }),
    causes: fc.array(cause, { maxLength: 3 }),
    silences: fc.array(fc.record({ id: fc.constant('s'), createdAt: iso, until: iso }), { maxLength: 2 }),
    mutes: fc.array(fc.record({ id: fc.constant('m'), since: iso, held: fc.constant([]) }), { maxLength: 2 }),
  }) as unknown as fc.Arbitrary<WatchState>;
  const timesOf = ({ asOf, incidents, causes, silences, mutes }: WatchState) => [
    asOf,
    ...incidents.flatMap((one) => [one.since, one.lastFaultAt, one.lastSeenAt, ...one.stops]),
    ...causes.flatMap((one) => [one.since, one.toldAt, ...one.timeline.map(({ at }) => at)]),
    ...silences.map(({ createdAt }) => createdAt),
    ...mutes.map(({ since }) => since),
  ];

  it('has no time after now, keeps all that was past, and is the same when taken twice', () => {
    fc.assert(
      fc.property(state, seconds, (before, at) => {
        const now = later(at);
        const after = withoutFuture(before, now);
        const [earlier, times] = [timesOf(before), timesOf(after)];
        expect(times.filter((one) => one > now.toISO())).toEqual([]);
        expect(times).toEqual(earlier.map((one, n) => (one <= now.toISO() ? one : times[n])));
        expect(withoutFuture(after, now)).toEqual(after);
        expect(after.silences.map(({ until }) => until)).toEqual(before.silences.map(({ until }) => until));
      }),
      { numRuns: 500 },
    );
  });
});

describe('whatever the clock does', () => {
  /** The clock is wrong by `by` seconds from one sweep until another. */
  const episodes = fc.array(
    fc.record({
      from: fc.integer({ min: 0, max: 300 }),
      lasts: fc.integer({ min: 1, max: 120 }),
      by: fc.oneof(
        fc.integer({ min: -2 * DAY, max: 2 * DAY }),
        fc.integer({ min: -600, max: 600 }),
        fc.constantFrom(HOUR, -HOUR, DAY),
      ),
    }),
    { minLength: 1, maxLength: 3 },
  );
  const faults = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 400 }),
      verdict: fc.constantFrom(pull, { ...recovering, reason: 'PullStreamFailed' }),
      waits: fc.constantFrom(0, 120, 600, HOUR),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const SWEEPS = 600;

  it('nothing waits longer than it would from the correction on, or than the clock was wrong; nothing has two keys', () => {
    fc.assert(
      fc.property(episodes, faults, (wrong, sick) => {
        const offset = (at: number) =>
          wrong.find(({ from, lasts }) => at >= from * EVERY && at < (from + lasts) * EVERY)?.by ?? 0;
        const offsets = Array.from({ length: SWEEPS }, (_, n) => offset(n * EVERY));
        const corrected = (offsets.findLastIndex((by) => by !== 0) + 1) * EVERY;
        const wrongBy = wrong.reduce((sum, { by }) => sum + Math.abs(by), 0);
        // what passed before a sweep that went back is not known
        const sweepsLost = offsets.filter((by, n) => by < (offsets[n - 1] ?? 0)).length * EVERY;
        const overrides = sick.map(({ waits }, n) => ({ match: { name: `relay-${n}` }, forSeconds: waits }));
        const policy = { ...DEFAULT_POLICY, overrides };
        // nothing in common, so that each has a cause of its own
        const seen = (at: number) =>
          sick.flatMap((fault, n) =>
            at >= fault.at * EVERY
              ? [
                  aSighting(`relay-${n}`, fault.verdict, {
                    region: `region-${n}`,
                    source: `s${n}`,
                    destination: `d${n}`,
                  }),
                ]
              : [],
          );
        const right = paged(new Watching('healthy', { policy }), SWEEPS, seen, () => 0);
        const jumpy = paged(new Watching('healthy', { policy }), SWEEPS, seen, offset);
        const keys = new Set(right.map(({ notification }) => notification.dedupKey));
        expect(new Set(jumpy.map(({ notification }) => notification.dedupKey))).toEqual(keys);
        for (const [n, { waits, at }] of sick.entries()) {
          const of = (pages: typeof right) =>
            pages.filter(({ notification: { examples } }) => examples[0]?.name === `relay-${n}`);
          const [due] = of(right).map((page) => page.at);
          const got = of(jumpy).map((page) => page.at);
          expect(of(jumpy).filter(({ notification }) => notification.kind === 'open')).toHaveLength(1);
          if (due === undefined) throw new Error(`relay-${n} that stopped at ${at} is never told`);
          const latest = Math.max(due, corrected, Math.min(due + wrongBy, corrected + waits));
          expect(got[0]).toBeLessThanOrEqual(latest + sweepsLost);
          for (const [page, next = SWEEPS * EVERY] of got.map((time, index) => [time, got[index + 1]] as const))
            expect(next).toBeLessThanOrEqual(Math.max(page, corrected) + 4 * HOUR + sweepsLost + EVERY);
        }
      }),
      { numRuns: Number(process.env.RELAYWATCH_RUNS ?? 40) },
    );
  });
});

it('keeps an adopted cause after the relays that were known when it was adopted, whichever way the clock went', () => {
  const cause = { since: NOON.toISO(), toldAt: NOON.toISO(), timeline: [], adoptedAt: later(300).toISO() };
  const state = { asOf: later(720).toISO(), incidents: [], causes: [cause], silences: [], mutes: [] };
  const adoptedAt = (now: number) => withoutFuture(state as unknown as WatchState, later(now)).causes[0]?.adoptedAt;
  expect([adoptedAt(60), adoptedAt(600)]).toEqual([later(60).toISO(), cause.adoptedAt]);
});

it('takes what people noted, and a time of another zone, for what it is in UTC', () => {
  const times = [later(-60).toISO(), '2026-03-02T23:59:00+14:00', '2026-03-02T11:00:00-05:00', later(HOUR).toISO()];
  const state = { asOf: NOON.toISO(), incidents: [], causes: [], silences: [], mutes: [] };
  const acknowledged = times.map((at) => ({ at }));
  const after = withoutFuture({ ...state, acknowledged } as unknown as WatchState, NOON);
  expect(after.acknowledged?.map(({ at }) => at)).toEqual([...times.slice(0, 2), NOON.toISO(), NOON.toISO()]);
});

describe('every time that is remembered', () => {
  const stateOf = (asOf: number, at: (seconds: number) => string) =>
    ({
      asOf: later(asOf).toISO(),
      incidents: [
        { key: 'all', since: at(700), lastFaultAt: at(710), lastSeenAt: at(720), stops: [at(10), at(700)] },
        { key: 'seen', since: at(1), lastFaultAt: at(2), lastSeenAt: at(710), stops: [at(1)] },
      ],
      causes: [
        {
          since: at(10),
          toldAt: at(700),
          timeline: [
            { at: at(20), affected: 3 },
            { at: at(710), affected: 4 },
          ],
        },
      ],
      silences: [{ createdAt: at(700), until: later(9_000).toISO() }],
      mutes: [{ id: 'm', since: at(710) }],
      acknowledged: [{ causeKey: 'c', at: at(720) }],
    }) as unknown as WatchState;

  it.each([
    ['is moved back by as much as the clock went back', 720, 660],
    ['is now at the latest where more went wrong', 70, 10],
    ['is now where it was never right', 0, 0],
  ])('%s', (_, asOf, back) => {
    const moved = (seconds: number) => later(seconds > 60 ? Math.min(60, seconds - back) : seconds).toISO();
    const expected = stateOf(asOf, moved);
    expect(
      withoutFuture(
        stateOf(asOf, (seconds) => later(seconds).toISO()),
        later(60),
      ),
    ).toEqual({
      ...expected,
      asOf: later(Math.min(asOf, 60)).toISO(),
    });
  });

  it('is left as it is, and an incident not even copied, where the clock was right', () => {
    const state = stateOf(720, (seconds) => later(seconds).toISO());
    const after = withoutFuture(state, later(720));
    expect(after).toEqual(state);
    expect(after.incidents[0]).toBe(state.incidents[0]);
    const { acknowledged: _, ...older } = state;
    expect(withoutFuture(older, later(720)).acknowledged).toEqual([]);
  });
});
