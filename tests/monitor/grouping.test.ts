import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batches,
  explainByKind,
  explainWhole,
  type FleetTotals,
  familyOf,
  groupBy,
  hostOf,
  isMostOfAccount,
  knownTotal,
  scopesOf,
} from '../../lib/monitor/grouping.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import type { CauseScope } from '../../lib/monitor/notification.ts';
import { anIncident } from './an-incident.ts';

const totals = (relays: number, source: readonly (readonly [string, number])[] = []): FleetTotals => ({
  relays,
  bySource: new Map(source),
  byDestination: new Map(),
});
const scopesIn = (found: readonly { scope: CauseScope; members: readonly Incident[] }[]) =>
  found.map(({ scope, members }) => `${scope.by} ${scope.value} ${members.length}`);
/** Incidents with hosts of their own, but for what is given. */
const several = (count: number, parts: Partial<Incident> = {}, prefix = 'r') =>
  Array.from({ length: count }, (_, n) =>
    anIncident(`${prefix}-${n}`, {
      source: `rtmp://source-${prefix}-${n}.example.com`,
      destination: `rtmp://push-${prefix}-${n}.example.com`,
      ...parts,
    }),
  );

describe('a host', () => {
  it.each([
    ['rtmp://source-1.example.com', 'source-1.example.com'],
    ['rtmps://source-1.example.com:443', 'source-1.example.com'],
    ['svn+ssh://a.example.com:1', 'a.example.com'],
    ['source-1.example.com:1935', 'source-1.example.com'],
    ['rtmp://[2001:db8::1]:1935', '[2001:db8::1]'],
    ['', ''],
    ['火星.example.com', '火星.example.com'],
  ])('of %j is %j', (origin, host) => {
    expect(hostOf(origin)).toBe(host);
  });
});

describe('the family of a verdict', () => {
  it.each([
    ['stopped', 'fault'],
    ['recovering', 'fault'],
    ['stopped-unexplained', 'stopped-unexplained'],
    ['missed-start', 'missed-start'],
    ['monitor-blind', 'monitor-blind'],
  ] as const)('%s is %s', (verdict, family) => {
    expect(familyOf(anIncident('r', { verdict }))).toBe(family);
  });
});

describe('batches', () => {
  it('are one of what stopped or recovers, and others apart, as is what flaps', () => {
    const all = [
      anIncident('a'),
      anIncident('b', { verdict: 'recovering' }),
      anIncident('c', { phase: 'flapping' }),
      anIncident('d', { verdict: 'missed-start' }),
    ];
    expect(batches(all).map((batch) => batch.map(({ name }) => name))).toEqual([['a', 'b'], ['c'], ['d']]);
    expect(batches([])).toEqual([]);
  });
});

describe('whether a count is most of the account', () => {
  it.each([
    [49, 100, false],
    [50, 100, true],
    [50, 101, false],
    [0, 0, true],
  ])('%i of %i: %s', (count, relays, isMost) => {
    expect(isMostOfAccount(count, totals(relays))).toBe(isMost);
  });
});

describe('the account is the cause', () => {
  it.each([
    ['from 20 relays on', 20, 40, ['account  20']],
    ['not of 19', 19, 19, []],
    ['not of less than half', 20, 41, []],
  ])('%s', (_, count, relays, scopes) => {
    expect(scopesIn(explainWhole(several(count), totals(relays)))).toEqual(scopes);
  });

  it.each<[string, Partial<Incident>, string[]]>([
    ['source', { source: 'rtmp://one.example.com' }, ['source one.example.com 30']],
    ['destination', { destination: 'rtmp://one.example.com' }, ['destination one.example.com 30']],
  ])('not when all have one %s, which explains more', (_, parts, scopes) => {
    expect(scopesIn(explainWhole(several(30, parts), totals(30)))).toEqual(scopes);
  });
});

describe('a host is the cause', () => {
  const one = { source: 'rtmp://one.example.com' };
  it.each([
    ['when half of its relays have the fault', 2, 4, ['source one.example.com 2']],
    ['not when fewer have it', 2, 5, []],
    ['not of a single relay', 1, 1, []],
    ['when it is not known how many it has', 2, null, ['source one.example.com 2']],
  ])('%s', (_, faulty, of, scopes) => {
    const known = of === null ? totals(1_000) : totals(1_000, [['one.example.com', of]]);
    expect(scopesIn(explainWhole(several(faulty, one), known))).toEqual(scopes);
  });

  it('whichever scheme and port its relays have', () => {
    const [a, b] = ['rtmp://one.example.com', 'rtmps://one.example.com:443'].map((source, n) =>
      several(1, { source }, `r${n}`),
    );
    expect(scopesIn(explainWhole([...(a ?? []), ...(b ?? [])], totals(1_000)))).toEqual(['source one.example.com 2']);
  });

  it('the largest first; a relay belongs to one alone, and what is left of another may be too little', () => {
    const many = several(4, { source: 'rtmp://big.example.com' }, 'a');
    const [shared, own] = [
      several(1, { source: 'rtmp://big.example.com', destination: 'rtmp://small.example.com' }, 'b'),
      several(1, { destination: 'rtmp://small.example.com' }, 'c'),
    ];
    expect(scopesIn(explainWhole([...own, ...shared, ...many], totals(1_000)))).toEqual(['source big.example.com 5']);
  });

  it('a larger destination before a smaller source', () => {
    const to = { destination: 'rtmp://big.example.com' };
    const from = { source: 'rtmp://small.example.com' };
    const all = [...several(3, to, 'a'), ...several(1, { ...to, ...from }, 'b'), ...several(1, from, 'c')];
    expect(scopesIn(explainWhole(all, totals(1_000)))).toEqual(['destination big.example.com 4']);
  });

  it('the source before the destination when both explain the same', () => {
    const both = several(3, { source: 'rtmp://from.example.com', destination: 'rtmp://to.example.com' });
    expect(scopesIn(explainWhole(both, totals(1_000)))).toEqual(['source from.example.com 3']);
  });

  it.each<[string, string, string]>([
    ['PushStreamFailed', 'destination', 'to'],
    ['PullStreamFailed', 'source', 'from'],
  ])('of the side that %s names', (reason, by, value) => {
    const both = several(3, { source: 'rtmp://from', destination: 'rtmp://to', reason });
    expect(scopesIn(explainWhole(both, totals(1_000)))).toEqual([`${by} ${value} 3`]);
  });
});

describe('faults that no host explains', () => {
  it('go by region and reason', () => {
    const all = [
      ...several(2, { reason: 'none' }, 'a'),
      ...several(1, { reason: 'none', region: 'cn-beijing' }, 'b'),
      ...several(1, { reason: 'UnknownError' }, 'c'),
    ];
    expect(scopesIn(explainByKind(all))).toEqual([
      'region-reason cn-shanghai none 2',
      'region-reason cn-beijing none 1',
      'region-reason cn-shanghai UnknownError 1',
    ]);
  });

  it.each<[string, string, string]>([
    ['PullStreamFailed', 'source', 'source-a-0.example.com'],
    ['PushStreamFailed', 'destination', 'push-a-0.example.com'],
    ['UnknownError', 'region-reason', 'cn-shanghai UnknownError'],
  ])('of one alone with %s: by %s', (reason, by, value) => {
    expect(scopesIn(explainByKind(several(1, { reason }, 'a')))).toEqual([`${by} ${value} 1`]);
  });

  it('of several hosts with one reason go by region and reason together', () => {
    expect(scopesIn(explainByKind(several(3, { reason: 'PullStreamFailed' })))).toEqual([
      'region-reason cn-shanghai PullStreamFailed 3',
    ]);
  });

  it('of one host that their reason names go by that', () => {
    const all = several(2, { reason: 'PullStreamFailed', source: 'rtmp://one.example.com' });
    expect(scopesIn(explainByKind(all))).toEqual(['source one.example.com 2']);
  });

  it('without the host that their reason names go by region and reason', () => {
    expect(scopesIn(explainByKind(several(1, { reason: 'PullStreamFailed', source: '' })))).toEqual([
      'region-reason cn-shanghai PullStreamFailed 1',
    ]);
  });

  it('of what is no relay are causes of their own', () => {
    const expected = ['a', 'b'].map((name) => anIncident(name, { key: `expect/${name}`, verdict: 'expected-missing' }));
    expect(scopesIn(explainByKind(expected))).toEqual(['expectation a 1', 'expectation b 1']);
    const own = ['monitor-blind', 'accounts-behind'] as const;
    expect(own.flatMap((verdict) => scopesIn(explainByKind([anIncident('it', { verdict })])))).toEqual([
      'monitor it 1',
      'watched-account it 1',
    ]);
  });
});

describe('how many relays a scope has', () => {
  const known: FleetTotals = {
    relays: 9,
    bySource: new Map([['a', 3]]),
    byDestination: new Map([['a', 4]]),
  };
  it.each<[CauseScope['by'], string, number | null]>([
    ['account', '', 9],
    ['source', 'a', 3],
    ['destination', 'a', 4],
    ['source', 'b', null],
    ['source', 'constructor', null],
    ['region-reason', 'a', null],
    ['expectation', 'a', null],
  ])('%s %j: %s', (by, value, total) => {
    expect(knownTotal({ by, value }, known)).toBe(total);
  });
});

it('the scopes of an incident have those that it is grouped by', () => {
  const parts = fc.record({
    reason: fc.constantFrom('none', 'PullStreamFailed', 'PushStreamFailed', '__proto__'),
    source: fc.constantFrom('', 'rtmp://a', 'rtmps://a:443', 'rtmp://constructor'),
    destination: fc.constantFrom('', 'rtmp://a', 'rtmp://b'),
    verdict: fc.constantFrom('stopped', 'recovering', 'missed-start', 'expected-missing', 'monitor-blind'),
    region: fc.constantFrom('cn-shanghai', ''),
  });
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 30 }), fc.nat(60), (all, relays) => {
      const incidents = all.map((one, n) => anIncident(`r-${n}`, one as Partial<Incident>));
      for (const batch of batches(incidents)) {
        const whole = explainWhole(batch, totals(relays));
        const taken = new Set(whole.flatMap(({ members }) => members));
        const rest = explainByKind(batch.filter((one) => !taken.has(one)));
        const explained = [...whole, ...rest].flatMap(({ members }) => members);
        expect(new Set(explained)).toEqual(new Set(batch));
        expect(explained).toHaveLength(batch.length);
        for (const { scope, members } of [...whole, ...rest])
          for (const one of members) expect(scopesOf(one)).toContainEqual(scope);
      }
    }),
  );
});

it('groups by any key, in the order of the first of each', () => {
  const groups = groupBy(['b', 'a', 'B'], (one) => (one === 'a' ? '__proto__' : 'constructor'));
  expect([...groups]).toEqual([
    ['constructor', ['b', 'B']],
    ['__proto__', ['a']],
  ]);
});
