import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, FAULT_KINDS } from '../../lib/monitor/policy.ts';
import { configOf, placesIn, problemsIn } from './a-document.ts';

describe('a number of the policy', () => {
  // the setting, from, to, and the least step between values
  it.each<[string, number, number, number]>([
    ['startGraceSeconds', 0, 86_400, 1],
    ['repeatEverySeconds', 60, 604_800, 1],
    ['endingGraceSeconds', 0, 3_600, 1],
    ['startingSeconds', 0, 3_600, 1],
    ['endingSoonSeconds', 0, 86_400, 1],
    ['stalledAfterSweeps', 0, 60, 1],
    ['flapping.stops', 2, 10, 1],
    ['flapping.withinSeconds', 60, 86_400, 1],
    ['flapping.quietSeconds', 60, 86_400, 1],
    ['growth.factor', 1.1, 100, 0.01],
    ['growth.least', 2, 100_000, 1],
    ['verdicts.stopped.forSeconds', 0, 86_400, 1],
    ['verdicts.monitor-blind.forSeconds', 0, 86_400, 1],
  ])('%s goes from %d to %d', (setting, from, to, step) => {
    const placesOf = (value: unknown) => placesIn({ policy: nested(setting.split('.'), value) });
    for (const value of [from, to, from + step, to - step]) expect(placesOf(value)).toEqual([]);
    for (const value of [from - step, to + step, `${from}`, null, [from], Number.NaN])
      expect(placesOf(value)).toEqual([`policy.${setting}`]);
    if (step === 1) expect(placesOf(from + 0.5)).toEqual([`policy.${setting}`]);
  });

  it('says its range, and what was found', () => {
    expect(problemsIn({ policy: { growth: { factor: 1 } } })).toEqual([
      'policy.growth.factor: found 1, expected a number from 1.1 to 100',
    ]);
    expect(problemsIn({ policy: { flapping: { stops: 1 } } })).toEqual([
      'policy.flapping.stops: found 1, expected a whole number from 2 to 10',
    ]);
  });
});

/** A section with one value deep inside. */
function nested([key = '', ...rest]: readonly string[], value: unknown): object {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}

describe('a verdict of the policy', () => {
  it.each(FAULT_KINDS)('keeps what is usual for what is not said: %s', (kind) => {
    const usual = DEFAULT_POLICY.verdicts[kind];
    const ruleOf = (rule: object) => configOf({ policy: { verdicts: { [kind]: rule } } }).policy.verdicts;
    expect(ruleOf({})).toEqual(DEFAULT_POLICY.verdicts);
    expect(ruleOf({ severity: 'none' })).toEqual({
      ...DEFAULT_POLICY.verdicts,
      [kind]: { severity: 'none', forSeconds: usual.forSeconds },
    });
    expect(ruleOf({ forSeconds: 7 })[kind]).toEqual({ severity: usual.severity, forSeconds: 7 });
  });

  it.each(['healthy', 'finished', 'stopped-by-user', 'scheduled', 'constructor'])('is no fault: %s', (kind) => {
    expect(placesIn({ policy: { verdicts: { [kind]: { severity: 'info' } } } })).toEqual([`policy.verdicts.${kind}`]);
  });

  it.each(['none', 'info', 'warning', 'critical'])('may be told as %s', (severity) => {
    expect(placesIn({ policy: { verdicts: { stopped: { severity } } } })).toEqual([]);
  });

  it.each(['error', 'Critical', 'page', '', 0, null])('is never told as %j', (severity) => {
    expect(placesIn({ policy: { verdicts: { stopped: { severity } } } })).toEqual(['policy.verdicts.stopped.severity']);
  });
});

describe('an exception', () => {
  it.each<[object, string[]]>([
    [{ match: { name: 'vip-*' }, severity: 'critical' }, []],
    [{ match: { region: ['cn-*', 'ap-*'] }, forSeconds: 0 }, []],
    [{ match: { verdict: 'stopped' }, repeatEverySeconds: 60 }, []],
    [{ match: { source: '*.example.com', destination: 'rtmp://push' }, severity: 'none', forSeconds: 5 }, []],
    [{ match: { name: 'vip-*' } }, ['policy.overrides[0]']],
    [{ match: {}, severity: 'info' }, ['policy.overrides[0].match']],
    [{ severity: 'info' }, ['policy.overrides[0].match']],
    [{ match: { severity: 'info' }, forSeconds: 1 }, ['policy.overrides[0].match.severity']],
    [{ match: { kind: 'open' }, forSeconds: 1 }, ['policy.overrides[0].match.kind']],
    [{ match: { name: 'x' }, repeatEverySeconds: 59 }, ['policy.overrides[0].repeatEverySeconds']],
    [{ match: { name: 'x' }, growth: {} }, ['policy.overrides[0].growth']],
  ])('has relays, and something that is otherwise for them: %j', (override, places) => {
    const found = placesIn({ policy: { overrides: [override] } });
    expect(found.filter((place) => places.includes(place))).toEqual(places);
    expect(found.length > 0).toBe(places.length > 0);
  });
});
