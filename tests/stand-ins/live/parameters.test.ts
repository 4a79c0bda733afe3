import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../stand-ins/live/fleet.ts';
import { Oddities } from '../../../stand-ins/live/oddities.ts';
import { OPERATIONS } from '../../../stand-ins/live/operations.ts';
import { DOCUMENTED_PARAMETERS } from './documented-parameters.ts';
import { aStandInOnFakeClock, call, START_MS } from './live-call.ts';

const REGION = 'cn-shanghai';
const FILES = { SourceType: 'url', SourceUrls: '["https://a.example.com/1.mp4","https://a.example.com/2.mp4"]' };
const A_TASK = {
  Region: REGION,
  StartTime: '2026-03-01T08:00:00Z',
  EndTime: '2026-03-03T08:00:00Z',
  DstUrl: 'rtmp://push-1.example.com/ingest/s',
};

/** Remembers what was asked for. */
class WatchedParameters extends Map<string, string> {
  readonly asked = new Set<string>();

  override get(name: string): string | undefined {
    this.asked.add(name);
    return super.get(name);
  }

  override has(name: string): boolean {
    this.asked.add(name);
    return super.has(name);
  }
}

describe('an operation of the stand-in of Live', () => {
  it.each([...OPERATIONS])('looks at all that it can be told: %s', (action, operation) => {
    const options = { seed: 1, baseMs: START_MS, tasks: 20, regions: [REGION], exitedKeptSeconds: 1 };
    const fleet = new Fleet(options);
    const stopped = [...fleet.tasks()].find(({ state }) => state.kind === 'running');
    if (action !== 'StopLivePullToPush') fleet.stop(stopped?.slot ?? 0);
    const said =
      action === 'CreateLivePullToPush' ? { ...A_TASK, ...LIVE } : { Region: REGION, TaskId: stopped?.taskId ?? '' };
    const parameters = new WatchedParameters(Object.entries(said));
    operation({ fleet, oddities: new Oddities(1), parameters });
    const meaningless = ['OwnerId', 'RegionId'];
    const wanted = (DOCUMENTED_PARAMETERS[action] ?? []).filter((name) => !meaningless.includes(name));
    expect([...parameters.asked].toSorted()).toEqual(wanted.toSorted());
  });
});

const LIVE = {
  SourceType: 'live',
  SourceProtocol: 'rtmp',
  SourceUrls: '["rtmp://source-1.example.com/live/s"]',
};

describe('the position of a relay of files', () => {
  it.each([
    ['from the beginning', {}, 60, { file: 0, offset: 60 }],
    ['from where it is to begin', { FileIndex: 1, Offset: 100 }, 60, { file: 1, offset: 160 }],
    ['over the border of two files', { Offset: 3_599 }, 1, { file: 1, offset: 0 }],
    ['at the end of the last file, since it is not repeated', {}, 7_200, { file: 1, offset: 3_600 }],
    ['in its second round, as it is repeated once', { RepeatNumber: 1 }, 7_260, { file: 0, offset: 60 }],
    ['at the end, after it was repeated', { RepeatNumber: 1 }, 14_400, { file: 1, offset: 3_600 }],
    ['in any round, as it is repeated for ever', { RepeatNumber: -1 }, 72_060, { file: 0, offset: 60 }],
  ])('moves %s', async (_name, more, seconds, { file, offset }) => {
    const { standIn, clock } = await aStandInOnFakeClock({ tasks: 0, regions: [REGION] });
    const { body } = await call(standIn, 'CreateLivePullToPush', { ...A_TASK, ...FILES, ...more });
    clock.seconds = seconds;
    const shown = await call(standIn, 'DescribeLivePullToPush', { Region: REGION, TaskId: body.TaskId });
    expect(shown.body).toMatchObject({ TaskStatus: 1, CurrentFileIndex: file, CurrentOffset: offset });
  });
});
