import { describe, expect, it } from 'vitest';
import { isFlapping, isForgettable, stopsOf } from '../../lib/monitor/flapping.ts';
import type { Ending, Incident, Sighting } from '../../lib/monitor/incident.ts';
import { endingOf } from '../../lib/monitor/incident-ending.ts';
import type { Verdict } from '../../lib/monitor/judge.ts';
import { DEFAULT_POLICY, type Policy } from '../../lib/monitor/policy.ts';
import { SEVERITIES, severityRank } from '../../lib/monitor/severity.ts';
import { aSighting, later, NOON, VERDICTS } from './a-sighting.ts';
import { anIncident } from './an-incident.ts';

const at = (seconds: number) => later(seconds).toISO();

describe('stops of a relay', () => {
  it('begin with the first', () => {
    expect(stopsOf(null, at(0))).toEqual([at(0)]);
  });

  it('count one that lasts once, and one after a recovery anew', () => {
    const down = anIncident('r', { stops: [at(0)] });
    expect(stopsOf(down, at(60))).toEqual([at(0)]);
    expect(stopsOf({ ...down, down: false }, at(60))).toEqual([at(0), at(60)]);
  });

  it('are the last ten', () => {
    const stops = Array.from({ length: 10 }, (_, n) => at(n));
    const next = stopsOf(anIncident('r', { down: false, stops }), at(100));
    expect([next.length, next[0], next.at(-1)]).toEqual([10, at(1), at(100)]);
  });
});

describe('flapping', () => {
  const policy = { ...DEFAULT_POLICY, flapping: { stops: 3, withinSeconds: 600, quietSeconds: 60 } };
  it.each([
    ['three stops within the time', [0, 300, 600], 600, true],
    ['the first of them a second too long ago', [0, 300, 600], 601, false],
    ['two', [300, 600], 600, false],
    ['none', [], 600, false],
    ['stops that lie ahead, since the clock went back', [700, 800, 900], 600, true],
  ])('%s', (_, stops, now, flaps) => {
    expect(isFlapping(stops.map(at), policy, later(now))).toBe(flaps);
  });

  it.each([
    [600, false],
    [601, true],
  ])('is out of mind %i seconds after its last stop: %s', (now, forgettable) => {
    expect(isForgettable(anIncident('r', { stops: [at(-900), at(0)] }), policy, later(now))).toBe(forgettable);
  });
});

describe('how an incident ended', () => {
  const ended = (
    verdict: Incident['verdict'],
    now: Verdict,
    parts: Partial<Sighting> = {},
    policy: Partial<Policy> = {},
  ): Ending =>
    endingOf(now, anIncident('r', { verdict }), aSighting('r', now, parts), { ...DEFAULT_POLICY, ...policy }, NOON);
  const scheduled: Verdict = { kind: 'scheduled', severity: 'none', reason: 'none' };

  it.each<[Verdict, Ending]>([
    [VERDICTS.healthy, 'recovered'],
    [VERDICTS.byUser, 'stoppedByUser'],
    [VERDICTS.finished, 'finished'],
  ])('a stop that is now %j: %s', (now, ending) => {
    expect(ended('stopped', now)).toBe(ending);
  });

  it.each<[string, Ending, Partial<Sighting>, Partial<Policy>]>([
    ['recovered when it moves again', 'recovered', {}, { stalledAfterSweeps: 3 }],
    ['is not looked for while it still stands', 'unwatched', { standing: true }, { stalledAfterSweeps: 3 }],
    ['is not looked for once that is turned off', 'unwatched', {}, { stalledAfterSweeps: 0 }],
  ])('a stalled one %s', (_, ending, parts, policy) => {
    expect(ended('stalled', VERDICTS.healthy, parts, policy)).toBe(ending);
  });

  it.each<[number, Ending]>([
    [60, 'recovered'],
    [0, 'unwatched'],
  ])('one that was ending soon, when %i seconds count as soon: %s', (endingSoonSeconds, ending) => {
    expect(ended('ending-soon', VERDICTS.healthy, {}, { endingSoonSeconds })).toBe(ending);
  });

  it.each<[string, number | null, Ending]>([
    ['whose start was put off', NOON.plus({ hours: 1 }).toMillis(), 'recovered'],
    ['whose start is still past, so that the grace was lengthened', NOON.minus({ minutes: 5 }).toMillis(), 'unwatched'],
    ['whose start is now', NOON.toMillis(), 'unwatched'],
    ['whose start is not known', null, 'recovered'],
  ])('a missed start %s', (_, startMs, ending) => {
    expect(ended('missed-start', scheduled, { startMs })).toBe(ending);
  });
});

it('ranks severities from nothing to a page at night', () => {
  expect(SEVERITIES.map(severityRank)).toEqual([0, 1, 2, 3]);
  expect(
    ['critical', 'none', 'warning', 'info'].toSorted((a, b) => severityRank(a as never) - severityRank(b as never)),
  ).toEqual(['none', 'info', 'warning', 'critical']);
});
