import { describe, expect, it } from 'vitest';
import { GATE_FAULTS, scheduleOf } from '../../../bench/soak/schedule.ts';
import { shrunk } from '../../../bench/soak/shrink.ts';

describe('a schedule of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(scheduleOf(7, 20)).toEqual(scheduleOf(7, 20));
    expect(scheduleOf(7, 20)).not.toEqual(scheduleOf(8, 20));
  });

  it('has every fault that a gate knows, and every other kind, in the long run', () => {
    const events = scheduleOf(1, 3_000).flatMap((round) => round.events);
    const known = Object.entries(GATE_FAULTS).flatMap(([service, faults]) =>
      faults.map((fault) => `${service} ${fault}`),
    );
    const drawn = events.flatMap((event) => (event.do === 'gate' ? [`${event.service} ${event.fault}`] : []));
    expect([...new Set(drawn)].sort()).toEqual(known.sort());
    expect([...new Set(events.map((event) => event.do))].sort()).toEqual([
      'callback',
      'churn',
      'configuration',
      'destination-dies',
      'dns',
      'gate',
      'kill',
      'overlap',
      'skew',
      'snapshot',
      'source-dies',
      'source-heals',
      'storm',
      'user-stop',
    ]);
  });

  it('shrinks to the events that a violation needs, and keeps its rounds', async () => {
    const schedule = scheduleOf(3, 12);
    const needed = [schedule[2]?.events[0], schedule[9]?.events[1]];
    let tries = 0;
    const shortest = await shrunk(schedule, async (tried) => {
      tries += 1;
      const left = tried.flatMap((round) => round.events);
      return needed.every((event) => event !== undefined && left.includes(event));
    });
    expect(shortest.flatMap((round) => round.events)).toEqual(needed);
    expect(shortest).toHaveLength(12);
    expect(tries).toBeLessThan(60);
  });
});
