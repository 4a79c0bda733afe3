import { describe, expect, it } from 'vitest';
import { policyLine, ruleOf } from '../../lib/answers/policy-line.ts';
import { whyOf } from '../../lib/answers/why.ts';
import type { Reason } from '../../lib/monitor/decision.ts';
import type { IncidentEntry } from '../../lib/monitor/journal-entry.ts';
import { DEFAULT_POLICY, type Policy } from '../../lib/monitor/policy.ts';

const aRelay = (parts: Partial<IncidentEntry> = {}): IncidentEntry => ({
  kind: 'incident',
  event: 'opened',
  key: 'cn-shanghai/t-1',
  region: 'cn-shanghai',
  name: 'studio-1',
  source: '',
  destination: '',
  verdict: 'stopped',
  reason: 'PullStreamFailed',
  severity: 'critical',
  since: '2026-03-02T12:00:00.000Z',
  causeKey: null,
  lostSeconds: 0,
  ...parts,
});
const withOverrides = (...overrides: Policy['overrides']): Policy => ({ ...DEFAULT_POLICY, overrides });

describe('the line of the policy that decides', () => {
  it('is the last override that fits and says something of it, otherwise the one of the verdict', () => {
    const policy = withOverrides(
      { match: { name: 'studio-*' }, severity: 'info' },
      { match: { region: 'cn-shanghai' }, severity: 'warning' },
      { match: { region: 'cn-shanghai' }, forSeconds: 300 },
      { match: { name: 'event-*' }, severity: 'none', forSeconds: 1 },
    );
    expect(policyLine(aRelay(), 'severity', policy)).toBe('policy.overrides.1.severity');
    expect(policyLine(aRelay(), 'forSeconds', policy)).toBe('policy.overrides.2.forSeconds');
    expect(policyLine(aRelay({ region: 'cn-beijing', name: 'x' }), 'severity', policy)).toBe(
      'policy.verdicts.stopped.severity',
    );
  });

  it('is told with what it says, and whether the judgement was another', () => {
    const policy = withOverrides({ match: { name: 'studio-*' }, severity: 'info', forSeconds: 90 });
    expect(ruleOf(aRelay({ severity: 'info' }), policy)).toEqual({
      severity: 'info',
      severityLine: 'policy.overrides.0.severity',
      wait: { seconds: 90, line: 'policy.overrides.0.forSeconds' },
      differs: false,
    });
    expect(ruleOf(aRelay({ severity: 'warning' }), DEFAULT_POLICY)).toEqual({
      severity: 'critical',
      severityLine: 'policy.verdicts.stopped.severity',
      wait: null,
      differs: true,
    });
  });

  it('is none for what the policy does not judge', () => {
    for (const verdict of ['healthy', 'finished', 'of-a-later-version', 'constructor'])
      expect(ruleOf(aRelay({ verdict: verdict as IncidentEntry['verdict'] }), DEFAULT_POLICY)).toBeNull();
  });
});

describe('the reason of a decision', () => {
  const policy: Policy = {
    ...withOverrides({ match: { name: 'studio-*' }, forSeconds: 240 }),
    growth: { factor: 3, least: 12 },
    flapping: { ...DEFAULT_POLICY.flapping, quietSeconds: 777 },
  };
  const mute = { kind: 'window', id: 'window/night', name: 'night', until: null } as const;
  const why = (reason: Reason, relay: IncidentEntry | null = aRelay()) => whyOf(reason, { policy, relay, mute });

  it('comes with what the configuration says of it, and nothing else', () => {
    expect(why('grew')).toEqual({ reason: 'grew', factor: 3, least: 12 });
    expect(why('grew-too-little')).toEqual({ reason: 'grew-too-little', factor: 3, least: 12 });
    expect(why('held-flapping')).toEqual({ reason: 'held-flapping', quietSeconds: 777 });
    expect(why('held-by-mute')).toEqual({ reason: 'held-by-mute', mute });
    for (const reason of ['first', 'worsened', 'all-over', 'of-a-later-version'] as Reason[])
      expect(why(reason)).toEqual({ reason });
  });

  it('that it was too short has the wait of this relay, and whether its own retries count', () => {
    const line = 'policy.overrides.0.forSeconds';
    expect(why('not-long-enough')).toEqual({
      reason: 'not-long-enough',
      wait: { seconds: 240, line, orRetries: false },
    });
    expect(why('not-long-enough', aRelay({ verdict: 'recovering', name: 'x' }))).toEqual({
      reason: 'not-long-enough',
      wait: {
        seconds: DEFAULT_POLICY.verdicts.recovering.forSeconds,
        line: 'policy.verdicts.recovering.forSeconds',
        orRetries: true,
      },
    });
    expect(why('not-long-enough', null)).toEqual({ reason: 'not-long-enough', wait: null });
  });
});
