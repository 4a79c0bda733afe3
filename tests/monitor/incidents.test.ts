import { describe, expect, it } from 'vitest';
import { type Ending, isQuiet, type Phase } from '../../lib/monitor/incident.ts';
import { advance } from '../../lib/monitor/incidents.ts';
import { DEFAULT_POLICY, type Policy } from '../../lib/monitor/policy.ts';
import { aSighting, evidence, later, live, type Moment, NOON, VERDICTS } from './a-sighting.ts';

const { healthy, stopped, unexplained, recovering, missed, byUser, finished, unknown } = VERDICTS;
const unlisted = aSighting('r', stopped, { unlisted: true });
const budget = (retryBudgetSeconds: number | null) => aSighting('r', recovering, { retryBudgetSeconds });

/** A life in one word a sweep: the phase, with what was announced in it. */
const story = (moments: readonly Moment[], policy?: Policy) =>
  live(moments, policy ? { policy } : {}).map(({ phase, opened, ending }) =>
    [phase ?? '-', opened ? 'told' : '', ending ?? ''].filter(Boolean).join(' '),
  );
const waits = (forSeconds: number): Policy => ({
  ...DEFAULT_POLICY,
  verdicts: { ...DEFAULT_POLICY.verdicts, stopped: { severity: 'critical', forSeconds } },
});

describe('the life of an incident', () => {
  it.each<[string, readonly Moment[], readonly string[], Policy?]>([
    ['a healthy relay has none', [{ at: 0, sees: healthy }], ['-']],
    ['a stop is told at once', [{ at: 0, sees: stopped }], ['open told']],
    [
      'a stop is told once',
      [
        { at: 0, sees: stopped },
        { at: 60, sees: stopped },
      ],
      ['open told', 'open'],
    ],
    [
      'with a wait, it is told when the wait is over, and not before',
      [
        { at: 0, sees: stopped },
        { at: 89, sees: stopped },
        { at: 90, sees: stopped },
      ],
      ['pending', 'pending', 'open told'],
      waits(90),
    ],
    [
      'a stop that is over before its wait was never told',
      [
        { at: 0, sees: stopped },
        { at: 60, sees: healthy },
      ],
      ['pending', '-'],
      waits(90),
    ],
    [
      'recovery ends it',
      [
        { at: 0, sees: stopped },
        { at: 60, sees: healthy },
      ],
      ['open told', 'quiet recovered'],
    ],
    [
      'a user stop ends it',
      [
        { at: 0, sees: stopped },
        { at: 60, sees: byUser },
      ],
      ['open told', 'quiet stoppedByUser'],
    ],
    [
      'its planned end ends it',
      [
        { at: 0, sees: stopped },
        { at: 60, sees: finished },
      ],
      ['open told', 'quiet finished'],
    ],
    [
      'deletion ends it',
      [
        { at: 0, sees: stopped },
        { at: 60, gone: true },
      ],
      ['open told', 'quiet removed'],
    ],
    [
      'an end is announced once',
      [
        { at: 0, sees: stopped },
        { at: 60, sees: healthy },
        { at: 120, sees: healthy },
        { at: 180, gone: true },
      ],
      ['open told', 'quiet recovered', 'quiet', 'quiet'],
    ],
    [
      'not being seen changes nothing, for hours',
      [{ at: 0, sees: stopped }, { at: 60 }, { at: 36_000 }],
      ['open told', 'open', 'open'],
    ],
    [
      'not being seen does not let a wait pass unseen',
      [{ at: 0, sees: stopped }, { at: 600 }, { at: 660, sees: healthy }],
      ['pending', 'pending', '-'],
      waits(90),
    ],
    [
      'a clock that is not trusted closes nothing; the next sweep does',
      [
        { at: 0, sees: stopped },
        { at: -600, sees: healthy, trusted: false },
        { at: -540, sees: healthy },
      ],
      ['open told', 'open', 'quiet recovered'],
    ],
    [
      'a clock that is not trusted removes nothing either',
      [
        { at: 0, sees: stopped },
        { at: -600, gone: true, trusted: false },
      ],
      ['open told', 'open'],
    ],
    [
      'what is quiet is forgotten when it can count towards flapping no more',
      [
        { at: 0, sees: stopped },
        { at: 60, sees: healthy },
        { at: 900, sees: healthy },
        { at: 901, sees: healthy },
      ],
      ['open told', 'quiet recovered', 'quiet', '-'],
    ],
    [
      'what is quiet is forgotten although it is not seen any more',
      [{ at: 0, sees: stopped }, { at: 60, gone: true }, { at: 900 }, { at: 901 }],
      ['open told', 'quiet removed', 'quiet', '-'],
    ],
    [
      'a second stop after the flapping time is a new fault',
      [
        { at: 0, sees: stopped },
        { at: 60, sees: healthy },
        { at: 901, sees: stopped },
      ],
      ['open told', 'quiet recovered', 'open told'],
    ],
    [
      'a stop that is over before its wait still counts towards flapping, if one before it was told',
      [
        { at: 0, sees: stopped },
        { at: 30, sees: stopped },
        { at: 60, sees: healthy },
        { at: 120, sees: stopped },
        { at: 130, sees: healthy },
      ],
      ['pending', 'open told', 'quiet recovered', 'pending', 'quiet'],
      waits(30),
    ],
    [
      'a relay that no list has twice in a row is watched no more',
      [
        { at: 0, sees: stopped },
        { at: 60, sees: unlisted },
        { at: 120, sees: unlisted },
      ],
      ['open told', 'open', '- unwatched'],
    ],
    [
      'a relay that a list misses now and then is watched',
      [0, 60, 120, 180].map((at) => ({ at, sees: at % 120 === 0 ? unlisted : stopped })),
      ['open told', 'open', 'open', 'open'],
    ],
  ])('%s', (_name, moments, expected, policy) => {
    expect(story(moments, policy)).toEqual(expected);
  });

  it('keeps relays apart', () => {
    const one = advance([], evidence([aSighting('a', stopped), aSighting('b', healthy)]), DEFAULT_POLICY, NOON, {
      firstSweep: false,
      trusted: true,
    });
    expect(one.incidents.map(({ key }) => key)).toEqual(['cn-shanghai/a']);
    const sightings = [aSighting('a', healthy), aSighting('b', stopped)];
    const two = advance(one.incidents, evidence(sightings), DEFAULT_POLICY, later(60), {
      firstSweep: false,
      trusted: true,
    });
    expect(two.ended.map(({ incident }) => incident.taskId)).toEqual(['a']);
    expect(two.opened.map(({ taskId }) => taskId)).toEqual(['b']);
  });

  it('follows a severity of none: nobody is told, and what was told is over', () => {
    const off: Policy = {
      ...DEFAULT_POLICY,
      verdicts: { ...DEFAULT_POLICY.verdicts, 'missed-start': { severity: 'none', forSeconds: 0 } },
    };
    expect(story([{ at: 0, sees: missed }], off)).toEqual(['-']);
    const told = { at: 0, sees: missed };
    expect(story([told, { at: 60, sees: missed, policy: off }])).toEqual(['open told', '- unwatched']);
    const other = [
      { at: 0, sees: unknown },
      { at: 60, sees: missed },
    ];
    expect(story(other, off)).toEqual(['open told', 'quiet unwatched']);
  });

  it.each<[string, 'stopped' | 'stopped-unexplained']>([
    ['UnknownError', 'stopped'],
    ['none', 'stopped-unexplained'],
  ])('follows a severity of none for stops too, here with reason %s', (reason, kind) => {
    const off: Policy = {
      ...DEFAULT_POLICY,
      verdicts: { ...DEFAULT_POLICY.verdicts, [kind]: { severity: 'none', forSeconds: 0 } },
    };
    const sees = aSighting('r', { kind: 'stopped', severity: 'critical', reason });
    expect(story([{ at: 0, sees }], off)).toEqual(['-']);
    // neither the schedule
    expect(story([{ at: 0, sees: { ...sees, startMs: later(-10).toMillis() } }], off)).toEqual(['-']);
    expect(story([{ at: 0, sees: { ...sees, endMs: later(10).toMillis() } }], off)).toEqual(['-']);
    const told = { at: 0, sees };
    expect(story([told, { at: 60, sees, policy: off }])).toEqual(['open told', '- unwatched']);
  });
});

describe('a recovering relay', () => {
  it.each<[string, number | null, number, Phase]>([
    ['without a known budget waits as the policy says: at 119 s', null, 119, 'pending'],
    ['without a known budget waits as the policy says: at 120 s', null, 120, 'open'],
    ['with a large budget waits no longer', 3_600, 120, 'open'],
    ['with 90 s of retries is told after two thirds: at 59 s', 90, 59, 'pending'],
    ['with 90 s of retries is told after two thirds: at 60 s', 90, 60, 'open'],
    ['with no retries at all is told at once', 0, 0, 'open'],
  ])('%s', (_name, retryBudgetSeconds, at, phase) => {
    const moments =
      at === 0
        ? [{ at, sees: budget(retryBudgetSeconds) }]
        : [
            { at: 0, sees: budget(retryBudgetSeconds) },
            { at, sees: budget(retryBudgetSeconds) },
          ];
    expect(live(moments).at(-1)?.phase).toBe(phase);
  });

  it('that stops waits as the policy says of stops, whatever its budget', () => {
    const sees = aSighting('r', stopped, { retryBudgetSeconds: 90 });
    expect(
      story(
        [0, 89, 90].map((at) => ({ at, sees })),
        waits(90),
      ),
    ).toEqual(['pending', 'pending', 'open told']);
  });

  it('that stops is told at once as stopped, with the time of its first fault', () => {
    const [first, second] = live([
      { at: 0, sees: recovering },
      { at: 60, sees: stopped },
    ]);
    expect(first?.phase).toBe('pending');
    expect(second).toMatchObject({
      opened: true,
      incident: { verdict: 'stopped', severity: 'critical', since: NOON.toISO(), stopCount: 1 },
    });
  });

  it('that was told and then stops is the same incident, and worse', () => {
    const told = live([
      { at: 0, sees: recovering },
      { at: 120, sees: recovering },
      { at: 180, sees: stopped },
    ]);
    expect(told.map(({ opened }) => opened)).toEqual([false, true, false]);
    expect(told.map(({ incident }) => incident?.severity)).toEqual(['warning', 'warning', 'critical']);
  });

  it("that heals in time is nobody's concern", () => {
    expect(
      story([
        { at: 0, sees: recovering },
        { at: 60, sees: healthy },
      ]),
    ).toEqual(['pending', '-']);
  });
});

describe('a stop without a reason', () => {
  const kinds = (moments: readonly Moment[], firstSweep = false) =>
    live(moments, { firstSweep }).map(({ incident }) => incident && `${incident.verdict} ${incident.severity}`);

  it('of a relay that ran may be an operator: a warning', () => {
    expect(kinds([{ at: 0, sees: unexplained }])).toEqual(['stopped-unexplained warning']);
  });

  it('on the first sweep is a stop: nobody knows what was before', () => {
    expect(kinds([{ at: 0, sees: unexplained }], true)).toEqual(['stopped critical']);
  });

  it('after recovering is a stop: its retries ran out', () => {
    expect(
      kinds([
        { at: 0, sees: recovering },
        { at: 60, sees: unexplained },
      ]),
    ).toEqual(['recovering warning', 'stopped critical']);
  });

  it('stays what it was: unexplained in every later sweep, and a stop of the first sweep too', () => {
    const moments = [0, 60, 120].map((at) => ({ at, sees: unexplained }));
    expect(new Set(kinds(moments))).toEqual(new Set(['stopped-unexplained warning']));
    expect(new Set(kinds(moments, true))).toEqual(new Set(['stopped critical']));
  });

  it('that gets its reason later becomes a stop', () => {
    expect(
      kinds([
        { at: 0, sees: unexplained },
        { at: 60, sees: stopped },
      ]),
    ).toEqual(['stopped-unexplained warning', 'stopped critical']);
  });

  it('after a fault that is over is unexplained again', () => {
    expect(
      kinds([
        { at: 0, sees: stopped },
        { at: 60, sees: healthy },
        { at: 120, sees: unexplained },
      ]).at(-1),
    ).toBe('stopped-unexplained warning');
  });
});

describe('the severity of a stop', () => {
  const severity = (parts: Parameters<typeof aSighting>[2], policy?: Policy) =>
    live([{ at: 0, sees: aSighting('r', stopped, parts) }], policy ? { policy } : {})[0]?.incident?.severity;

  it.each([
    ['in the middle is the usual one', {}, 'critical'],
    ['90 s before its end is information', { endMs: later(90).toMillis() }, 'info'],
    ['91 s before its end is the usual one', { endMs: later(91).toMillis() }, 'critical'],
    ['without an end is the usual one', { endMs: null, startMs: null }, 'critical'],
    [
      'just after its start and just before its end is information',
      { startMs: later(-30).toMillis(), endMs: later(30).toMillis() },
      'info',
    ],
  ])('%s', (_name, parts, expected) => {
    expect(severity(parts)).toBe(expected);
  });

  it('in its first minute is critical, also where stops are warnings', () => {
    const mild: Policy = {
      ...DEFAULT_POLICY,
      verdicts: { ...DEFAULT_POLICY.verdicts, stopped: { severity: 'warning', forSeconds: 0 } },
    };
    expect(severity({ startMs: later(-60).toMillis() }, mild)).toBe('critical');
    expect(severity({ startMs: later(-61).toMillis() }, mild)).toBe('warning');
  });

  it('without a reason follows the schedule too', () => {
    const of = (parts: Parameters<typeof aSighting>[2]) =>
      live([{ at: 0, sees: aSighting('r', unexplained, parts) }])[0]?.incident?.severity;
    expect(of({ endMs: later(60).toMillis() })).toBe('info');
    expect(of({ startMs: later(-30).toMillis() })).toBe('critical');
  });

  it('follows overrides by name, region and destination', () => {
    const policy: Policy = { ...DEFAULT_POLICY, overrides: [{ match: { name: 'test-*' }, severity: 'info' }] };
    expect(severity({ name: 'test-1' }, policy)).toBe('info');
    expect(severity({ name: 'prod-1' }, policy)).toBe('critical');
  });

  it('stays what it was in the first minute while the stop lasts', () => {
    const sees = aSighting('r', stopped, { startMs: later(-30).toMillis() });
    const mild: Policy = {
      ...DEFAULT_POLICY,
      verdicts: { ...DEFAULT_POLICY.verdicts, stopped: { severity: 'warning', forSeconds: 0 } },
    };
    const severities = live(
      [
        { at: 0, sees },
        { at: 600, sees },
      ],
      { policy: mild },
    ).map(({ incident }) => incident?.severity);
    expect(severities).toEqual(['critical', 'critical']);
  });

  it('does not become information because a stop lasts until shortly before its end', () => {
    const sees = aSighting('r', stopped, { endMs: later(600).toMillis() });
    const severities = live([
      { at: 0, sees },
      { at: 560, sees },
    ]).map(({ incident }) => incident?.severity);
    expect(severities).toEqual(['critical', 'critical']);
  });
});

describe('flapping', () => {
  const flap: readonly Moment[] = [
    { at: 0, sees: stopped },
    { at: 60, sees: healthy },
    { at: 120, sees: stopped },
  ];

  it('is a second stop within 15 minutes: told once as that', () => {
    expect(story(flap)).toEqual(['open told', 'quiet recovered', 'flapping told']);
    expect(story([flap[0] as Moment, flap[1] as Moment, { at: 900, sees: stopped }]).at(-1)).toBe('flapping told');
  });

  it('is held through calm and stops until ten minutes without a fault, and then over once', () => {
    expect(
      story([
        ...flap,
        { at: 180, sees: healthy },
        { at: 240, sees: stopped },
        { at: 300, sees: healthy },
        { at: 839, sees: healthy },
        { at: 840, sees: healthy },
        { at: 900, sees: healthy },
      ]).slice(3),
    ).toEqual(['flapping', 'flapping', 'flapping', 'flapping', 'quiet recovered', 'quiet']);
  });

  it.each<[string, Moment, Ending]>([
    ['a user stop', { at: 180, sees: byUser }, 'stoppedByUser'],
    ['the planned end', { at: 180, sees: finished }, 'finished'],
    ['deletion', { at: 180, gone: true }, 'removed'],
  ])('ends at once with %s', (_name, moment, ending) => {
    expect(story([...flap, moment]).at(-1)).toBe(`quiet ${ending}`);
  });

  it('is not ended by not being seen', () => {
    expect(story([...flap, { at: 180, sees: healthy }, { at: 10_000 }]).at(-1)).toBe('flapping');
  });

  it('does not count a single stop that was too short to be told', () => {
    expect(story(flap, waits(90))).toEqual(['pending', '-', 'pending']);
  });

  it('keeps a ledger of stops, and of seconds seen down', () => {
    const { incident } =
      live([
        { at: 0, sees: stopped },
        { at: 60, sees: stopped },
        { at: 120, sees: healthy },
        { at: 180, sees: stopped },
        { at: 240, sees: stopped },
      ]).at(-1) ?? {};
    expect(incident).toMatchObject({ stopCount: 2, stops: [later(0).toISO(), later(180).toISO()] });
    expect(incident?.lostSeconds).toBe(120);
  });

  it('remembers ten stops at most, and counts them all', () => {
    const moments = Array.from({ length: 40 }, (_, n) => ({ at: n * 30, sees: n % 2 ? healthy : stopped }));
    expect(live(moments).at(-1)?.incident).toMatchObject({ stopCount: 20, phase: 'flapping' });
    expect(live(moments).at(-1)?.incident?.stops).toHaveLength(10);
  });

  it('survives a restart: an incident out of JSON goes on', () => {
    const [, second] = live(flap);
    const copy = JSON.parse(JSON.stringify(second?.incident));
    const next = advance([copy], evidence([aSighting('r', stopped)]), DEFAULT_POLICY, later(120), {
      firstSweep: false,
      trusted: true,
    });
    expect(next.incidents[0]?.phase).toBe('flapping');
  });
});

describe('lost seconds', () => {
  it('are none for a clock that went back', () => {
    const last = live([
      { at: 0, sees: stopped },
      { at: -600, sees: stopped, trusted: false },
    ]).at(-1);
    expect(last?.incident?.lostSeconds).toBe(0);
  });

  it('are those between two sightings of a fault: when it healed is not known', () => {
    const last = live([
      { at: 0, sees: stopped },
      { at: 60, sees: stopped },
      { at: 120, sees: healthy },
    ]).at(-1);
    expect(last?.incident?.lostSeconds).toBe(60);
  });
});

describe('an incident', () => {
  it('with a new status is told with the raw code', () => {
    expect(live([{ at: 0, sees: unknown }])[0]?.incident).toMatchObject({
      verdict: 'unknown',
      reason: 'status 7',
      severity: 'warning',
    });
  });

  it('holds nothing but plain data', () => {
    const [first] = live([{ at: 0, sees: stopped }]);
    expect(JSON.parse(JSON.stringify(first?.incident))).toEqual(first?.incident);
    expect(first?.incident).not.toHaveProperty('endMs');
  });

  it('is quiet when it is over', () => {
    const phases = live([
      { at: 0, sees: stopped },
      { at: 60, sees: healthy },
    ]).map(({ incident }) => incident && isQuiet(incident));
    expect(phases).toEqual([false, true]);
  });
});
