import { describe, expect, it } from 'vitest';
import type { Hint } from '../../lib/monitor/hint.ts';
import type { Incident, Phase } from '../../lib/monitor/incident.ts';
import { callsFor, canBeAsked, type TargetSettings, targetsOf } from '../../lib/monitor/look-targets.ts';

const SETTINGS: TargetSettings = { regions: ['cn-shanghai', 'cn-beijing'], callsLeft: 30, due: [] };
const hint = (taskId: string, parts: Partial<Hint> = {}): Hint => ({
  taskId,
  region: 'cn-shanghai',
  status: 'stopped',
  eventSeconds: null,
  byUser: false,
  ...parts,
});
const incident = (taskId: string, parts: Partial<Incident> = {}): Incident => ({
  key: `cn-shanghai/${taskId}`,
  region: 'cn-shanghai',
  taskId,
  name: taskId,
  source: 'rtmp://source.example.com',
  destination: 'rtmp://push.example.com',
  verdict: 'stopped',
  reason: 'PullStreamFailed',
  severity: 'critical',
  phase: 'open',
  since: '2026-03-01T12:00:00.000Z',
  lastFaultAt: '2026-03-01T12:00:00.000Z',
  lastSeenAt: '2026-03-01T12:00:00.000Z',
  down: true,
  stops: ['2026-03-01T12:00:00.000Z'],
  stopCount: 1,
  lostSeconds: 0,
  causeKey: 'source-1',
  ...parts,
});
/** When the relay of an incident was last seen, in Unix seconds. */
const SEEN = Date.parse('2026-03-01T12:00:00.000Z') / 1_000;
const ids = (targets: readonly { readonly taskId: string }[]) => targets.map(({ taskId }) => taskId);

describe('the relays that a look asks for', () => {
  it('are those that hints name, each once', () => {
    const hints = [hint('a'), hint('a', { status: 'recovering' }), hint('b')];
    const { asked, idle, isStorm } = targetsOf(hints, [], SETTINGS);
    expect(asked).toEqual([
      { taskId: 'a', regions: ['cn-shanghai'], key: null, hints: hints.slice(0, 2) },
      { taskId: 'b', regions: ['cn-shanghai'], key: null, hints: hints.slice(2) },
    ]);
    expect({ idle, isStorm }).toEqual({ idle: [], isStorm: false });
  });

  it('are looked for in every region when a hint says none, in the order of the configuration', () => {
    const { asked } = targetsOf([hint('a', { region: null })], [], SETTINGS);
    expect(asked.map(({ regions }) => regions)).toEqual([['cn-shanghai', 'cn-beijing']]);
    const twice = targetsOf([hint('a', { region: 'cn-beijing' }), hint('a')], [], SETTINGS);
    expect(twice.asked.map(({ regions }) => regions)).toEqual([['cn-shanghai', 'cn-beijing']]);
  });

  it('are none in a region that is not watched: such a hint is done with', () => {
    const foreign = hint('a', { region: 'eu-central-1' });
    expect(targetsOf([foreign], [], SETTINGS)).toEqual({ asked: [], idle: [foreign], strangers: [], isStorm: false });
  });

  it('are not those that run and are not known to be at fault', () => {
    const running = hint('a', { status: 'running' });
    expect(targetsOf([running], [], SETTINGS)).toEqual({ asked: [], idle: [running], strangers: [], isStorm: false });
    expect(ids(targetsOf([running, hint('a')], [], SETTINGS).asked)).toEqual(['a']);
  });

  it.each<[string, Partial<Hint>, Partial<Incident>, boolean]>([
    ['stopped, as is known', {}, {}, false],
    ['recovering, as is known', { status: 'recovering' }, { verdict: 'recovering' }, false],
    ['stopped, when it was recovering', {}, { verdict: 'recovering' }, true],
    ['recovering, when it was stopped', { status: 'recovering' }, {}, true],
    ['stopped, when it runs again', {}, { down: false }, true],
    ['stopped by a user', { byUser: true }, {}, true],
    ['running', { status: 'running' }, {}, true],
    ['stopped later, for whatever reason', { eventSeconds: SEEN }, {}, true],
    ['stopped at a time that is not said', { eventSeconds: null }, {}, true],
  ])('with an incident are asked for if a hint says more than is known: %s', (_, parts, known, isAsked) => {
    const one = hint('a', { eventSeconds: SEEN - 1, ...parts });
    const { asked, idle } = targetsOf([one], [incident('a', known)], SETTINGS);
    expect({ asked: ids(asked), idle }).toEqual(isAsked ? { asked: ['a'], idle: [] } : { asked: [], idle: [one] });
  });

  it('that have an incident come first, where it is, and cost the hints nothing', () => {
    const hints = [hint('a'), hint('b', { region: null, status: 'running' })];
    const { asked } = targetsOf(hints, [incident('b')], { ...SETTINGS, callsLeft: 0 });
    expect(asked).toEqual([{ taskId: 'b', regions: ['cn-shanghai'], key: 'cn-shanghai/b', hints: [hints[1]] }]);
    expect(asked.map(callsFor)).toEqual([0]);
  });

  it('are as many as the calls suffice for; one that costs less may still fit', () => {
    const hints = [hint('a', { region: null }), hint('b', { region: null }), hint('c')];
    expect(ids(targetsOf(hints, [], { ...SETTINGS, callsLeft: 3 }).asked)).toEqual(['a', 'c']);
    expect(targetsOf(hints, [], { ...SETTINGS, callsLeft: 0 }).asked).toEqual([]);
  });

  it('are a few that are due, those first that come first, when no hint waits', () => {
    const incidents = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => incident(id));
    const due = incidents.map(({ key }) => key).toReversed();
    expect(ids(targetsOf([], incidents, { ...SETTINGS, due }).asked)).toEqual(['f', 'e']);
    const runs = hint('c', { status: 'running' });
    expect(ids(targetsOf([runs], incidents, { ...SETTINGS, due }).asked)).toEqual(['c']);
    const strange = hint('nobody');
    const none = { ...SETTINGS, due, callsLeft: 0 };
    expect(ids(targetsOf([strange], incidents, none).asked)).toEqual(['f', 'e']);
  });

  it.each<[string, Partial<Incident>]>([
    ['is over', { phase: 'quiet' satisfies Phase }],
    ['no list has', { unlisted: true }],
    ['has no id', { taskId: '' }],
    ['is about a destination', { key: 'destination/0123' }],
    ['is about what should run', { key: 'expect/news' }],
  ])('are none with an incident that %s', (_, parts) => {
    const one = incident('a', parts);
    expect(canBeAsked(one)).toBe(false);
    expect(targetsOf([], [one], { ...SETTINGS, due: [one.key] }).asked).toEqual([]);
  });
});

describe('many hints at once', () => {
  const many = (count: number, status: Hint['status'] = 'stopped') =>
    Array.from({ length: count }, (_, n) => hint(`id-${String(n).padStart(4, '0')}`, { status }));

  it('are no storm up to twenty relays', () => {
    const { asked, isStorm } = targetsOf(many(20), [], SETTINGS);
    expect({ asked: asked.length, isStorm }).toEqual({ asked: 20, isStorm: false });
  });

  it('are one above that, of which eight are asked for, from everywhere in the list', () => {
    const { asked, isStorm } = targetsOf(many(1_000), [], SETTINGS);
    expect(isStorm).toBe(true);
    expect(ids(asked)).toEqual(
      ['0', '125', '250', '375', '500', '625', '750', '875'].map((n) => `id-${n.padStart(4, '0')}`),
    );
  });

  it('are none when all say that healthy relays run', () => {
    const { asked, idle, isStorm } = targetsOf(many(500, 'running'), [], SETTINGS);
    expect({ asked: asked.length, idle: idle.length, isStorm }).toEqual({ asked: 0, idle: 500, isStorm: false });
  });

  it('leave no room for what is only due', () => {
    const one = incident('due');
    expect(ids(targetsOf(many(30), [one], { ...SETTINGS, due: [one.key] }).asked)).not.toContain('due');
  });
});
