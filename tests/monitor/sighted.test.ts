import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedSightings, relaysIn } from '../../lib/monitor/counted-sightings.ts';
import type { FleetTotals } from '../../lib/monitor/grouping.ts';
import type { Sighting } from '../../lib/monitor/incident.ts';
import type { SightedEntry } from '../../lib/monitor/journal-entry.ts';
import { keyOfSighted, type SightedMemory, sightedNews } from '../../lib/monitor/sighted.ts';
import {
  bareSighting,
  HEALTHY,
  isConflictKey,
  isExpectationKey,
  isRelayKey,
  sightingOf,
  subjectOf,
} from '../../lib/monitor/sightings.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';
import { aSighting, evidence, VERDICTS } from './a-sighting.ts';

const TOTALS: FleetTotals = {
  relays: 500,
  bySource: new Map([['source-1.example.com', 40]]),
  byDestination: new Map([['push-1.example.com', 7]]),
};
const stopped = (id: string, parts: Partial<Sighting> = {}) =>
  aSighting(id, VERDICTS.pull, { status: 'stopped', ...parts });

function news(
  before: SightedMemory,
  sightings: readonly Sighting[],
  parts: { gone?: readonly string[]; known?: readonly string[]; complete?: boolean; lap?: 'goes-on' | 'ended' } = {},
) {
  const { gone = [], known = [], complete = true, ...rest } = parts;
  return sightedNews(before, evidence(sightings, gone), { totals: TOTALS, known: new Set(known), complete, ...rest });
}
const KEY = 'cn-shanghai/r';
const CONFLICTING = {
  status: 'running',
  verdict: { kind: 'destination-conflict', severity: 'warning', reason: 'none' },
} as const;

describe('relays that are seen otherwise', () => {
  it('are written down with where they are, and how many relays these places have', () => {
    const { entries, memory } = news({}, [stopped('r', { startMs: 1, endMs: 2, retryBudgetSeconds: 30 })]);
    expect(entries).toEqual([
      {
        kind: 'sighted',
        as: 'stopped',
        reason: 'PullStreamFailed',
        severity: 'critical',
        region: 'cn-shanghai',
        of: 500,
        places: [
          ['rtmp://source-1.example.com', 40, null],
          ['rtmp://push-1.example.com', null, 7],
        ],
        relays: [['r', 'r', 1, 2, 30, 0, 1]],
      },
    ]);
    expect(memory).toEqual({ [KEY]: 'stopped PullStreamFailed' });
  });

  it('are not written down again while nothing changes', () => {
    const { memory } = news({}, [stopped('r')]);
    const again = news(memory, [stopped('r')]);
    expect([again.entries, again.memory]).toEqual([[], memory]);
  });

  it.each<[string, Partial<Sighting>]>([
    ['another reason', { verdict: VERDICTS.push }],
    ['another status', { status: 'recovering' }],
    ['no progress', { standing: true }],
    ['no list that has it', { unlisted: true }],
  ])('are written down again with %s', (_, parts) => {
    const { memory } = news({}, [stopped('r')]);
    expect(news(memory, [stopped('r', parts)]).entries).toHaveLength(1);
  });

  it.each<[string, Partial<Sighting>, object]>([
    ['as what it does', { status: 'running', verdict: VERDICTS.missed }, { as: 'running', severity: undefined }],
    [
      'as its fault where that is seen in relays that run',
      CONFLICTING,
      { as: 'destination-conflict', severity: 'warning' },
    ],
    [
      'as standing still',
      { status: 'running', verdict: { ...CONFLICTING.verdict, kind: 'stalled' } },
      { as: 'stalled' },
    ],
    ['as its verdict where it is no relay', { status: undefined as never }, { as: 'stopped', severity: 'critical' }],
    ['as standing', { standing: true }, { standing: true, unlisted: undefined }],
    ['as unlisted', { unlisted: true }, { standing: undefined, unlisted: true }],
  ])('are written down %s', (_, parts, expected) => {
    const [{ as, severity, standing, unlisted } = { as: 'gone' } as SightedEntry] = news({}, [
      stopped('r', parts),
    ]).entries;
    expect({ as, severity, standing, unlisted }).toMatchObject(expected);
  });

  it('are told apart by the beginning of what Live says, and by how grave they are', () => {
    const saying = (reason: string) => stopped('r', { verdict: { ...VERDICTS.stopped, reason } });
    const { memory } = news({}, [saying(`${'x'.repeat(60)}1`)]);
    expect(memory).toEqual({ [KEY]: `stopped ${'x'.repeat(60)}` });
    expect(news(memory, [saying(`${'x'.repeat(60)}2`)]).entries).toEqual([]);
    const mild = stopped('b', { verdict: { ...VERDICTS.pull, severity: 'warning' } });
    expect(news({}, [stopped('a'), mild]).entries).toHaveLength(2);
  });

  it('go without a place that is not known', () => {
    const [entry] = news({}, [stopped('r', { source: '', destination: '' })]).entries;
    expect(entry).toMatchObject({
      places: [],
      relays: [['r', 'r', expect.any(Number), expect.any(Number), null, -1, -1]],
    });
  });

  it('are forty a line at most', () => {
    const many = Array.from({ length: 81 }, (_, n) => stopped(`r-${n}`));
    expect(news({}, many).entries.map(({ relays }) => relays.length)).toEqual([40, 40, 1]);
  });

  it('share a line only with those of one region, status and reason', () => {
    const several = [
      stopped('a'),
      stopped('b'),
      stopped('c', { region: 'cn-beijing' }),
      stopped('d', { verdict: VERDICTS.push }),
    ];
    expect(news({}, several).entries.map(({ relays }) => relays.map(([id]) => id))).toEqual([['a', 'b'], ['c'], ['d']]);
  });
});

describe('relays that were noted and are not seen', () => {
  const before = { [KEY]: 'stopped PullStreamFailed' };

  it.each<[string, Parameters<typeof news>[2], string[], SightedMemory]>([
    ['are well when the sweep was complete, and forgotten', {}, ['running'], {}],
    ['are unseen while they have an incident', { known: [KEY] }, ['unseen'], { [KEY]: 'unseen none' }],
    ['stay as they were when the sweep was not complete', { complete: false }, [], before],
    ['are gone when Live does not know them', { gone: [KEY], known: [KEY] }, ['gone'], {}],
  ])('%s', (_, parts, seen, memory) => {
    const found = news(before, [], parts);
    expect(found.entries.map(({ as }) => as)).toEqual(seen);
    expect(found.memory).toEqual(memory);
  });

  it.each<[string, Parameters<typeof news>[2], string[], SightedMemory]>([
    ['stay as they were in a sweep that did not come to them', { lap: 'goes-on' }, [], before],
    ['are forgotten with the lap', { lap: 'ended' }, [], {}],
    ['outlast the lap while they have an incident', { lap: 'ended', known: [KEY] }, [], before],
    ['are gone when Live does not know them', { lap: 'goes-on', gone: [KEY] }, ['gone'], {}],
  ])('of a list that is read in laps %s', (_, parts, seen, memory) => {
    const found = news({ ...before, 'x/1': 'running none' }, [], { complete: false, ...parts });
    expect([found.entries.map(({ as }) => as), found.memory]).toEqual([seen, memory]);
    expect(news(before, [], { ...parts, gone: [], known: [], complete: true }).entries).toMatchObject([
      { as: 'running' },
    ]);
  });

  it('are written down by their key alone', () => {
    expect(news(before, []).entries).toEqual([
      {
        kind: 'sighted',
        as: 'running',
        reason: 'none',
        severity: 'none',
        region: '',
        of: 500,
        places: [],
        relays: [[KEY, '', null, null, null, -1, -1]],
      },
    ]);
  });

  it('are not told again as unseen, nor as well when they were', () => {
    expect(news({ [KEY]: 'unseen none' }, [], { known: [KEY] }).entries).toEqual([]);
    expect(news({ [KEY]: 'running none', 'x/1': 'healthy none' }, []).entries).toEqual([]);
  });
});

describe('the key in an entry', () => {
  it.each([
    ['a relay', stopped('r')],
    ['a relay whose id has a slash', stopped('a/b')],
    ['what is expected', bareSighting('expect/火星🚀"<script>', 'x', VERDICTS.missed)],
    ['a conflict', { ...stopped('r'), key: 'destination/abc' }],
    ['a relay named __proto__', stopped('__proto__')],
  ])('of %s is its key', (_, sighting) => {
    const [entry] = news({}, [sighting]).entries;
    const [first] = entry?.relays ?? [];
    expect(entry && first && keyOfSighted(entry, first)).toBe(sighting.key);
  });
});

describe('what a key is of', () => {
  it('of a relay is where and which it is, whatever else is known of it', () => {
    const task = aTask({ region: 'cn-shanghai', taskId: '7', sources: [], destination: null, retryCount: 2 });
    const subject = subjectOf(task, ' 7 ');
    expect(subject).toMatchObject({ key: 'cn-shanghai/7', taskId: '7', source: '', destination: '' });
    const { name, startMs, endMs, status, retryIntervalSeconds } = task;
    expect(sightingOf(task, subject, HEALTHY)).toEqual({
      ...{ ...subject, name, verdict: HEALTHY, status, startMs, endMs },
      retryBudgetSeconds: 2 * (retryIntervalSeconds ?? 0),
    });
    const places = { sources: [{ origin: 'rtmp://a' }, { origin: 'rtmp://b' }], destination: { origin: 'rtmp://c' } };
    expect(subjectOf(aTask(places), 'x')).toMatchObject({ source: 'rtmp://a', destination: 'rtmp://c' });
  });

  it.each([
    ['cn-shanghai/1', true, false, false],
    ['destination/abc', false, false, true],
    ['expect/night', false, true, false],
    ['monitor', false, false, false],
    ['', false, false, false],
    ['Expect/night', true, false, false],
  ])('%j', (key, isRelay, isExpectation, isConflict) => {
    expect([isRelayKey(key), isExpectationKey(key), isConflictKey(key)]).toEqual([isRelay, isExpectation, isConflict]);
  });

  it('of a bare sighting says nothing of a place or a schedule', () => {
    expect(bareSighting('expect/a', 'a', HEALTHY)).toEqual({
      key: 'expect/a',
      name: 'a',
      region: '',
      taskId: '',
      source: '',
      destination: '',
      verdict: HEALTHY,
      retryBudgetSeconds: null,
      startMs: null,
      endMs: null,
    });
  });
});

describe('sightings without who they are', () => {
  it('count those that are alike and at the same places, the most first', () => {
    const { entries } = news({}, [
      stopped('a'),
      stopped('b', { region: 'cn-beijing' }),
      stopped('c', { region: 'cn-beijing' }),
      stopped('d', { region: 'cn-beijing', destination: 'rtmp://push-2.example.com' }),
    ]);
    const counted = countedSightings(entries);
    expect(counted.map(({ region }) => region)).toEqual(['cn-beijing', 'cn-shanghai']);
    expect(counted[0]).toEqual({
      as: 'stopped',
      reason: 'PullStreamFailed',
      severity: 'critical',
      region: 'cn-beijing',
      of: 500,
      places: [
        ['rtmp://source-1.example.com', 40, null],
        ['rtmp://push-1.example.com', null, 7],
        ['rtmp://push-2.example.com', null, null],
      ],
      counts: [
        [0, 1, 2],
        [0, 2, 1],
      ],
    });
    expect(counted.map(relaysIn)).toEqual([3, 1]);
  });

  it('are none of nothing', () => {
    expect(countedSightings([])).toEqual([]);
  });

  it('are as many as there were, at places that there were', () => {
    const places = fc.constantFrom('', 'rtmp://a', 'rtmp://b', 'rtmp://constructor', 'rtmp://火星');
    const one = fc.record({
      source: places,
      destination: places,
      region: fc.constantFrom('cn-shanghai', '__proto__'),
      verdict: fc.constantFrom(VERDICTS.pull, VERDICTS.push),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 100 }), (all) => {
        const sightings = all.map((parts, n) => stopped(`r-${n}`, parts));
        const counted = countedSightings(news({}, sightings).entries);
        expect(counted.reduce((sum, entry) => sum + relaysIn(entry), 0)).toBe(all.length);
        for (const { region, reason, places: known, counts } of counted) {
          for (const [source, destination, count] of counts) {
            const fits = all.filter(
              (it) =>
                it.region === region &&
                it.verdict.reason === reason &&
                it.source === (known[source]?.[0] ?? '') &&
                it.destination === (known[destination]?.[0] ?? ''),
            );
            expect(fits).toHaveLength(count);
          }
        }
      }),
    );
  });
});
