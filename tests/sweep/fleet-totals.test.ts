import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VerdictKind } from '../../lib/monitor/judge.ts';
import type { Expectation } from '../../lib/monitor/mutes.ts';
import { metBy, runningFor } from '../../lib/sweep/expectations-met.ts';
import { fleetTotals } from '../../lib/sweep/fleet-totals.ts';
import type { ObservedCount } from '../../lib/sweep/observed-classes.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';

const counted = (count: number, parts: Partial<ObservedCount> = {}): ObservedCount =>
  ({
    region: 'cn-shanghai',
    status: 'running',
    verdict: 'healthy',
    reason: 'none',
    source: 'a',
    destination: 'b',
    meets: [],
    count,
    ...parts,
  }) as ObservedCount;

describe('how many relays there are, by host', () => {
  it('are none of nothing', () => {
    expect(fleetTotals([])).toEqual({ relays: 0, bySource: new Map(), byDestination: new Map() });
  });

  it('are summed over regions, statuses and reasons', () => {
    const all = [counted(3), counted(4, { region: 'cn-beijing', verdict: 'stopped' }), counted(5, { source: 'c' })];
    expect(fleetTotals(all)).toEqual({
      relays: 12,
      bySource: new Map([
        ['a', 7],
        ['c', 5],
      ]),
      byDestination: new Map([['b', 12]]),
    });
  });

  it.each<[VerdictKind, number]>([
    ['healthy', 1],
    ['stopped', 1],
    ['recovering', 1],
    ['unknown', 1],
    ['missed-start', 1],
    ['finished', 0],
    ['stopped-by-user', 0],
    ['scheduled', 0],
  ])('%s counts %i', (verdict, relays) => {
    expect(fleetTotals([counted(1, { verdict })]).relays).toBe(relays);
  });

  it('have no host that is not known, though its relays count', () => {
    const { relays, bySource } = fleetTotals([counted(2, { source: '' })]);
    expect([relays, bySource.size]).toEqual([2, 0]);
  });

  it('do not depend on the order, and may be named like parts of JavaScript', () => {
    const hosts = fc.constantFrom('', 'a', '__proto__', 'constructor');
    const one = fc.record({ source: hosts, destination: hosts, count: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (all) => {
        const counts = all.map(({ count, ...parts }) => counted(count, parts));
        const { relays, bySource, byDestination } = fleetTotals(counts);
        const turned = fleetTotals(counts.toReversed());
        expect(new Map([...turned.bySource].sort())).toEqual(new Map([...bySource].sort()));
        const without = all.filter(({ source }) => source === '').reduce((sum, { count }) => sum + count, 0);
        expect([...bySource.values()].reduce((sum, count) => sum + count, 0)).toBe(relays - without);
        expect(Math.max(0, ...byDestination.values())).toBeLessThanOrEqual(relays);
      }),
    );
  });
});

describe('what a relay helps to meet', () => {
  const expected = ['studio-*', '*', 'event-1'].map(
    (name, n): Expectation => ({ name: `e-${n}`, match: { name }, atLeast: 1 }),
  );

  it.each([
    ['studio-1', [0, 1]],
    ['event-1', [1, 2]],
    ['火星🚀"<script>', [1]],
  ])('%s: %j', (name, places) => {
    expect(metBy(aTask({ name }), expected)).toEqual(places);
  });

  it.each(['idle', 'recovering', 'stopped', 'exited', 'unknown'] as const)('is nothing while it is %s', (status) => {
    expect(metBy(aTask({ status }), expected)).toBeUndefined();
  });

  it('is nothing where nothing is expected', () => {
    expect(metBy(aTask(), [])).toBeUndefined();
  });

  it('counts each relay for all that it meets', () => {
    expect(runningFor(expected, [counted(3, { meets: [0, 1] }), counted(4, { meets: [1] }), counted(5)])).toEqual([
      3, 7, 0,
    ]);
    expect(runningFor([], [counted(3, { meets: [0] })])).toEqual([]);
  });
});
