import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelsFor, type Routable, type Route, routerOf } from '../../lib/monitor/routing.ts';

const CHANNELS = ['pager', 'slack', 'dingtalk'];
const MESSAGE: Routable = {
  severity: 'critical',
  verdict: 'stopped',
  kind: 'open',
  regions: ['cn-shanghai'],
  names: ['studio-1'],
};
const routed = (routes: readonly Route[], message: Partial<Routable> = {}) =>
  channelsFor({ ...MESSAGE, ...message }, routes, CHANNELS);

describe('a message goes', () => {
  it.each<[string, readonly Route[], readonly string[]]>([
    ['to all channels without routes', [], CHANNELS],
    [
      'to all channels when no route fits, so that it is not lost',
      [{ match: { severity: 'info' }, channels: ['slack'] }],
      CHANNELS,
    ],
    [
      'to the first route that fits',
      [{ match: { severity: ['critical'] }, channels: ['pager'] }, { channels: ['slack'] }],
      ['pager'],
    ],
    [
      'past a route that does not fit',
      [{ match: { verdict: ['unknown'] }, channels: ['pager'] }, { channels: ['slack'] }],
      ['slack'],
    ],
    [
      'on from a route that continues',
      [{ match: { kind: 'open' }, channels: ['slack'], continue: true }, { channels: ['pager'] }],
      ['pager', 'slack'],
    ],
    ['to the routes that continue when none below fits', [{ channels: ['slack'], continue: true }], ['slack']],
    [
      'where all of a match fits',
      [
        { match: { severity: 'critical', region: 'ap-*' }, channels: ['pager'] },
        { match: { severity: 'critical', region: 'cn-*', name: 'Studio-?' }, channels: ['slack'] },
      ],
      ['slack'],
    ],
    [
      'to each channel once, in their own order',
      [{ channels: ['dingtalk', 'pager'], continue: true }, { channels: ['pager'] }],
      ['pager', 'dingtalk'],
    ],
    ['to all when its route leads to no channel that is there', [{ channels: ['gone'] }], CHANNELS],
  ])('%s', (_, routes, expected) => {
    expect(routed(routes)).toEqual(expected);
  });

  it('nowhere when there is no channel', () => {
    expect(channelsFor(MESSAGE, [{ channels: ['pager'] }], [])).toEqual([]);
  });

  const byRegion: Route[] = [
    { match: { region: 'cn-shanghai' }, channels: ['slack'] },
    { match: { region: 'cn-beijing' }, channels: ['dingtalk'] },
  ];

  it('to the channels of every region that it is about, not only of the first route', () => {
    expect(routed(byRegion, { regions: ['cn-beijing', 'cn-shanghai'] })).toEqual(['slack', 'dingtalk']);
  });

  it('to all channels when no route takes one of its regions', () => {
    expect(routed(byRegion, { regions: ['cn-beijing', 'ap-southeast-1'] })).toEqual(CHANNELS);
  });

  it('somewhere when it is about no relay', () => {
    const blind = { verdict: 'monitor-blind', regions: [], names: [] };
    expect(routed(byRegion, blind)).toEqual(CHANNELS);
    expect(routed(byRegion, { names: [] })).toEqual(['slack']);
    expect(routed([{ match: { name: 'studio-*' }, channels: ['pager'] }], { regions: [] })).toEqual(['pager']);
    expect(
      routed([{ match: { verdict: 'monitor-blind' }, channels: ['slack'] }, { channels: ['pager'] }], blind),
    ).toEqual(['slack']);
  });

  const some = <T>(...values: T[]) => fc.option(fc.subarray(values, { minLength: 1 }), { nil: undefined });
  const routes = fc.array(
    fc.record({
      match: fc.record({
        severity: some('critical', 'warning'),
        region: some('cn-*', 'ap-*', '*'),
        name: some('a*', '?', 'b'),
      }),
      channels: fc.subarray(CHANNELS, { minLength: 1 }),
      continue: fc.boolean(),
    }),
    { maxLength: 5 },
  );

  it('exactly where the messages about each of its regions and names would go', () => {
    const regions = fc.subarray(['cn-shanghai', 'cn-beijing', 'ap-southeast-1'], { minLength: 1 });
    const names = fc.subarray(['a', 'ab', 'b', 'c'], { minLength: 1 });
    fc.assert(
      fc.property(routes, regions, names, (given, inRegions, called) => {
        const parts = inRegions.flatMap((region) =>
          called.flatMap((name) => routed(given, { regions: [region], names: [name] })),
        );
        const whole = routed(given, { regions: inRegions, names: called });
        expect(whole).toEqual(CHANNELS.filter((channel) => parts.includes(channel)));
        expect(whole.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });

  it('where a message about each of its relays would go, with the first relay that led there', () => {
    const relays = fc.array(
      fc.record({
        region: fc.constantFrom('cn-shanghai', 'cn-beijing', 'ap-southeast-1', ''),
        name: fc.constantFrom('a', 'ab', 'b', 'c'),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(routes, relays, (given, about) => {
        const ask = routerOf(given, CHANNELS);
        const alone = about.map((relay) => ask(MESSAGE, [relay]));
        const whole = ask(MESSAGE, about);
        expect([...whole.keys()]).toEqual(CHANNELS.filter((channel) => alone.some((leads) => leads.has(channel))));
        for (const [channel, lead] of whole) expect(lead).toBe(about.find((_, index) => alone[index]?.has(channel)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('by what it is itself, not by what was asked before', () => {
    const bySeverity = (severity: string) => [{ match: { severity }, channels: [severity] }];
    const levels = ['critical', 'warning'];
    const ask = routerOf(levels.flatMap(bySeverity), levels);
    const leads = levels.map((severity) => [...ask({ ...MESSAGE, severity }, []).keys()]);
    expect(leads).toEqual([['critical'], ['warning']]);
  });

  it('of a region and a name only when one relay has both', () => {
    const given = [{ match: { region: 'cn-*', name: 'vip-*' }, channels: ['pager'] }, { channels: ['slack'] }];
    const about = [
      { region: 'cn-beijing', name: 'studio' },
      { region: 'ap-southeast-1', name: 'vip-1' },
    ];
    const ask = routerOf(given, CHANNELS);
    expect([...ask(MESSAGE, about).keys()]).toEqual(['slack']);
    expect([...ask(MESSAGE, [])]).toEqual([['slack', null]]);
  });
});
