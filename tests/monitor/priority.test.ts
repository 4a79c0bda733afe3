import { describe, expect, it } from 'vitest';
import { ExpectedRelays } from '../../lib/monitor/expected-relays.ts';
import type { Incident } from '../../lib/monitor/incident.ts';
import { priorityOf } from '../../lib/monitor/priority.ts';
import { type SoonRelay, SoonRelays } from '../../lib/monitor/soon.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';
import { anIncident } from './an-incident.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const at = (minutes: number) => NOW + minutes * 60_000;
const iso = (minutes: number) => new Date(at(minutes)).toISOString();

describe('what has priority', () => {
  const incidents = [
    anIncident('fault', { lastSeenAt: iso(-1) }),
    anIncident('lost', { lastSeenAt: iso(-9) }),
    anIncident('recovering', { verdict: 'recovering' }),
    anIncident('quiet', { phase: 'quiet', lastFaultAt: iso(-9) }),
    anIncident('long quiet', { phase: 'quiet', lastFaultAt: iso(-11) }),
  ];
  const soon = [
    ['cn-shanghai', 'starts', at(-1), at(10)],
    ['cn-shanghai', 'later', at(1), at(10)],
  ] as const;
  const expected = [
    ['cn-shanghai', 'counts', at(3)],
    ['cn-shanghai', 'starts', at(3)],
    ['cn-shanghai', 'counted', at(-1)],
  ] as const;
  const of = (room: number, turn = 0) =>
    priorityOf({ incidents, soon, expected, nowMs: NOW, lapBeganMs: at(-5), room, turn });

  it('is asked for in a steady order, if there is room for all', () => {
    const { targets, wanted } = of(10);
    expect([targets.map(({ taskId }) => taskId), wanted]).toEqual([
      ['counts', 'fault', 'lost', 'quiet', 'recovering', 'starts'],
      6,
    ]);
  });

  it.each([
    [5, ['counts', 'lost', 'quiet', 'recovering', 'starts']],
    [4, ['counts', 'quiet', 'recovering', 'starts']],
    [3, ['quiet', 'recovering', 'starts']],
    [2, ['quiet', 'recovering']],
    [0, []],
  ])('is the most important where there is room for %i', (room, ids) => {
    expect(of(room).targets.map(({ taskId }) => taskId)).toEqual(ids);
  });

  it('is another part in each turn, until each had one', () => {
    const many = Array.from({ length: 25 }, (_, n) => anIncident(`r${n}`));
    const seen = [0, 1, 2].flatMap((turn) =>
      priorityOf({ incidents: many, soon: [], expected: [], nowMs: NOW, lapBeganMs: 0, room: 10, turn }).targets.map(
        ({ taskId }) => taskId,
      ),
    );
    expect([seen.length, new Set(seen).size]).toEqual([30, 25]);
  });
});

describe('relays that start or end soon', () => {
  const kept = (parts: Parameters<typeof aTask>[0], known: SoonRelays['kept'] = []) => {
    const soon = new SoonRelays(known, NOW, 600_000);
    soon.note(aTask({ taskId: 'r', startMs: at(-600), endMs: at(600), ...parts }));
    return soon.kept.map(([, , from, until]) => [(from - NOW) / 60_000, (until - NOW) / 60_000]);
  };
  it.each([
    ['starts in five minutes', { status: 'idle', startMs: at(5) }, [[4, 15]]],
    ['has just started', { startMs: at(-5) }, [[-6, 5]]],
    ['ends in five minutes', { endMs: at(5) }, [[3, 6]]],
    ['starts in an hour', { status: 'idle', startMs: at(60) }, []],
    ['has run for long', {}, []],
    ['was stopped', { status: 'stopped', startMs: at(5) }, []],
  ] as const)('are kept where one %s', (_, parts, expected) => {
    expect(kept(parts)).toEqual(expected);
  });

  it('are forgotten when they are put off, and when their time is over', () => {
    expect(kept({ status: 'idle', startMs: at(60) }, [['cn-shanghai', 'r', at(0), at(9)]])).toEqual([]);
    expect(kept({}, [['cn-shanghai', 'other', at(-20), at(-9)]])).toEqual([]);
  });
});

describe('what is asked for by its id', () => {
  const of = (incidents: readonly Incident[], soon: readonly SoonRelay[] = [], room = 10) =>
    priorityOf({ incidents, soon, expected: [], nowMs: NOW, lapBeganMs: at(-5), room, turn: 0 }).targets;

  it.each<[what: string, parts: Partial<Incident>]>([
    ['has an id of no relay', { key: 'channel-pager' }],
    ['has no id', { taskId: '' }],
    ['is in no list of Live', { unlisted: true }],
    ['has been well for long', { phase: 'quiet', lastFaultAt: iso(-10) }],
  ])('is nothing that %s', (_what, parts) => {
    expect(of([anIncident('one', parts)])).toEqual([]);
  });

  it('is at first what is on its way to be told', () => {
    const incidents = [anIncident('open', { lastSeenAt: iso(-5) }), anIncident('pending', { phase: 'pending' })];
    expect(of(incidents, [], 1)).toMatchObject([{ taskId: 'pending' }]);
  });

  it('is a relay that starts or ends, in just this time and once', () => {
    const fault = anIncident('fault', { lastSeenAt: iso(-1) });
    const soon = [
      [fault.region, 'fault', at(-1), at(1)],
      ['cn-beijing', 'over', at(-9), at(-1)],
      ['cn-beijing', 'begins', at(0), at(5)],
      ['cn-beijing', 'ends', at(-5), at(0)],
    ] as const;
    expect(of([fault], soon)).toEqual([
      { taskId: 'begins', regions: ['cn-beijing'], key: null, hints: [] },
      { taskId: 'ends', regions: ['cn-beijing'], key: null, hints: [] },
      { taskId: 'fault', regions: [fault.region], key: fault.key, hints: [] },
    ]);
  });
});

describe('relays that count for what must run', () => {
  const counting = (known: ExpectedRelays['kept'], ids: readonly string[]) => {
    const relays = new ExpectedRelays(known, NOW, 60_000);
    for (const taskId of ids) relays.note({ region: 'cn-beijing', taskId });
    return relays.kept.map(([, taskId, untilMs]) => [taskId, (untilMs - NOW) / 60_000]);
  };

  it('are known until no page has shown them for long', () => {
    const known = [
      ['cn-beijing', 'gone', NOW - 1],
      ['cn-beijing', 'not read yet', NOW],
      ['cn-beijing', 'seen again', NOW],
    ] as const;
    expect(counting(known, ['seen again', 'new', ''])).toEqual([
      ['not read yet', 0],
      ['seen again', 1],
      ['new', 1],
    ]);
  });

  it('are those that came first, where there are too many', () => {
    const many = Array.from({ length: 201 }, (_, n) => `r${n}`);
    const kept = counting([], [...many, 'r0']).map(([id]) => id);
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([200, 'r0', 'r199']);
  });
});

describe('what is soon', () => {
  const one = (taskId: string, fromMs: number, untilMs: number): SoonRelay => ['cn-beijing', taskId, fromMs, untilMs];

  it('is forgotten when its time is over, and not before', () => {
    const known = [one('over', at(-9), NOW - 1), one('just', at(-9), NOW), one('soon', at(1), at(5))];
    expect(new SoonRelays(known, NOW, 60_000).kept).toEqual(known.slice(1));
  });

  it('is the nearest, where there are too many', () => {
    const many = Array.from({ length: 501 }, (_, n) => one(`t-${n}`, at(501 - n), at(900)));
    const { kept } = new SoonRelays(many, NOW, 60_000);
    expect([kept.length, kept[0]?.[1], kept.at(-1)?.[1]]).toEqual([500, 't-500', 't-1']);
  });

  it.each([
    ['starts in the last moment that is looked at', { startMs: NOW + 120_000 }, 1],
    ['starts later', { startMs: NOW + 120_001 }, 0],
    ['has started ten minutes ago', { startMs: NOW - 600_000 }, 1],
    ['has started before', { startMs: NOW - 600_001 }, 0],
    ['has no id to ask for', { startMs: NOW, taskId: '' }, 0],
  ])('counts a relay that %s: %j', (_what, parts, count) => {
    const soon = new SoonRelays([], NOW, 60_000);
    soon.note(aTask({ status: 'running', endMs: null, ...parts }));
    expect(soon.kept).toHaveLength(count);
  });
});
