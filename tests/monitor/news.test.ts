import { describe, expect, it } from 'vitest';
import type { Cause } from '../../lib/monitor/cause.ts';
import type { News } from '../../lib/monitor/decision.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import type { ActiveMute } from '../../lib/monitor/mutes.ts';
import { newsOf } from '../../lib/monitor/news.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { aSighting, later, live, NOON, VERDICTS } from './a-sighting.ts';

/** A warning about four relays in Shanghai, told at noon. */
const TOLD: Cause = {
  key: 'region-reason-1',
  scope: { by: 'region-reason', value: 'cn-shanghai none' },
  family: 'fault',
  flapping: false,
  since: NOON.toISO(),
  severity: 'warning',
  verdict: 'recovering',
  reason: 'none',
  most: 4,
  toldAt: NOON.toISO(),
  toldAffected: 4,
  toldRegions: ['cn-shanghai'],
  timeline: [],
  endings: {},
};

const incidentOf = (id: string, parts: Partial<Incident> = {}): Incident => ({
  ...(live([{ at: 0, sees: aSighting(id, VERDICTS.recovering) }])[0]?.incident as Incident),
  phase: 'open',
  ...parts,
});
const members = (count: number, parts: Partial<Incident> = {}) =>
  Array.from({ length: count }, (_, n) => incidentOf(`r-${n}`, parts));
const beijing = incidentOf('b', { region: 'cn-beijing' });
const critical = incidentOf('c', { severity: 'critical' });
const muteOf = (name: string | null): ActiveMute => ({
  id: 'window/weekly',
  kind: 'window',
  name: 'weekly',
  since: NOON.toISO(),
  until: later(3_600).toISO(),
  match: name === null ? null : { name },
});
const FOUR_HOURS = 14_400;

describe('the news about a cause', () => {
  it.each<[string, News, readonly Incident[], { at?: number; mute?: string | null }]>([
    ['that it is as it was told', 'unchanged', members(4), {}],
    ['that it shrank', 'shrank', members(1), {}],
    ['none a moment before a reminder is due', 'unchanged', members(4), { at: FOUR_HOURS - 1 }],
    ['that a reminder is due', 'reminder-due', members(4), { at: FOUR_HOURS }],
    ['that it is larger, but not twice as large', 'grew-too-little', members(7), {}],
    ['that it is twice as large', 'grew', members(8), {}],
    ['a new region', 'spread', [...members(4), beijing], {}],
    ['that it is worse', 'worsened', [...members(3), critical], {}],
    ['that it is worse, before all else', 'worsened', [...members(9), beijing, critical], { at: FOUR_HOURS }],
    ['that it grew, before a region or a reminder', 'grew', [...members(9), beijing], { at: FOUR_HOURS }],
    ['held back by a mute', 'held-by-mute', [...members(9), beijing, critical], { at: FOUR_HOURS, mute: null }],
    ['not held back by a mute of others', 'worsened', [...members(3), critical], { mute: 'other-*' }],
  ])('is %s', (_, expected, now, { at = 60, mute }) => {
    const mutes = mute === undefined ? [] : [muteOf(mute)];
    expect(newsOf(TOLD, now, { policy: DEFAULT_POLICY, now: later(at), mutes, acknowledged: new Map() })).toBe(
      expected,
    );
  });
});

describe('the news about a cause that somebody has acknowledged', () => {
  const acknowledged = new Map([[TOLD.key, { causeKey: TOLD.key, at: later(60).toISO() }]]);
  it.each<[string, News, readonly Incident[], number]>([
    ['nothing before a reminder is due', 'unchanged', members(4), FOUR_HOURS - 1],
    ['that a reminder is held back', 'acknowledged', members(4), FOUR_HOURS],
    ['that it grew', 'grew', members(8), FOUR_HOURS],
    ['that it is worse', 'worsened', [...members(3), critical], FOUR_HOURS],
    ['a new region', 'spread', [...members(4), beijing], FOUR_HOURS],
  ])('is %s', (_, expected, now, at) => {
    expect(newsOf(TOLD, now, { policy: DEFAULT_POLICY, now: later(at), mutes: [], acknowledged })).toBe(expected);
  });
});
