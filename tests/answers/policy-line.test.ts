import { describe, expect, it } from 'vitest';
import { policyLine, ruleOf } from '../../lib/answers/policy-line.ts';
import { whyOf } from '../../lib/answers/why.ts';
import type { Reason } from '../../lib/monitor/decision.ts';
import type { IncidentEntry } from '../../lib/monitor/journal-entry.ts';
import { DEFAULT_POLICY, FAULT_KINDS, type Policy, type PolicyOverride } from '../../lib/monitor/policy.ts';
import { relay } from './entries.ts';

const entry = (parts: Partial<IncidentEntry> = {}) => relay('10:00', 'opened', parts) as IncidentEntry;
const withOverrides = (...overrides: readonly PolicyOverride[]): Policy => ({ ...DEFAULT_POLICY, overrides });

describe('the line that decides', () => {
  it.each(FAULT_KINDS)('is that of the verdict without overrides: %s', (verdict) => {
    expect(policyLine(entry({ verdict }), 'severity', DEFAULT_POLICY)).toBe(`policy.verdicts.${verdict}.severity`);
    expect(policyLine(entry({ verdict }), 'forSeconds', DEFAULT_POLICY)).toBe(`policy.verdicts.${verdict}.forSeconds`);
  });

  it.each<[string, PolicyOverride[], string]>([
    [
      'the last that fits',
      [
        { match: {}, forSeconds: 1 },
        { match: {}, forSeconds: 2 },
      ],
      'policy.overrides.1.forSeconds',
    ],
    [
      'not one that does not fit',
      [
        { match: {}, forSeconds: 1 },
        { match: { name: 'event-*' }, forSeconds: 2 },
      ],
      'policy.overrides.0.forSeconds',
    ],
    [
      'not one that leaves it as it is',
      [
        { match: {}, forSeconds: 1 },
        { match: {}, severity: 'info' },
      ],
      'policy.overrides.0.forSeconds',
    ],
    ['one that sets it to nothing', [{ match: {}, forSeconds: 0 }], 'policy.overrides.0.forSeconds'],
    ['none that sets another thing', [{ match: {}, repeatEverySeconds: 60 }], 'policy.verdicts.stopped.forSeconds'],
    [
      'one for this verdict',
      [
        { match: { verdict: 'stopped' }, forSeconds: 5 },
        { match: { verdict: 'stalled' }, forSeconds: 6 },
      ],
      'policy.overrides.0.forSeconds',
    ],
  ])('is %s', (_, overrides, line) => {
    expect(policyLine(entry(), 'forSeconds', withOverrides(...overrides))).toBe(line);
  });
});

describe("what today's policy says of a fault", () => {
  it('is told at once, or after a wait with its line', () => {
    expect(ruleOf(entry(), DEFAULT_POLICY)).toEqual({
      severity: 'critical',
      severityLine: 'policy.verdicts.stopped.severity',
      wait: null,
      differs: false,
    });
    expect(ruleOf(entry({ verdict: 'recovering', severity: 'warning' }), DEFAULT_POLICY)?.wait).toEqual({
      seconds: 120,
      line: 'policy.verdicts.recovering.forSeconds',
    });
  });

  it('has severity and wait from different overrides', () => {
    const policy = withOverrides({ match: { name: 'studio-*' }, forSeconds: 30 }, { match: {}, severity: 'info' });
    expect(ruleOf(entry(), policy)).toEqual({
      severity: 'info',
      severityLine: 'policy.overrides.1.severity',
      wait: { seconds: 30, line: 'policy.overrides.0.forSeconds' },
      differs: true,
    });
  });

  it.each(['healthy', 'finished', 'removed', 'constructor', '__proto__', 'asleep'])('is nothing of %s', (verdict) => {
    expect(ruleOf(entry({ verdict: verdict as IncidentEntry['verdict'] }), DEFAULT_POLICY)).toBeNull();
  });
});

describe('why on-call heard of it, or did not', () => {
  const context = { policy: DEFAULT_POLICY, relay: entry(), mute: null };

  it.each<Reason>(['grew', 'grew-too-little'])('%s: with how much it has to grow', (reason) => {
    const policy = { ...DEFAULT_POLICY, growth: { factor: 3, least: 7 } };
    expect(whyOf(reason, { ...context, policy })).toEqual({ reason, factor: 3, least: 7 });
  });

  it('held-flapping: with how long it has to be quiet', () => {
    expect(whyOf('held-flapping', context)).toEqual({ reason: 'held-flapping', quietSeconds: 600 });
  });

  it('held-by-mute: with what muted it, or that this is not known', () => {
    const mute = { kind: 'window', id: 'window/night', name: 'night', until: null } as const;
    expect(whyOf('held-by-mute', { ...context, mute })).toEqual({ reason: 'held-by-mute', mute });
    expect(whyOf('held-by-mute', context)).toEqual({ reason: 'held-by-mute', mute: null });
  });

  it.each<[string, Partial<IncidentEntry>, number, boolean]>([
    ['a stopped relay', {}, 0, false],
    ['a recovering one', { verdict: 'recovering' }, 120, true],
    ['one that is expected', { verdict: 'expected-missing' }, 60, false],
  ])('not-long-enough: with the wait of %s', (_, parts, seconds, orRetries) => {
    const one = entry(parts);
    expect(whyOf('not-long-enough', { ...context, relay: one })).toEqual({
      reason: 'not-long-enough',
      wait: { seconds, line: `policy.verdicts.${one.verdict}.forSeconds`, orRetries },
    });
  });

  it('not-long-enough of a relay that the journal does not have: without its wait', () => {
    expect(whyOf('not-long-enough', { ...context, relay: null })).toEqual({ reason: 'not-long-enough', wait: null });
  });

  it.each(['first', 'all-over', 'newer-than-this', '__proto__'])('%s: the reason alone', (reason) => {
    expect(whyOf(reason as Reason, context)).toEqual({ reason });
  });
});
