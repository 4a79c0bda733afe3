import { describe, expect, it } from 'vitest';
import { priorityOf } from '../../lib/monitor/priority.ts';
import { SoonRelays } from '../../lib/monitor/soon.ts';
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
  const of = (room: number, turn = 0) => priorityOf({ incidents, soon, nowMs: NOW, lapBeganMs: at(-5), room, turn });

  it('is asked for in a steady order, if there is room for all', () => {
    const { targets, wanted } = of(10);
    expect([targets.map(({ taskId }) => taskId), wanted]).toEqual([
      ['fault', 'lost', 'quiet', 'recovering', 'starts'],
      5,
    ]);
  });

  it.each([
    [4, ['lost', 'quiet', 'recovering', 'starts']],
    [3, ['quiet', 'recovering', 'starts']],
    [2, ['quiet', 'recovering']],
    [0, []],
  ])('is the most important where there is room for %i', (room, ids) => {
    expect(of(room).targets.map(({ taskId }) => taskId)).toEqual(ids);
  });

  it('is another part in each turn, until each had one', () => {
    const many = Array.from({ length: 25 }, (_, n) => anIncident(`r${n}`));
    const seen = [0, 1, 2].flatMap((turn) =>
      priorityOf({ incidents: many, soon: [], nowMs: NOW, lapBeganMs: 0, room: 10, turn }).targets.map(
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
