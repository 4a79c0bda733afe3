import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../stand-ins/live/scenario.ts';
import { aStandInOnFakeClock } from './live-call.ts';

describe('a scenario', () => {
  it('plays each step at its own time, also when nobody asked in between', async () => {
    const scenario = parseScenario([
      { at: 60, do: 'heal-source', host: 'source-3.example.com' },
      { at: 20, do: 'fail-source', host: 'source-3.example.com' },
    ]);
    const { standIn, clock } = await aStandInOnFakeClock({ scenario, tasks: 600 });
    const before = standIn.tally().byStatus;
    clock.seconds = 20;
    expect(standIn.tally().byStatus.recovering).toBeGreaterThan(before.recovering + 20);
    clock.seconds = 3600;
    expect(standIn.tally().byStatus.stopped).toBe(before.stopped);
    expect(standIn.tally().byStatus.running).toBeGreaterThanOrEqual(before.running);
  });

  it('stops what was not healed before the retries were used up, even when that is seen much later', async () => {
    const scenario = parseScenario([
      { at: 20, do: 'fail-destination', host: 'push-2.example.com', count: 15 },
      { at: 201, do: 'heal-destination', host: 'push-2.example.com' },
    ]);
    const { standIn, clock } = await aStandInOnFakeClock({ scenario, tasks: 600 });
    const before = standIn.tally().stoppedByReason.PushStreamFailed ?? 0;
    clock.seconds = 3600;
    expect(standIn.tally().stoppedByReason.PushStreamFailed).toBe(before + 15);
  });

  it('stops at once when told to, by storm or by user, and restarts everything', async () => {
    const scenario = parseScenario({
      scenario: [
        { at: 1, do: 'fail-source', host: 'source-3.example.com', count: 4, immediate: true },
        { at: 2, do: 'storm', count: 50, reason: 'UnknownError' },
        { at: 3, do: 'user-stop', count: 7 },
        { at: 4, do: 'restart' },
      ],
    });
    const { standIn, clock } = await aStandInOnFakeClock({ scenario, tasks: 600 });
    const stopped = [standIn.tally().byStatus.stopped];
    for (clock.seconds = 1; clock.seconds <= 4; clock.seconds++) stopped.push(standIn.tally().byStatus.stopped);
    const [first = 0] = stopped;
    expect(stopped).toEqual([first, first + 4, first + 54, first + 61, 0]);
  });

  it('churns at its rate, for its time, without changing how many tasks there are', async () => {
    const scenario = parseScenario([{ at: 10, do: 'churn', perSecond: 4, forSeconds: 5 }]);
    const { standIn, clock } = await aStandInOnFakeClock({ scenario, tasks: 300 });
    const ids = () => [...standIn.fleet.tasks()].map((task) => task.taskId);
    const before = new Set(ids());
    clock.seconds = 1000;
    expect(standIn.tally().total).toBe(300);
    const fresh = ids().filter((taskId) => !before.has(taskId));
    // Twenty changes, half of them new tasks, of which a later change may have taken one away again.
    expect(fresh.length).toBeGreaterThan(5);
    expect(fresh.length).toBeLessThanOrEqual(10);
  });

  it('churns for ever when the stand-in is started so, the same for the same seed', async () => {
    const idsLater = async () => {
      const { standIn, clock } = await aStandInOnFakeClock({ churnPerSecond: 2, tasks: 100, seed: 5 });
      clock.seconds = 50;
      standIn.tally();
      return [...standIn.fleet.tasks()].map((task) => task.taskId);
    };
    expect(await idsLater()).toEqual(await idsLater());
  });
});

describe('reading a scenario', () => {
  it.each<[string, unknown, RegExp]>([
    ['something that is no list', 'fail', /scenario: .*array/],
    ['a step that does not exist', [{ at: 1, do: 'explode' }], /step 1 do: /],
    [
      'a step without its host',
      [
        { at: 0, do: 'restart' },
        { at: 1, do: 'fail-source' },
      ],
      /step 2 host: /,
    ],
    ['a time before the start', [{ at: -1, do: 'restart' }], /step 1 at: /],
    ['a misspelt field', [{ at: 1, do: 'restart', imediate: true }], /step 1: .*imediate/],
    ['a user stop that says both', [{ at: 1, do: 'user-stop', count: 1, taskIds: ['a'] }], /either count or taskIds/],
  ])('names the place of %s', (_name, raw, problem) => {
    expect(() => parseScenario(raw)).toThrow(problem);
  });
});
