import { describe, expect, it } from 'vitest';
import { accountFindings, accountsBehind } from '../../lib/monitor/accounts-behind.ts';
import { stateBroken, stateKey, stateWorks } from '../../lib/monitor/state-message.ts';
import { later, NOON } from './a-sighting.ts';
import { anIncident } from './an-incident.ts';

const ABOUT_NO_RELAY = {
  ...{ verdict: 'unknown', reason: 'none', regions: [], affected: 1, total: null, examples: [], timeline: [] },
  ...{ endings: null, durationSeconds: null, note: null, degraded: false, test: false },
};

describe('a message about the state', () => {
  const about = {
    severity: 'warning',
    dedupKey: 'state-oss',
    scope: { by: 'state', value: 'oss' },
    at: later(90).toISO(),
  };

  it('says what is wrong with it, and what that means for whoever reads it', () => {
    expect(stateBroken('oss', 'it is full', later(90))).toEqual({
      ...{ ...ABOUT_NO_RELAY, ...about, kind: 'state-broken', why: 'state-broken', since: about.at },
      id: `state-oss-state-broken-${later(90).toMillis()}`,
      note: expect.stringMatching(
        /^it is full\. Until this is fixed, messages may repeat, .* not be reported as resolved\.$/,
      ),
    });
  });

  it.each([
    ['which took as long as it did', NOON, 90],
    ['in no time where the clock went back', later(600), 0],
  ])('says that it works again, %s', (_, since, durationSeconds) => {
    expect(stateWorks('oss', since.toISO(), later(90))).toEqual({
      ...{ ...ABOUT_NO_RELAY, ...about, kind: 'resolved', why: 'state-works', since: since.toISO(), durationSeconds },
      id: `state-oss-resolved-${later(90).toMillis()}`,
    });
    expect(stateKey('火星')).toMatch(/^state-/);
  });
});

describe('accounts that are behind', () => {
  const behind = { key: 'watched-account:a', name: 'a', phase: 'open' } as const;

  it('are found by what is wrong with them; one that is well ends what there was of it, and one that is not configured is let go', () => {
    const seen = [
      { name: 'a', fault: null },
      { name: 'b', fault: 'late' },
      { name: 'c', fault: null },
    ];
    const found = accountFindings(seen, ['a', 'b', 'c', 'd'], [behind, { key: 'watched-account:gone' }]);
    expect(found.sightings.map(({ key, name, verdict }) => [key, name, verdict])).toEqual([
      [behind.key, 'a', { kind: 'healthy', severity: 'none', reason: 'none' }],
      ['watched-account:b', 'b', { kind: 'accounts-behind', severity: 'warning', reason: 'late' }],
    ]);
    expect([found.gone, found.unwatched]).toEqual([new Set(), new Set(['watched-account:gone'])]);
    expect(found.totals).toEqual({ relays: 0, bySource: new Map(), byDestination: new Map() });
  });

  it('are those with an incident that is not over', () => {
    const others = [{ ...behind, name: 'over', phase: 'quiet' as const }, anIncident('relay')];
    expect(accountsBehind([behind, ...others])).toEqual(['a']);
  });
});
