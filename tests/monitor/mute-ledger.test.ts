import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident, Sighting } from '../../lib/monitor/incident.ts';
import { keepLedgers, type MuteLedger } from '../../lib/monitor/mute-ledger.ts';
import { type ActiveMute, type MaintenanceWindow, mutedBy } from '../../lib/monitor/mutes.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { aSighting, later, live, VERDICTS } from './a-sighting.ts';
import { aWindow } from './a-window.ts';
import { relays, silenceOf, Watching } from './watching.ts';

const { pull, recovering, healthy, stopped } = VERDICTS;
const SOURCE = { source: 'rtmp://dead.example.com' };
const MINUTE = 60;
const HOUR = 3_600;

/** The same from one o'clock. */
const afterOne = aWindow({ cron: '0 13 * * *' });
const well = (sick: readonly Sighting[]) => sick.map((one) => ({ ...one, verdict: healthy }));
const told = (notifications: ReturnType<Watching['sweep']>) =>
  notifications
    .filter(({ kind }) => kind !== 'update')
    .map(({ kind, severity, affected }) => `${kind} ${severity} ${affected}`);

describe('what a mute held back of a cause that was told before', () => {
  const sick = (count: number, prefix = 'r') => relays(count, pull, SOURCE, prefix);
  /** Told at 12:59; `during` happens under a mute from one to two. */
  const story = (before: readonly Sighting[], during: readonly Sighting[], settings = {}) => {
    const watching = new Watching('healthy', { maintenance: [afterOne], ...settings });
    watching.sweep(50 * MINUTE, before);
    watching.sweep(59 * MINUTE, before);
    const muted = [61, 90, 119].flatMap((minute) => told(watching.sweep(minute * MINUTE, during)));
    return { muted, after: told(watching.sweep(2 * HOUR, during)), next: told(watching.sweep(2 * HOUR + 60, during)) };
  };

  it('is told when it ends: that it is worse', () => {
    const warned = relays(3, { ...recovering, reason: 'PullStreamFailed' }, SOURCE);
    expect(story(warned, sick(3))).toEqual({ muted: [], after: ['growth critical 3'], next: [] });
  });

  it('is told when it ends: that it grew', () => {
    expect(story(sick(4), sick(9))).toEqual({
      muted: [],
      after: ['growth critical 9', 'mute-ended warning 5'],
      next: [],
    });
  });

  it('is told when it ends: that it spread', () => {
    const beijing = relays(1, pull, { ...SOURCE, region: 'cn-beijing' }, 'b');
    expect(story(sick(4), [...sick(4), ...beijing])).toEqual({
      muted: [],
      after: ['growth critical 5', 'mute-ended warning 1'],
      next: [],
    });
  });

  it('is told when it ends: that a reminder was due', () => {
    const policy = { ...DEFAULT_POLICY, repeatEverySeconds: 30 * MINUTE };
    expect(story(sick(4), sick(4), { policy })).toEqual({ muted: [], after: ['reminder critical 4'], next: [] });
  });

  it('is nothing when it healed', () => {
    expect(story(sick(4), well(sick(4)))).toMatchObject({ muted: ['resolved critical 4'], after: [] });
  });

  it('is not told because of others that nothing mutes', () => {
    const watching = new Watching();
    const [first, ...rest] = relays(3, { ...recovering, reason: 'PullStreamFailed' }, SOURCE);
    const worse = rest.map((one) => ({ ...one, verdict: pull }));
    watching.sweep(0, [first as Sighting, ...rest]);
    watching.sweep(
      120,
      [first as Sighting, ...rest],
      [silenceOf('a', later(HOUR).toISO(), { name: 'r-1' }), silenceOf('b', later(HOUR).toISO(), { name: 'r-2' })],
    );
    expect(told(watching.sweep(180, [first as Sighting, ...worse]))).toEqual([]);
    expect(told(watching.sweep(HOUR, [first as Sighting, ...worse]))).toContain('growth critical 3');
  });
});

describe('a flapping relay under a mute', () => {
  it('is told as flapping when the mute ends', () => {
    const watching = new Watching('healthy', { maintenance: [aWindow()] });
    const one = relays(1, stopped);
    for (const [n, seen] of [one, well(one), one, well(one), one].entries())
      expect(told(watching.sweep(50 * MINUTE + n * MINUTE, seen))).toEqual([]);
    expect(told(watching.sweep(HOUR, one))).toEqual(['flapping critical 1', 'mute-ended warning 1']);
  });
});

describe('the report that a mute ended', () => {
  const sick = relays(4, pull, SOURCE);
  const ended = (notifications: ReturnType<Watching['sweep']>) =>
    notifications
      .filter(({ kind }) => kind === 'mute-ended')
      .map(({ scope, affected, total }) => `${scope.value} ${affected} of ${total}`);
  const configured = (watching: Watching, ...maintenance: MaintenanceWindow[]) => {
    watching.settings = { ...watching.settings, maintenance };
  };

  it.each<[string, Partial<MaintenanceWindow>]>([
    ['renamed', { name: 'saturday' }],
    ['lengthened', { durationMinutes: 61 }],
    ['moved', { cron: '5 12 * * *', durationMinutes: 55 }],
    ['renamed and moved', { name: 'saturday', cron: '5 12 * * *', durationMinutes: 55 }],
    ['renamed and narrowed to what it holds', { name: 'saturday', match: { name: 'r-*' } }],
  ])('does not come when a window is %s while it holds faults, and comes once when it is over', (_, parts) => {
    for (const during of [sick, well(sick), sick.map((one, n) => (n === 0 ? one : { ...one, verdict: healthy }))]) {
      const watching = new Watching('healthy', { maintenance: [aWindow()] });
      watching.sweep(10 * MINUTE, sick);
      watching.sweep(11 * MINUTE, during);
      configured(watching, aWindow(parts));
      // where nothing is faulty any more, only an equal match shows that it is the same window
      if (parts.match && during.every(({ verdict }) => verdict === healthy)) continue;
      expect(told(watching.sweep(20 * MINUTE, during))).toEqual([]);
      expect(told(watching.sweep(30 * MINUTE, during))).toEqual([]);
      const open = during.filter(({ verdict }) => verdict === pull).length;
      expect(ended(watching.sweep(62 * MINUTE, during))).toEqual([`${parts.name ?? 'weekly'} ${open} of 4`]);
      expect(ended(watching.sweep(63 * MINUTE, during))).toEqual([]);
    }
  });

  it('comes when the window is taken out of the configuration', () => {
    const watching = new Watching('healthy', { maintenance: [aWindow()] });
    watching.sweep(10 * MINUTE, sick);
    configured(watching);
    expect(told(watching.sweep(20 * MINUTE, sick))).toEqual(['open critical 4', 'mute-ended warning 4']);
  });

  it('of a silence that was ended early comes then', () => {
    const watching = new Watching();
    watching.sweep(10 * MINUTE, sick, [silenceOf('s1', later(HOUR).toISO())]);
    watching.state = watching.state && { ...watching.state, silences: [] };
    expect(told(watching.sweep(20 * MINUTE, sick))).toEqual(['open critical 4', 'mute-ended warning 4']);
    expect(told(watching.sweep(HOUR, sick))).toEqual([]);
  });

  it.each([
    ['the shorter', 30, 60],
    ['the longer, ended early,', 60, 30],
  ])('comes with the last of two mutes that hold the same faults: %s ends first', (_, first, second) => {
    const watching = new Watching();
    watching.sweep(10 * MINUTE, sick, [
      silenceOf('first', later(first * MINUTE).toISO()),
      silenceOf('second', later(second * MINUTE).toISO()),
    ]);
    watching.sweep(20 * MINUTE, sick);
    const early = first > second ? 'first' : 'none';
    watching.state = watching.state && {
      ...watching.state,
      silences: watching.state.silences.filter(({ id }) => id !== early),
    };
    expect(told(watching.sweep(25 * MINUTE, sick))).toEqual([]);
    expect(told(watching.sweep(31 * MINUTE, sick))).toEqual(
      early === 'first' ? ['open critical 4', 'mute-ended warning 4'] : [],
    );
    expect(told(watching.sweep(61 * MINUTE, sick))).toEqual(
      early === 'first' ? [] : ['open critical 4', 'mute-ended warning 4'],
    );
  });

  it('is one when two mutes end at the same time', () => {
    const watching = new Watching();
    watching.sweep(
      10 * MINUTE,
      sick,
      ['a', 'b'].map((id) => silenceOf(id, later(30 * MINUTE).toISO())),
    );
    expect(ended(watching.sweep(30 * MINUTE, sick))).toHaveLength(1);
  });

  it('is about those that nothing holds any more', () => {
    const watching = new Watching();
    watching.sweep(10 * MINUTE, sick, [
      silenceOf('all', later(30 * MINUTE).toISO()),
      silenceOf('one', later(HOUR).toISO(), { name: 'r-0' }),
    ]);
    expect(ended(watching.sweep(30 * MINUTE, sick))).toEqual(['works 3 of 3']);
    expect(ended(watching.sweep(HOUR, sick))).toEqual(['works 1 of 1']);
  });

  it('comes for what healed when a mute ends and another of other relays goes on', () => {
    const watching = new Watching();
    watching.sweep(10 * MINUTE, sick, [
      silenceOf('r', later(30 * MINUTE).toISO(), { name: 'r-*' }),
      silenceOf('x', later(HOUR).toISO(), { name: 'x-*' }),
    ]);
    watching.sweep(20 * MINUTE, well(sick));
    expect(ended(watching.sweep(30 * MINUTE, []))).toEqual(['works 0 of 4']);
  });

  it('comes for a state of an older relaywatch, whose ledgers do not say what they match', () => {
    const watching = new Watching('healthy', { maintenance: [aWindow()] });
    watching.sweep(10 * MINUTE, sick);
    const { state } = watching;
    watching.state = state && { ...state, mutes: state.mutes.map(({ match: _, ...rest }) => rest) };
    configured(watching, aWindow({ name: 'saturday' }));
    expect(told(watching.sweep(20 * MINUTE, sick))).toEqual([]);
    expect(ended(watching.sweep(HOUR, sick))).toEqual(['saturday 4 of 4']);
  });
});

const incidentOf = (sees: Sighting) => live([{ at: 0, sees }])[0]?.incident as Incident;

describe('ledgers, over random mutes and faults', () => {
  const names = ['a-1', 'a-2', 'b-1', 'b-2'];
  const mute = fc.record({
    id: fc.constantFrom('window/x', 'window/y', 'silence/z'),
    name: fc.constantFrom(...names, 'a-*', 'b-*', '*'),
    hours: fc.integer({ min: 1, max: 9 }),
  });
  const round = fc.record({
    mutes: fc.uniqueArray(mute, { maxLength: 3, selector: ({ id }) => id }),
    faulty: fc.subarray(names),
  });
  const mutesOf = (some: readonly { id: string; name: string; hours: number }[]): ActiveMute[] =>
    some
      .toSorted((a, b) => b.hours - a.hours)
      .map(({ id, name, hours }) => ({
        id,
        kind: id.startsWith('window') ? 'window' : 'silence',
        name: id,
        since: later(0).toISO(),
        until: later(hours * HOUR).toISO(),
        match: { name },
      }));

  it('hold each fault once, lose none, and report none that is still held', () => {
    fc.assert(
      fc.property(fc.array(round, { minLength: 2, maxLength: 8 }), (rounds) => {
        let ledgers: readonly MuteLedger[] = [];
        for (const { mutes: some, faulty } of rounds) {
          const mutes = mutesOf(some);
          const incidents = faulty.map((name) => incidentOf(aSighting(name, pull)));
          const next = keepLedgers(ledgers, mutes, incidents);
          const held = new Map(incidents.flatMap((one) => [[one.key, mutedBy(one, mutes)?.id ?? null] as const]));
          const inLedgers = next.ledgers.flatMap(({ held: keys }) => keys);
          const reported = next.over.flatMap(({ held: keys }) => keys);
          expect(new Set(inLedgers).size).toBe(inLedgers.length);
          for (const [key, id] of held)
            if (id !== null) expect(next.ledgers.find((one) => one.id === id)?.held).toContain(key);
          for (const key of reported) expect(held.get(key) ?? null).toBeNull();
          for (const key of ledgers.flatMap((one) => one.held)) expect([...inLedgers, ...reported]).toContain(key);
          ledgers = next.ledgers;
        }
      }),
      { numRuns: 500 },
    );
  });
});

it('says of a mute that ended what it held back, and how much of that is still open', () => {
  const ended = (open: number) => {
    const watching = new Watching();
    const sick = relays(2, pull, SOURCE);
    watching.sweep(0, sick, [silenceOf('s1', later(HOUR).toISO())]);
    const now = [...sick.slice(0, open), ...well(sick.slice(open))];
    return watching.sweep(HOUR, now).find(({ kind }) => kind === 'mute-ended');
  };
  const both = { why: 'mute-over', dedupKey: 'mute-silence_s1', total: 2, durationSeconds: HOUR };
  const id = `mute-silence_s1-${later(HOUR).toMillis()}`;
  expect(ended(1)).toMatchObject({ ...both, id, severity: 'warning', affected: 1, verdict: 'stopped' });
  expect(ended(1)?.note).toBe('2 faults were muted; 1 of them are still open');
  expect(ended(0)).toMatchObject({ ...both, severity: 'info', affected: 0, verdict: 'healthy', scope: { by: 'mute' } });
});
