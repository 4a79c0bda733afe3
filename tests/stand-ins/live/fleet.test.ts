import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../stand-ins/live/fleet.ts';
import { scramble32, unscramble32 } from '../../../stand-ins/live/random.ts';
import { seeds } from '../../../stand-ins/simulation/seeded-random.ts';
import { START_MS } from './live-call.ts';

function aFleet(changed: Partial<ConstructorParameters<typeof Fleet>[0]> = {}): Fleet {
  return new Fleet({
    seed: 7,
    baseMs: START_MS,
    tasks: 500,
    regions: ['cn-shanghai', 'cn-beijing'],
    exitedKeptSeconds: 6 * 3600,
    ...changed,
  });
}

function kindsOf(fleet: Fleet): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const { state } of fleet.states()) kinds[state.kind] = (kinds[state.kind] ?? 0) + 1;
  return kinds;
}

const onSource = (fleet: Fleet, host: string) =>
  [...fleet.tasks()].filter((task) => task.definition.sourceUrls[0]?.includes(`//${host}/`));

describe('the seeded fleet', () => {
  it('is the same for the same seed, and another for another', () => {
    expect([...aFleet().tasks()]).toEqual([...aFleet().tasks()]);
    expect([...aFleet().tasks()]).not.toEqual([...aFleet({ seed: 8 }).tasks()]);
  });

  it.each(seeds(20))('stays as it is for at least 20 minutes (seed %i)', (seed) => {
    const fleet = aFleet({ seed });
    const before = [...fleet.tasks()];
    fleet.advance(START_MS + 20 * 60_000);
    expect([...fleet.tasks()]).toEqual(before);
  });

  it.each(seeds(20))('has some tasks in every state, most of them running (seed %i)', (seed) => {
    const kinds = kindsOf(aFleet({ seed, tasks: 1000 }));
    const near = (share: number) => expect.closeTo(share * 1000, -0.7);
    expect(kinds).toEqual({
      running: near(0.94),
      scheduled: near(0.02),
      recovering: near(0.01),
      stopped: near(0.02),
      exited: near(0.01),
    });
  });

  it('gives every task its own id, from which the task is found again', () => {
    const fleet = aFleet();
    const ids = [...fleet.tasks()].map((task) => task.taskId);
    expect(new Set(ids).size).toBe(500);
    expect(ids.map((id) => fleet.find(id)?.taskId)).toEqual(ids);
    expect(fleet.find('00000000-0000-4000-a000-000000000000')).toBeUndefined();
  });

  it('gives no two tasks one destination, and some a Chinese name', () => {
    const tasks = [...aFleet().tasks()];
    expect(new Set(tasks.map((task) => task.definition.dstUrl)).size).toBe(500);
    expect(tasks.some((task) => /\p{Script=Han}/u.test(task.definition.name))).toBe(true);
    expect(new Set(tasks.map((task) => task.definition.sourceType))).toEqual(new Set(['live', 'vod', 'url']));
  });

  it('holds a million tasks', () => {
    const fleet = aFleet({ tasks: 1_000_000 });
    const slots = fleet.slotsOf('cn-shanghai') ?? [];
    const last = fleet.task(slots.at(-1) ?? 0);
    expect(fleet.size).toBe(1_000_000);
    fleet.remove(slots[0] ?? 0);
    expect(fleet.size).toBe(999_999);
    expect(fleet.find(last.taskId)).toEqual(last);
  });

  it('can undo the scrambling that its ids are made of', () => {
    fc.assert(fc.property(fc.nat(0xffffffff), (value) => unscramble32(scramble32(value)) === value));
  });
});

describe('a failing host', () => {
  it('makes its tasks retry, then stop for that reason, and touches no others', () => {
    const fleet = aFleet();
    const host = 'source-3.example.com';
    const hit = onSource(fleet, host).filter((task) => task.state.kind === 'running');
    const others = [...fleet.tasks()].filter((task) => !hit.some((one) => one.slot === task.slot));
    expect(fleet.failSource(host)).toBe(hit.length);
    expect(hit.map((task) => fleet.stateOf(task.slot).kind)).toEqual(hit.map(() => 'recovering'));
    fleet.advance(START_MS + 179_999);
    expect(hit.map((task) => fleet.stateOf(task.slot).kind)).toEqual(hit.map(() => 'recovering'));
    fleet.advance(START_MS + 180_000);
    expect(hit.map((task) => fleet.stateOf(task.slot))).toEqual(
      hit.map(() => ({ kind: 'stopped', reason: 'PullStreamFailed' })),
    );
    expect(others.map((task) => fleet.task(task.slot))).toEqual(others);
  });

  it('leaves what stopped to a restart, while what still retries runs again by itself', () => {
    const fleet = aFleet();
    const host = 'push-2.example.com';
    fleet.failDestination(host, { count: 2, immediate: true });
    const retrying = fleet.failDestination(host);
    const before = kindsOf(fleet);
    expect(fleet.healDestination(host)).toBeGreaterThanOrEqual(retrying);
    expect(kindsOf(fleet).stopped).toBe(before.stopped);
    expect(fleet.restartStopped()).toBe(before.stopped);
    expect(kindsOf(fleet).stopped).toBeUndefined();
  });

  it('makes a restarted task retry again as long as it is down', () => {
    const fleet = aFleet();
    const host = 'source-3.example.com';
    fleet.failSource(host, { immediate: true });
    const task = onSource(fleet, host).find(({ state }) => state.kind === 'stopped');
    fleet.restart(task?.slot ?? 0);
    expect(fleet.stateOf(task?.slot ?? 0)).toEqual({
      kind: 'recovering',
      sinceMs: START_MS,
      reason: 'PullStreamFailed',
    });
  });

  it('meets the tasks that are due to start during the outage', () => {
    const fleet = aFleet();
    const host = 'source-3.example.com';
    const due = {
      ...fleet.task(0).definition,
      sourceType: 'live' as const,
      sourceUrls: [`rtmp://${host}/live/x`],
      startMs: START_MS + 60_000,
      endMs: START_MS + 3_600_000,
    };
    const { slot } = fleet.create('cn-beijing', due);
    fleet.failSource(host);
    fleet.advance(START_MS + 60_000);
    expect(fleet.stateOf(slot)).toEqual({ kind: 'recovering', sinceMs: due.startMs, reason: 'PullStreamFailed' });
    fleet.advance(START_MS + 60_000 + 180_000);
    fleet.healSource(host);
    expect(fleet.stateOf(slot)).toEqual({ kind: 'stopped', reason: 'PullStreamFailed' });
  });
});

describe('a host that fails at once', () => {
  it('stops what began by its schedule, too', () => {
    const fleet = aFleet();
    const [due] = [...fleet.tasks()].filter(({ state, definition }) => {
      return state.kind === 'scheduled' && definition.sourceType === 'live';
    });
    if (due === undefined) throw new Error('no task is due');
    fleet.advance(due.definition.startMs + 1_000);
    fleet.failSource(/source-\d+\.example\.com/.exec(due.definition.sourceUrls[0] ?? '')?.[0] ?? '', {
      immediate: true,
    });
    expect(fleet.stateOf(due.slot)).toEqual({ kind: 'stopped', reason: 'PullStreamFailed' });
  });
});

describe('a fleet that is watched', () => {
  const DAY_MS = 24 * 3_600_000;
  const happening = fc.record({
    passMs: fc.integer({ min: 0, max: DAY_MS }),
    what: fc.constantFrom('fail', 'fail some', 'heal', 'storm', 'stop', 'restart', 'come', 'go', 'nothing'),
    host: fc.integer({ min: 1, max: 3 }),
  });
  function happen(fleet: Fleet, what: string, host: string): void {
    if (what === 'fail') fleet.failSource(host);
    if (what === 'fail some') fleet.failSource(host, { count: 3, immediate: true });
    if (what === 'heal') fleet.healSource(host);
    if (what === 'storm') fleet.storm(5, 'UnknownError');
    if (what === 'stop') fleet.userStop({ count: 4 });
    if (what === 'restart') fleet.restartStopped();
    if (what === 'come') fleet.createSeeded();
    if (what === 'go') fleet.remove(fleet.slots().next().value ?? -1);
  }

  it('tells everything that changes: whoever listens knows what each task is', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 20 }), (happenings) => {
        const fleet = aFleet({ tasks: 150, exitedKeptSeconds: 30 * 24 * 3_600 });
        const known = new Map([...fleet.states()].map(({ slot, state }) => [slot, state.kind]));
        const times: number[] = [];
        fleet.watchChanges(({ task, atMs }) => {
          known.set(task.slot, task.state.kind);
          times.push(atMs);
        });
        let nowMs = START_MS;
        for (const { passMs, what, host } of happenings) {
          nowMs += passMs;
          fleet.advance(nowMs);
          happen(fleet, what, `source-${host}.example.com`);
        }
        for (const { slot, state } of fleet.states()) expect([slot, known.get(slot)]).toEqual([slot, state.kind]);
        const listed = new Set(fleet.slots());
        for (const [slot, kind] of known) if (!listed.has(slot)) expect(kind).toBe('exited');
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe('a stop by the user', () => {
  it('says so on some tasks and nothing on others', () => {
    const fleet = aFleet();
    const running = [...fleet.tasks()].filter((task) => task.state.kind === 'running').slice(0, 30);
    expect(fleet.userStop({ taskIds: running.map((task) => task.taskId) })).toBe(30);
    const reasons = running.map((task) => fleet.stateOf(task.slot)).map((s) => s.kind === 'stopped' && s.reason);
    expect(new Set(reasons)).toEqual(new Set(['TriggerByUser', undefined]));
  });
});
