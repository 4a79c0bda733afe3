import { describe, expect, it } from 'vitest';
import type { Incident } from '../../lib/monitor/incident.ts';
import type { MetricPoint } from '../../lib/monitor/metric-catalogue.ts';
import type { ActiveMute } from '../../lib/monitor/mutes.ts';
import { knownOf } from '../../lib/status/known.ts';
import { membersView } from '../../lib/status/members.ts';
import { matchText, mutesView } from '../../lib/status/mutes.ts';
import { numberOf, pointsOf } from '../../lib/status/numbers.ts';
import { showing, showingBriefly } from '../../lib/status/showing.ts';
import { later } from '../monitor/a-sighting.ts';
import { anIncident } from '../monitor/an-incident.ts';

const mute = (parts: Partial<ActiveMute> = {}): ActiveMute => ({
  id: 'silence/s-1',
  kind: 'silence',
  name: 'works',
  since: later(0).toISO(),
  until: null,
  match: null,
  ...parts,
});
const CONTEXT = { mutes: [], show: (text: string) => text };

describe('members of a cause', () => {
  const names = (incidents: readonly Incident[], most = 9) =>
    membersView(incidents, most, CONTEXT).members.map(({ name }) => name);

  it('are the most severe first, then the oldest, then by key', () => {
    const all = [
      anIncident('young', { since: later(60).toISO() }),
      anIncident('b', { since: later(0).toISO() }),
      anIncident('mild', { severity: 'info', since: later(-600).toISO() }),
      anIncident('a', { since: later(0).toISO() }),
      anIncident('warned', { severity: 'warning' }),
    ];
    expect(names(all)).toEqual(['a', 'b', 'young', 'warned', 'mild']);
    expect(names(all.toReversed())).toEqual(names(all));
  });

  it.each([
    [0, 0, 3],
    [2, 2, 1],
    [3, 3, 0],
    [4, 3, 0],
  ])('are %i at most: %i, and %i are left out', (most, shown, left) => {
    const view = membersView(
      ['a', 'b', 'c'].map((id) => anIncident(id)),
      most,
      CONTEXT,
    );
    expect([view.affected, view.members.length, view.membersLeftOut]).toEqual([3, shown, left]);
  });

  it('have what mutes them, of several the first', () => {
    const mutes = [mute({ name: 'other', match: { name: 'x' } }), mute({ name: 'night' }), mute()];
    const [one] = membersView([anIncident('a')], 1, { ...CONTEXT, mutes }).members;
    expect(one?.mutedBy).toBe('night');
    expect(membersView([anIncident('a')], 1, CONTEXT).members[0]?.mutedBy).toBeNull();
  });

  it('have whole seconds, and every text from outside made fit to be shown', () => {
    const show = (text: string) => `<${text}>`;
    const hostile = anIncident('r', { name: 'n', reason: 'x', source: 's', destination: 'd', lostSeconds: 59.6 });
    expect(membersView([hostile], 1, { mutes: [mute({ name: 'm' })], show }).members).toEqual([
      {
        region: '<cn-shanghai>',
        taskId: '<r>',
        name: '<n>',
        verdict: 'stopped',
        reason: '<x>',
        severity: 'critical',
        phase: 'open',
        source: '<s>',
        destination: '<d>',
        since: later(0).toISO(),
        down: true,
        stops: 1,
        lostSeconds: 60,
        mutedBy: '<m>',
      },
    ]);
  });
});

describe('mutes', () => {
  it('have how much each held back, by its own ledger', () => {
    const ledgers = [
      { id: 'silence/s-1', held: [1, 2] },
      { id: 'silence/s-11', held: [1, 2, 3] },
    ];
    const known = { ...knownOf(null), ledgers: ledgers as never };
    const views = mutesView([mute(), mute({ id: 'window/night', kind: 'window' })], known, CONTEXT.show);
    expect(views.map(({ kind, held, matches }) => [kind, held, matches])).toEqual([
      ['silence', 2, ''],
      ['window', 0, ''],
    ]);
  });

  it.each([
    [{}, ''],
    [{ name: 'studio-*' }, 'name studio-*'],
    [{ name: ['a', 'b'], region: 'cn-shanghai' }, 'name a | b, region cn-shanghai'],
    [{ name: undefined, region: 'cn-shanghai' }, 'region cn-shanghai'],
  ])('match %j: %j', (match, text) => {
    expect(matchText(match)).toBe(text);
  });
});

describe('what the page reads of a snapshot', () => {
  it('is nothing when nothing was ever saved', () => {
    expect(knownOf(null)).toMatchObject({ incidents: [], causes: [], silences: [], points: null, lease: null });
  });

  it('is nothing of what relays do, before a first sweep was decided', () => {
    const outbox = { pending: [], receipts: [], channels: [] };
    const known = knownOf({ watch: null, outbox, points: null, lease: { holder: 'h' } } as never);
    expect(known).toMatchObject({ incidents: [], acknowledged: [], ledgers: [], lease: { holder: 'h' } });
    expect(known.outbox).toBe(outbox);
  });

  it('lacks acknowledgements in a state of an older relaywatch, and has all else', () => {
    const watch = { incidents: [anIncident('a')], causes: [], silences: [1], mutes: [2] };
    expect(knownOf({ watch } as never)).toMatchObject({
      incidents: [{ name: 'a' }],
      silences: [1],
      ledgers: [2],
      acknowledged: [],
    });
  });
});

describe('figures of the last sweep', () => {
  const points = [
    { name: 'RelaysTotal', value: 0 },
    { name: 'RelaysByVerdict', value: 1 },
    { name: 'RelaysByVerdict', value: 2 },
  ] as unknown as MetricPoint[];

  it.each([
    ['RelaysTotal', 0],
    ['RelaysByVerdict', 1],
    ['SweepComplete', null],
  ])('%s: %s', (name, value) => {
    expect(numberOf(points, name as never)).toBe(value);
  });

  it('with dimensions are all of one name', () => {
    expect(pointsOf(points, 'RelaysByVerdict' as never).map(({ value }) => value)).toEqual([1, 2]);
    expect(pointsOf(points, 'SweepComplete' as never)).toEqual([]);
  });
});

describe('texts of a document', () => {
  it.each([200, 201, 10_000])('of %i characters are whole while there is room', (chars) => {
    expect(showing()('x'.repeat(chars))).toHaveLength(chars);
  });

  it('are cut to 200 once there is no room, but never shorter ones', () => {
    const show = showing();
    const long = 'x'.repeat(60_000);
    expect(show(long)).toHaveLength(60_000);
    expect(show(long)).toBe(`${'x'.repeat(199)}…`);
    expect(show('x'.repeat(40_000))).toHaveLength(40_000);
    expect(show('x'.repeat(201))).toHaveLength(200);
    expect(show('x'.repeat(200))).toBe('x'.repeat(200));
  });

  it('say so when they are cut, also of one that is longer than all that there is room for', () => {
    expect(showing()('x'.repeat(100_000))).toHaveLength(100_000);
    expect(showing()('x'.repeat(100_001))).toBe(`${'x'.repeat(199)}…`);
  });

  it('are one visible line', () => {
    for (const show of [showing(), showingBriefly()]) expect(show('a\nb\u202e\u001b[31m')).toBe('a?b??[31m');
  });

  it('of a document of thousands are 200 characters, and 24 when they are many', () => {
    const show = showingBriefly();
    const lengths = Array.from({ length: 302 }, () => show('x'.repeat(10_000)).length);
    expect(lengths.slice(0, 300)).toEqual(new Array(300).fill(200));
    expect(lengths.slice(300)).toEqual([24, 24]);
  });
});
