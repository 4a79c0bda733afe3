import { describe, expect, it } from 'vitest';
import { BASELINE } from '../../lib/monitor/causes.ts';
import type { Sighting } from '../../lib/monitor/incident.ts';
import type { Silence } from '../../lib/monitor/mutes.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { watch } from '../../lib/monitor/watch.ts';
import { later, VERDICTS } from './a-sighting.ts';
import { NO_TOTALS, relays, silenceOf, Watching } from './watching.ts';

const { pull, push, stopped, healthy, recovering } = VERDICTS;
const scopes = (notifications: ReturnType<Watching['sweep']>) =>
  notifications.map(({ kind, scope, affected }) => `${kind} ${scope.by} ${scope.value} ${affected}`).sort();
const SOURCE = { source: 'rtmp://dead.example.com' };
const DESTINATION = { destination: 'rtmp://dead.example.com' };
const silence = (until: string, match: Silence['match'] = {}) => silenceOf('s1', until, match);

describe('the cause of stops', () => {
  it.each<[string, readonly Sighting[], readonly string[]]>([
    ['is a source host', relays(4, pull, SOURCE), ['open source dead.example.com 4']],
    ['is a destination host', relays(4, push, DESTINATION), ['open destination dead.example.com 4']],
    [
      'is one host over all protocols and ports',
      [
        ...relays(2, pull, { source: 'rtmp://dead.example.com' }, 'a'),
        ...relays(2, pull, { source: 'https://dead.example.com:8443' }, 'b'),
      ],
      ['open source dead.example.com 4'],
    ],
    [
      'is region and reason where no host is shared',
      relays(3, stopped),
      ['open region-reason cn-shanghai UnknownError 3'],
    ],
    [
      'is apart for push and pull faults of one host',
      [
        ...relays(3, pull, { source: 'rtmp://x', destination: 'rtmp://x' }, 'a'),
        ...relays(2, push, { source: 'rtmp://x', destination: 'rtmp://x' }, 'b'),
      ],
      ['open destination x 2', 'open source x 3'],
    ],
    ['is the host of a single pull fault', relays(1, pull, SOURCE), ['open source dead.example.com 1']],
  ])('%s', (_name, sightings, expected) => {
    expect(scopes(new Watching().sweep(60, sightings))).toEqual(expected);
  });

  it('is the account when half of it, over several hosts, stopped', () => {
    const watching = new Watching();
    watching.totals = { ...NO_TOTALS, relays: 40 };
    expect(scopes(watching.sweep(60, relays(20, pull)))).toEqual(['open account  20']);
    const few = new Watching();
    few.totals = { ...NO_TOTALS, relays: 19 };
    expect(scopes(few.sweep(60, relays(19, stopped)))).toEqual(['open region-reason cn-shanghai UnknownError 19']);
  });

  it('is not a host of which most relays run', () => {
    const watching = new Watching();
    watching.totals = { ...NO_TOTALS, bySource: new Map([['dead.example.com', 10]]) };
    expect(scopes(watching.sweep(60, relays(4, stopped, SOURCE)))).toEqual([
      'open region-reason cn-shanghai UnknownError 4',
    ]);
  });

  it('is a host of its own, although single faults of its region have one already', () => {
    const watching = new Watching();
    watching.sweep(60, relays(1, stopped, {}, 'a'));
    const told = watching.sweep(120, [...relays(1, stopped, {}, 'a'), ...relays(5, stopped, SOURCE)]);
    expect(scopes(told).filter((one) => one.startsWith('open'))).toEqual(['open source dead.example.com 5']);
  });

  it('has the same key when the state was lost', () => {
    const [first] = new Watching().sweep(60, relays(4, pull, SOURCE));
    const lost = new Watching('nothing known');
    const [again] = lost.sweep(3_600, relays(3, pull, SOURCE), [], true);
    expect(again).toMatchObject({ kind: 'open', dedupKey: first?.dedupKey, degraded: true });
  });

  it('has keys and ids that every channel takes', () => {
    for (const { id, dedupKey } of new Watching().sweep(60, [
      ...relays(1, stopped, { region: 'ü/§' }),
      ...relays(2, pull),
    ])) {
      expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(dedupKey).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    }
  });
});

describe('a cause over time', () => {
  const sick = (count: number, parts: Partial<Sighting> = {}) => relays(count, pull, { ...SOURCE, ...parts });
  const kinds = (notifications: ReturnType<Watching['sweep']>) => notifications.map(({ kind }) => kind);

  it('is joined silently by one more, and pages when it doubles', () => {
    const watching = new Watching();
    expect(kinds(watching.sweep(60, sick(4)))).toEqual(['open']);
    expect(kinds(watching.sweep(120, sick(7)))).toEqual(['update']);
    expect(kinds(watching.sweep(180, sick(8)))).toEqual(['growth']);
    expect(kinds(watching.sweep(240, sick(15)))).toEqual(['update']);
    expect(kinds(watching.sweep(300, sick(16)))).toEqual(['growth']);
  });

  it('does not page for doubling below five', () => {
    const watching = new Watching();
    watching.sweep(60, sick(1));
    expect(kinds(watching.sweep(120, sick(4)))).toEqual(['update']);
    expect(kinds(watching.sweep(180, sick(5)))).toEqual(['growth']);
  });

  it('pages in a new region', () => {
    const watching = new Watching();
    watching.sweep(60, sick(4));
    const beijing = relays(1, pull, { ...SOURCE, region: 'cn-beijing' }, 'b');
    const told = watching.sweep(120, [...sick(4), ...beijing]);
    expect(told).toMatchObject([{ kind: 'growth', regions: ['cn-beijing', 'cn-shanghai'] }]);
    expect(kinds(watching.sweep(180, [...sick(4), ...beijing]))).toEqual(['update']);
  });

  it('pages when it gets worse', () => {
    const watching = new Watching();
    const tired = relays(3, { ...recovering, reason: 'PullStreamFailed' }, SOURCE);
    watching.sweep(0, tired);
    expect(watching.sweep(120, tired)).toMatchObject([{ kind: 'open', severity: 'warning' }]);
    expect(watching.sweep(180, sick(3))).toMatchObject([{ kind: 'growth', severity: 'critical', verdict: 'stopped' }]);
  });

  it('is reminded of every four hours', () => {
    const watching = new Watching();
    watching.sweep(60, sick(4));
    expect(kinds(watching.sweep(14_459, sick(4)))).toEqual(['update']);
    expect(kinds(watching.sweep(14_460, sick(4)))).toEqual(['reminder']);
    expect(kinds(watching.sweep(14_520, sick(4)))).toEqual(['update']);
  });

  it('ends with its last relay, once, with how it ended and how long it lasted', () => {
    const watching = new Watching();
    watching.sweep(60, sick(2));
    const [a, b] = sick(2);
    const well = (one: Sighting | undefined) => ({ ...(one as Sighting), verdict: healthy });
    expect(kinds(watching.sweep(120, [well(a), b as Sighting]))).toEqual(['update']);
    expect(watching.sweep(180, [well(b)])).toMatchObject([
      { kind: 'resolved', affected: 2, durationSeconds: 120, endings: { recovered: 2, removed: 0 } },
    ]);
    // what is remembered of its relays belongs to no cause any more
    expect(watching.state?.incidents.map(({ phase, causeKey }) => [phase, causeKey])).toEqual(
      Array(2).fill(['quiet', null]),
    );
    expect(watching.sweep(240, [])).toEqual([]);
  });
});

describe('the first sweep', () => {
  it('tells what is stopped already in one summary, and nothing of it again', () => {
    const watching = new Watching('nothing known');
    const sick = [...relays(30, pull, SOURCE), ...relays(3, push, DESTINATION, 'p')];
    expect(watching.sweep(0, sick)).toMatchObject([{ kind: 'summary', affected: 33, dedupKey: BASELINE }]);
    expect(watching.sweep(60, sick)).toEqual([]);
    expect(
      watching.sweep(
        120,
        sick.map((one) => ({ ...one, verdict: healthy })),
      ),
    ).toEqual([]);
  });

  it('tells nothing when all is well, and what stops later as usual', () => {
    const watching = new Watching('nothing known');
    expect(watching.sweep(0, [])).toEqual([]);
    expect(watching.sweep(60, relays(2, pull, SOURCE))).toMatchObject([{ kind: 'open' }]);
  });
});

describe('mutes', () => {
  const sick = relays(4, pull, SOURCE);

  it('hold messages back, and what is still open when they end is told', () => {
    const watching = new Watching();
    expect(watching.sweep(60, sick, [silence(later(600).toISO())])).toEqual([]);
    expect(watching.sweep(540, sick)).toEqual([]);
    expect(watching.sweep(600, sick).map(({ kind, affected }) => `${kind} ${affected}`)).toEqual([
      'open 4',
      'mute-ended 4',
    ]);
  });

  it('report what they held, also when it is over', () => {
    const watching = new Watching();
    watching.sweep(60, sick, [silence(later(600).toISO())]);
    watching.sweep(
      120,
      sick.map((one) => ({ ...one, verdict: healthy })),
    );
    expect(watching.sweep(600, [])).toMatchObject([{ kind: 'mute-ended', severity: 'info', affected: 0, total: 4 }]);
  });

  it('report nothing when they held nothing', () => {
    const watching = new Watching();
    watching.sweep(60, [], [silence(later(600).toISO())]);
    expect(watching.sweep(600, [])).toEqual([]);
    expect(watching.state).toMatchObject({ silences: [], mutes: [] });
  });

  it('let through what they do not match', () => {
    const watching = new Watching();
    expect(watching.sweep(60, sick, [silence(later(600).toISO(), { name: 'other-*' })])).toMatchObject([
      { kind: 'open' },
    ]);
  });

  it('until recovery end with it, or after an hour in which nothing matched', () => {
    const watching = new Watching();
    watching.sweep(60, sick, [silence('recovered', { name: 'r-*' })]);
    watching.sweep(7_200, sick);
    expect(watching.state?.silences).toHaveLength(1);
    const told = watching.sweep(
      7_260,
      sick.map((one) => ({ ...one, verdict: healthy })),
    );
    expect(watching.state?.silences).toEqual([]);
    expect(told).toMatchObject([{ kind: 'mute-ended', affected: 0 }]);
    const idle = new Watching();
    idle.sweep(60, [], [silence('recovered')]);
    expect(idle.state?.silences).toHaveLength(1);
    idle.sweep(3_600, []);
    expect(idle.state?.silences).toEqual([]);
  });
});

describe('the clock', () => {
  it('that went back closes nothing, and says so; five seconds mean nothing', () => {
    const settings = { policy: DEFAULT_POLICY, maintenance: [], routes: [], channels: [], degraded: false };
    const watching = new Watching();
    watching.sweep(600, relays(1, pull));
    const well = { sightings: relays(1, healthy), gone: new Set<string>(), totals: NO_TOTALS };
    expect(watch(watching.state, well, settings, later(594))).toMatchObject({ clockJumped: true, ended: [] });
    const fine = watch(watching.state, well, settings, later(595));
    expect(fine.clockJumped).toBe(false);
    expect(fine.ended).toHaveLength(1);
  });
});

describe('the state', () => {
  it('of a healthy fleet is small, whatever its size', () => {
    const watching = new Watching('nothing known');
    watching.totals = { ...NO_TOTALS, relays: 100_000 };
    watching.sweep(0, []);
    expect(JSON.stringify(watching.state).length).toBeLessThan(4_096);
  });
});
