import { describe, expect, it } from 'vitest';
import type { Incident, Sighting } from '../../lib/monitor/incident.ts';
import type { Verdict } from '../../lib/monitor/judge.ts';
import { DEFAULT_POLICY, type Policy } from '../../lib/monitor/policy.ts';
import { refinedVerdict, ruleFor } from '../../lib/monitor/refined-verdict.ts';
import { aSighting, later, NOON, VERDICTS } from './a-sighting.ts';
import { anIncident } from './an-incident.ts';

interface Case {
  readonly verdict?: Verdict;
  readonly sighting?: Partial<Sighting>;
  readonly incident?: Partial<Incident> | null;
  readonly policy?: Partial<Policy>;
  readonly firstSweep?: boolean;
}

function refined({ verdict = VERDICTS.pull, sighting = {}, incident = null, policy = {}, firstSweep = false }: Case) {
  const known = incident && anIncident('r', incident);
  return refinedVerdict(aSighting('r', verdict, sighting), known, { ...DEFAULT_POLICY, ...policy }, NOON, firstSweep);
}
const none = { match: {}, severity: 'none' } as const;

describe('what is not stopped', () => {
  it.each([VERDICTS.healthy, VERDICTS.recovering, VERDICTS.missed, VERDICTS.finished, VERDICTS.unknown])(
    'stays as it was judged: %j',
    (verdict) => {
      expect(refined({ verdict, sighting: { endMs: NOON.toMillis() } })).toEqual(verdict);
    },
  );
});

describe('a stop without a reason', () => {
  const verdict = VERDICTS.unexplained;
  it.each<[string, Case, string]>([
    ['is as likely an operator', {}, 'stopped-unexplained'],
    ['is a stop in a first sweep, when nothing is known', { firstSweep: true }, 'stopped'],
    ['is a stop after a fault', { incident: { verdict: 'recovering', phase: 'pending' } }, 'stopped'],
    ['is no stop after a fault that is over', { incident: { phase: 'quiet' } }, 'stopped-unexplained'],
    ['stays unexplained', { incident: { verdict: 'stopped-unexplained' } }, 'stopped-unexplained'],
  ])('%s', (_, parts, kind) => {
    expect(refined({ verdict, ...parts })).toMatchObject({ kind, reason: 'none' });
  });

  it('has the severity of its own rule', () => {
    expect(refined({ verdict }).severity).toBe(DEFAULT_POLICY.verdicts['stopped-unexplained'].severity);
  });
});

describe('a stop near the end of its schedule', () => {
  it.each([
    [90, 'info'],
    [91, 'critical'],
    [0, 'info'],
    [-5, 'info'],
  ])('%i seconds before its end: %s', (seconds, severity) => {
    expect(refined({ sighting: { endMs: later(seconds).toMillis() } }).severity).toBe(severity);
  });

  it('is as usual when its end is not known', () => {
    expect(refined({ sighting: { endMs: null } }).severity).toBe('critical');
  });

  it('gets no milder as time goes by: it stopped before', () => {
    const endMs = later(30).toMillis();
    expect(refined({ sighting: { endMs }, incident: { severity: 'critical' } }).severity).toBe('critical');
    expect(refined({ sighting: { endMs }, incident: { severity: 'critical', down: false } }).severity).toBe('info');
    expect(refined({ sighting: { endMs }, incident: { verdict: 'recovering' } }).severity).toBe('info');
  });
});

describe('a stop near the beginning of its schedule', () => {
  const policy = { overrides: [{ match: {}, severity: 'warning' }] } as const;
  it.each([
    [60, 'critical'],
    [61, 'warning'],
    [-10, 'critical'],
  ])('%i seconds after its start: %s', (seconds, severity) => {
    expect(refined({ policy, sighting: { startMs: later(-seconds).toMillis() } }).severity).toBe(severity);
  });

  it('and near its end is only information', () => {
    const sighting = { startMs: later(-10).toMillis(), endMs: later(10).toMillis() };
    expect(refined({ policy, sighting }).severity).toBe('info');
  });
});

describe('a relay of which nobody wants to hear', () => {
  it.each<[string, Case]>([
    ['just started', { sighting: { startMs: NOON.toMillis() } }],
    ['nearly over', { sighting: { endMs: NOON.toMillis() } }],
    ['told as critical before', { incident: { severity: 'critical' } }],
  ])('stays untold: %s', (_, parts) => {
    expect(refined({ ...parts, policy: { overrides: [none] } }).severity).toBe('none');
  });
});

describe('the rule for a subject', () => {
  it('looks at the verdict and the severity that are asked about', () => {
    const overrides = [
      { match: { verdict: 'stopped' }, forSeconds: 7 },
      { match: { severity: 'info' }, repeatEverySeconds: 99 },
    ];
    const policy = { ...DEFAULT_POLICY, overrides };
    const subject = anIncident('r', { verdict: 'recovering', severity: 'critical' });
    expect(ruleFor(subject, 'stopped', 'info', policy)).toEqual({
      severity: 'critical',
      forSeconds: 7,
      repeatEverySeconds: 99,
    });
    expect(ruleFor(subject, 'recovering', 'critical', policy)).toMatchObject({
      forSeconds: 120,
      repeatEverySeconds: 14_400,
    });
  });
});
