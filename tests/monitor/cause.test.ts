import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Cause,
  causeKey,
  identityOf,
  newCause,
  reasonOf,
  regionsOf,
  verdictOf,
  worstOf,
} from '../../lib/monitor/cause.ts';
import { causeMessage, exampleOf } from '../../lib/monitor/cause-message.ts';
import { matchOfCause } from '../../lib/monitor/cause-silence.ts';
import { BASELINE } from '../../lib/monitor/causes.ts';
import { NO_ENDINGS } from '../../lib/monitor/endings.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import { matches } from '../../lib/monitor/matching.ts';
import type { CauseScope } from '../../lib/monitor/notification.ts';
import { later, NOON } from './a-sighting.ts';
import { anIncident } from './an-incident.ts';
import { NO_TOTALS } from './watching.ts';

const SCOPE: CauseScope = { by: 'source', value: 'source-1.example.com' };
const cause = (members: readonly Incident[], parts: Partial<Cause> = {}): Cause => ({
  ...newCause({ key: 'k', scope: SCOPE, family: 'fault', flapping: false }, members, ['pager'], later(600)),
  ...parts,
});

describe('the key of a cause', () => {
  it('is the same whenever the cause is, since receivers join messages by it', () => {
    const keys = [causeKey(SCOPE, 'fault', false), causeKey(SCOPE, 'missed-start', true)];
    // also in the next version, which ends what this one has told
    expect(keys).toEqual(['source-bb370b7a260bf7d1', 'source-b13bc04056dbced0']);
  });

  it.each<[string, string]>([
    ['of another place', causeKey({ ...SCOPE, value: 'source-2.example.com' }, 'fault', false)],
    ['of a destination of this name', causeKey({ ...SCOPE, by: 'destination' }, 'fault', false)],
    ['of another fault', causeKey(SCOPE, 'missed-start', false)],
    ['of what flaps', causeKey(SCOPE, 'fault', true)],
  ])('is another one %s', (_, other) => {
    expect(other).not.toBe(causeKey(SCOPE, 'fault', false));
  });

  it('may be a dedup key, whatever the place is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (value) => {
        expect(causeKey({ by: 'region-reason', value }, 'stopped-unexplained', true)).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      }),
    );
  });
});

describe('what a cause is, by its first incident', () => {
  it.each<[string, CauseScope]>([
    ['source', { by: 'source', value: 'source-1.example.com' }],
    ['destination', { by: 'destination', value: 'push-1.example.com' }],
    ['account', { by: 'account', value: '' }],
    ['region and reason', { by: 'region-reason', value: 'cn-shanghai UnknownError' }],
  ])('is found again by its key: %s', (_, scope) => {
    const key = causeKey(scope, 'fault', false);
    expect(identityOf(anIncident('r', { causeKey: key }))).toEqual({ key, scope, family: 'fault', flapping: false });
  });

  it('is of what flaps with a key of its own', () => {
    const key = causeKey(SCOPE, 'fault', true);
    expect(identityOf(anIncident('r', { causeKey: key, phase: 'flapping' }))).toMatchObject({
      scope: SCOPE,
      flapping: true,
    });
  });

  it('is region and reason when its key is of another version', () => {
    expect(identityOf(anIncident('r', { causeKey: 'source-older' }))).toMatchObject({
      key: 'source-older',
      scope: { by: 'region-reason', value: 'cn-shanghai UnknownError' },
    });
  });
});

describe('a new cause', () => {
  it('is as old as its oldest member, and knows what was told', () => {
    const members = [
      anIncident('a', { since: later(300).toISO(), severity: 'warning', verdict: 'recovering' }),
      anIncident('b', { since: later(120).toISO(), region: 'cn-beijing' }),
    ];
    expect(cause(members)).toEqual({
      key: 'k',
      scope: SCOPE,
      family: 'fault',
      flapping: false,
      since: later(120).toISO(),
      severity: 'critical',
      verdict: 'stopped',
      reason: 'UnknownError',
      most: 2,
      toldAt: later(600).toISO(),
      toldAffected: 2,
      toldRegions: ['cn-beijing', 'cn-shanghai'],
      toldTo: ['pager'],
      timeline: [{ at: later(600).toISO(), event: 'stopped', affected: 2 }],
      endings: NO_ENDINGS,
    });
  });

  it('is not younger than now when the clock went back', () => {
    expect(cause([anIncident('a', { since: later(9_000).toISO() })]).since).toBe(later(600).toISO());
  });
});

describe('of several members', () => {
  it.each<[string, readonly Incident['severity'][], string]>([
    ['the worst counts', ['warning', 'critical', 'info'], 'critical'],
    ['one is enough', ['warning'], 'warning'],
    ['none is told as information', ['none', 'none'], 'info'],
    ['nobody is information', [], 'info'],
  ])('severity: %s', (_, severities, worst) => {
    expect(worstOf(severities.map((severity) => anIncident('r', { severity })))).toBe(worst);
  });

  it.each<[readonly Incident['verdict'][], string]>([
    [['recovering', 'stopped'], 'stopped'],
    [['recovering', 'recovering'], 'recovering'],
    [['missed-start'], 'missed-start'],
    [[], 'unknown'],
  ])('verdict of %j: %s', (verdicts, verdict) => {
    expect(verdictOf(verdicts.map((one) => anIncident('r', { verdict: one })))).toBe(verdict);
  });

  it.each<[readonly string[], string]>([
    [['none', 'none'], 'none'],
    [['none', 'UnknownError'], 'several'],
    [['火星🚀"<script>'], '火星🚀"<script>'],
    [[], 'several'],
  ])('reason of %j: %s', (reasons, reason) => {
    expect(reasonOf(reasons.map((one) => anIncident('r', { reason: one })))).toBe(reason);
  });

  it('regions are sorted, each once, without what is in none', () => {
    const regions = ['cn-shanghai', '', 'cn-beijing', 'cn-shanghai'];
    expect(regionsOf(regions.map((region) => anIncident('r', { region })))).toEqual(['cn-beijing', 'cn-shanghai']);
  });
});

describe('a message of a cause', () => {
  const members = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => anIncident(id));
  const context = {
    now: later(660),
    totals: { ...NO_TOTALS, bySource: new Map([['source-1.example.com', 9]]) },
    degraded: false,
  };

  it('says how it is now, with five examples', () => {
    const message = causeMessage('open', 'first', cause(members), members, context);
    expect(message).toMatchObject({
      id: `k-open-${later(660).toMillis()}`,
      dedupKey: 'k',
      affected: 6,
      total: 9,
      regions: ['cn-shanghai'],
      endings: null,
      durationSeconds: null,
    });
    expect(message.examples).toEqual(members.slice(0, 5).map(exampleOf));
    expect(members[0]).toMatchObject(message.examples[0] ?? {});
    expect(Object.keys(message.examples[0] ?? {})).toHaveLength(7);
    expect(message.timeline).toHaveLength(1);
  });

  it('at its end says how it was, how long and how it ended', () => {
    const ended = cause(members, { most: 40, toldRegions: ['cn-beijing'], endings: { recovered: 40 } });
    expect(causeMessage('resolved', 'all-over', ended, [], context)).toMatchObject({
      affected: 40,
      regions: ['cn-beijing'],
      endings: { recovered: 40 },
      durationSeconds: 660,
      examples: [],
      timeline: [{ event: 'stopped' }, { at: later(660).toISO(), event: 'resolved', affected: 0 }],
    });
  });

  it('has no time below nothing when the clock went back', () => {
    const message = causeMessage('resolved', 'all-over', cause(members), [], {
      ...context,
      now: NOON.minus({ hours: 1 }),
    });
    expect(message.durationSeconds).toBe(0);
  });
});

describe('what a silence of a cause matches', () => {
  const hostile = 'a[1]*?{x}\\';
  it.each<[CauseScope, Partial<Incident>]>([
    [SCOPE, { source: 'rtmp://source-1.example.com' }],
    [{ by: 'destination', value: 'push-1.example.com' }, { destination: 'rtmps://push-1.example.com:443' }],
    [{ by: 'region-reason', value: 'cn-shanghai UnknownError' }, {}],
    [{ by: 'account', value: '' }, {}],
    [{ by: 'expectation', value: hostile }, { name: hostile }],
    [{ by: 'monitor', value: 'monitor' }, { name: 'monitor' }],
  ])('of %j: its own relays', (scope, parts) => {
    const match = matchOfCause({ key: 'k', scope, family: 'fault' });
    expect(match && matches(anIncident('r', parts), match)).toBe(true);
  });

  it.each<[string, CauseScope, Partial<Incident>]>([
    ['another source', SCOPE, { source: 'rtmp://source-11.example.com' }],
    ['the same host as a destination', SCOPE, { source: '', destination: 'rtmp://source-1.example.com' }],
    ['another region', { by: 'region-reason', value: 'cn-beijing x' }, {}],
    ['what its region as a pattern would fit', { by: 'region-reason', value: 'cn-* none' }, {}],
    ['another fault', SCOPE, { verdict: 'missed-start' }],
    ['what its name as a pattern would fit', { by: 'expectation', value: '*' }, { name: 'anything' }],
  ])('not %s', (_, scope, parts) => {
    const match = matchOfCause({ key: 'k', scope, family: 'fault' });
    expect(match && matches(anIncident('r', parts), match)).toBe(false);
  });

  it('is nothing for what a later version tells apart', () => {
    const scope = { by: 'constructor' as 'source', value: 'x' };
    expect(matchOfCause({ key: 'k', scope, family: 'fault' })).toBeNull();
  });

  it('has the verdicts of its family', () => {
    expect(matchOfCause({ key: 'k', scope: SCOPE, family: 'fault' })?.verdict).toEqual(['stopped', 'recovering']);
    expect(matchOfCause({ key: 'k', scope: SCOPE, family: 'stalled' })?.verdict).toEqual(['stalled']);
  });

  it.each<[string, CauseScope, string]>([
    ['the summary of what was there before', { by: 'account', value: '' }, BASELINE],
    ['a channel', { by: 'channel', value: 'pager' }, 'k'],
    ['the state', { by: 'state', value: 'oss' }, 'k'],
    ['a mute', { by: 'mute', value: 'night' }, 'k'],
    ['a source without a name', { by: 'source', value: '' }, 'k'],
    ['a name that is too long for a pattern', { by: 'expectation', value: 'x'.repeat(257) }, 'k'],
    ['a name with a line break', { by: 'expectation', value: 'a\nb' }, 'k'],
  ])('is nothing for %s', (_, scope, key) => {
    expect(matchOfCause({ key, scope, family: 'fault' })).toBeNull();
  });
});
