import { describe, expect, it } from 'vitest';
import { Alarm, wake } from '../../../functions/callback/wake.ts';
import type { PlatformContext } from '../../../functions/invocation.ts';
import { LOOK_EVENT, WAKE_EVERY_MS } from '../../../functions/look-event.ts';
import { createJsonLog } from '../../../lib/base/json-log.ts';
import { VirtualClock } from '../../../stand-ins/simulation/virtual-clock.ts';
import { functionCompute, lambda } from '../handler-run.ts';

/** An alarm, what it did so far, and what was logged of it. */
function anAlarm() {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const log = createJsonLog((line) => lines.push(line), clock);
  const alarm = new Alarm(clock);
  const wakes: number[] = [];
  let problem: string | null = null;
  const ring = () =>
    alarm.ring(async () => {
      wakes.push(clock.monotonicMs());
      if (problem !== null) throw new Error(problem);
    }, log);
  return {
    clock,
    ring,
    wakes,
    logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    fails: (why: string | null) => {
      problem = why;
    },
  };
}

describe('the alarm of a receiver', () => {
  it('wakes at most once a second, and at the end of that second again', async () => {
    const { clock, ring, wakes } = anAlarm();
    const beganMs = clock.monotonicMs();
    for (const ms of [0, 400, 599, 1, 999, 1]) {
      clock.pass(ms);
      await ring();
    }
    expect(WAKE_EVERY_MS).toBe(1_000);
    expect(wakes.map((ms) => ms - beganMs)).toEqual([0, 1_000, 2_000]);
  });

  it('wakes once for callbacks that come at the same time', async () => {
    const { ring, wakes } = anAlarm();
    await Promise.all(Array.from({ length: 20 }, ring));
    expect(wakes).toHaveLength(1);
  });

  it('follows the time that passes, not the wall clock', async () => {
    const { clock, ring, wakes } = anAlarm();
    await ring();
    clock.stepWallClock(-3_600_000);
    clock.pass(1_000);
    await ring();
    expect(wakes).toHaveLength(2);
  });

  it('logs once that it could not wake, fails nobody, and tries again with the next callback', async () => {
    const { ring, wakes, logged, fails } = anAlarm();
    fails('Function Compute answered HTTP 429 to the invocation of relaywatch.live');
    await expect(ring()).resolves.toBeUndefined();
    expect(logged()).toMatchObject([
      { level: 'warn', event: 'sweep_not_woken', problem: expect.stringMatching(/429/) },
    ]);
    fails(null);
    await ring();
    expect(wakes).toHaveLength(2);
    expect(logged()).toHaveLength(1);
    // it is awake now
    await ring();
    expect(wakes).toHaveLength(2);
  });
});

describe('waking', () => {
  const nowhere = { name: 'relaywatch.live', endpoint: 'http://127.0.0.1:9' };
  const woken = (context: PlatformContext) =>
    wake({ sleeper: nowhere, context, keys: null, clock: new VirtualClock(), event: LOOK_EVENT });

  it('is done by the means of the platform that the receiver runs on', async () => {
    await expect(woken(functionCompute())).rejects.toThrow('the function has no role');
    // Lambda's client finds keys and region by itself
    await expect(woken(lambda())).rejects.not.toThrow('the function has no role');
  });
});
