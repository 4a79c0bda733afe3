import { describe, expect, expectTypeOf, it } from 'vitest';
import { VERDICT_KINDS } from '../../lib/monitor/judge.ts';
import type { Matchable } from '../../lib/monitor/matching.ts';
import {
  DEFAULT_POLICY,
  FAULT_KINDS,
  POLICY_RANGES,
  type Policy,
  type PolicyOverride,
  policyFor,
  recoveringForSeconds,
  retryBudgetSeconds,
} from '../../lib/monitor/policy.ts';
import type { Severity } from '../../lib/monitor/severity.ts';

const VIP: Matchable = {
  region: 'cn-shanghai',
  name: 'vip-1',
  source: 'rtmp://source-3.example.com',
  destination: 'rtmp://push-3.example.com',
};
const withOverrides = (...overrides: PolicyOverride[]): Policy => ({ ...DEFAULT_POLICY, overrides });

describe('the default policy', () => {
  it('knows faults that verdicts can be, and every verdict that is not one says so', () => {
    const others = VERDICT_KINDS.filter((kind) => !(FAULT_KINDS as readonly string[]).includes(kind));
    expect(others).toEqual(['healthy', 'scheduled', 'stopped-by-user', 'finished']);
    expect(FAULT_KINDS.filter((kind) => !(VERDICT_KINDS as readonly string[]).includes(kind))).toEqual([]);
    expectTypeOf(policyFor(VIP, 'stopped', DEFAULT_POLICY).severity).toEqualTypeOf<Severity>();
  });

  it('lies within its own ranges', () => {
    const { verdicts, flapping, growth, overrides: _, ...rest } = DEFAULT_POLICY;
    const values: [keyof typeof POLICY_RANGES, number][] = [
      ...(Object.entries(rest) as [keyof typeof rest, number][]),
      ...Object.values(verdicts).map(({ forSeconds }): ['forSeconds', number] => ['forSeconds', forSeconds]),
      ['flappingStops', flapping.stops],
      ['flappingWithinSeconds', flapping.withinSeconds],
      ['flappingQuietSeconds', flapping.quietSeconds],
      ['growthFactor', growth.factor],
      ['growthLeast', growth.least],
    ];
    expect(new Set(values.map(([key]) => key))).toEqual(new Set(Object.keys(POLICY_RANGES)));
    const outside = values.filter(([key, value]) => value < POLICY_RANGES[key][0] || value > POLICY_RANGES[key][1]);
    expect(outside).toEqual([]);
  });

  it.each([
    ['stopped', 'critical', 0],
    ['missed-start', 'critical', 0],
    ['recovering', 'warning', 120],
    ['stopped-unexplained', 'warning', 0],
    ['unknown', 'warning', 0],
    ['expected-missing', 'critical', 60],
    ['destination-conflict', 'warning', 0],
    ['stalled', 'warning', 0],
    ['ending-soon', 'info', 0],
    ['monitor-blind', 'warning', 120],
    ['healthy', 'none', 0],
    ['scheduled', 'none', 0],
    ['finished', 'none', 0],
    ['stopped-by-user', 'none', 0],
    ['constructor', 'none', 0],
  ])('tells of %s as %s after %i s', (verdict, severity, forSeconds) => {
    expect(policyFor(VIP, verdict, DEFAULT_POLICY)).toEqual({ severity, forSeconds, repeatEverySeconds: 14_400 });
  });
});

describe('an override', () => {
  it('changes what it says, for what it matches, and leaves the rest', () => {
    const policy = withOverrides({ match: { name: 'vip-*' }, severity: 'critical' });
    expect(policyFor(VIP, 'recovering', policy)).toEqual({
      severity: 'critical',
      forSeconds: 120,
      repeatEverySeconds: 14_400,
    });
    expect(policyFor({ ...VIP, name: 'other' }, 'recovering', policy).severity).toBe('warning');
  });

  it('that comes later wins, for each setting by itself', () => {
    const policy = withOverrides(
      { match: { name: 'vip-*' }, severity: 'critical', forSeconds: 5, repeatEverySeconds: 600 },
      { match: { region: 'cn-*' }, forSeconds: 300 },
      { match: { region: 'ap-*' }, severity: 'info' },
    );
    expect(policyFor(VIP, 'unknown', policy)).toEqual({
      severity: 'critical',
      forSeconds: 300,
      repeatEverySeconds: 600,
    });
  });

  it('may be about some verdicts: those asked about, not those that the subject had', () => {
    const policy = withOverrides({ match: { verdict: ['stopped'] }, severity: 'info' });
    expect(policyFor({ ...VIP, verdict: 'recovering' }, 'stopped', policy).severity).toBe('info');
    expect(policyFor({ ...VIP, verdict: 'stopped' }, 'recovering', policy).severity).toBe('warning');
  });

  it('can quiet a fault, and can not make one of what is none', () => {
    const policy = withOverrides({ match: { name: '*' }, severity: 'none', forSeconds: 0 });
    expect(policyFor(VIP, 'stopped', policy).severity).toBe('none');
    const loud = withOverrides({ match: { name: '*' }, severity: 'critical', forSeconds: 7 });
    expect(policyFor(VIP, 'healthy', loud)).toMatchObject({ severity: 'none', forSeconds: 0 });
  });
});

describe('a recovering relay', () => {
  it.each([
    ['by the policy when its retries go on for longer', 3, 300, 120],
    ['after two thirds of its retries when they end before', 2, 60, 80],
    ["at the default's own two thirds", 3, 60, 120],
    ['at once when it has no retries', 0, 60, 0],
    ['by the policy when its retries are not known', null, 60, 120],
    ['by the policy when their interval is not known', 3, null, 120],
    ['at once when its retries follow at once', 3, 0, 0],
    ['by the policy when its retries are a number that cannot be', -1, 60, 120],
    ['by the policy when their interval is one that cannot be', 3, -1, 120],
  ])('is told %s', (_, retryCount, retryIntervalSeconds, expected) => {
    const { forSeconds } = DEFAULT_POLICY.verdicts.recovering;
    expect(recoveringForSeconds(retryBudgetSeconds({ retryCount, retryIntervalSeconds }), forSeconds)).toBe(expected);
  });

  it('is told by an exception where there is one', () => {
    expect(retryBudgetSeconds({ retryCount: 3, retryIntervalSeconds: 60 })).toBe(180);
    expect(recoveringForSeconds(180, 30)).toBe(30);
  });
});
