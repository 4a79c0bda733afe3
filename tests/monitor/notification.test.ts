import { describe, expect, it } from 'vitest';
import { relaysStopped, type StoppedRelay } from '../../lib/monitor/notification.ts';
import { type ClassCount, type TaskClass, tally } from '../../lib/monitor/tally.ts';
import { parseUtc, type UtcDateTime } from '../../lib/time.ts';

const AT = parseUtc('2026-03-01T08:00:00Z') as UtcDateTime;

function aCount(parts: Partial<ClassCount> = {}): ClassCount {
  return {
    region: 'cn-shanghai',
    status: 'stopped',
    verdict: 'stopped',
    reason: 'PullStreamFailed',
    count: 1,
    ...parts,
  };
}

const HEALTHY = aCount({ status: 'running', verdict: 'healthy', reason: 'none', count: 90 });

/** As many examples as the class is given, named after it. */
const examplesBy = (count: number) => (of: TaskClass) =>
  Array.from({ length: count }, (_, n): StoppedRelay => {
    const taskId = `${of.region}-${of.status}-${of.reason}-${n}`;
    return { region: of.region, taskId, name: '', reason: of.reason, source: '', destination: '' };
  });

function told(counts: readonly ClassCount[], { complete = true, examples = 0 } = {}) {
  const findings = { sweepId: 's-1', at: AT, tally: tally(counts), sweepComplete: complete };
  return relaysStopped({ ...findings, examplesOf: examplesBy(examples) });
}

describe('the notification of a sweep', () => {
  it.each<[string, ClassCount[]]>([
    ['there are no tasks', []],
    ['all run', [HEALTHY]],
    ['a user stopped them', [aCount({ verdict: 'stopped-by-user', reason: 'TriggerByUser' })]],
    ['they are over', [aCount({ verdict: 'finished' })]],
    ['they recover', [aCount({ status: 'recovering', verdict: 'recovering' })]],
    ['their status is unknown', [aCount({ status: 'unknown', verdict: 'unknown' })]],
    ['none is left of what had stopped', [HEALTHY, aCount({ count: 0 })]],
  ])('is none when %s', (_name, counts) => {
    expect(told(counts)).toBeNull();
  });

  it('says how many of how many, by reason, the most first', () => {
    const message = told([
      HEALTHY,
      aCount({ count: 2, reason: 'PushStreamFailed' }),
      aCount({ count: 10 }),
      aCount({ count: 3, region: 'cn-beijing' }),
      aCount({ count: 1, reason: 'none' }),
      aCount({ count: 4, status: 'idle', verdict: 'missed-start', reason: 'none' }),
    ]);
    expect(message?.title).toBe(
      '20 of 110 relays stopped: 13 PullStreamFailed, 4 missed-start, 2 PushStreamFailed, 1 without a reason',
    );
    expect(message).toMatchObject({
      dedupKey: 's-1',
      kind: 'relays-stopped',
      at: AT,
      tasksSeen: 110,
      sweepComplete: true,
    });
  });

  it('says when the sweep did not see everything', () => {
    expect(told([aCount()], { complete: false })?.sweepComplete).toBe(false);
  });

  it('sorts groups by size, then region, then reason', () => {
    const message = told([
      aCount({ count: 1, region: 'cn-shanghai', reason: 'B' }),
      aCount({ count: 1, region: 'cn-shanghai', reason: 'A' }),
      aCount({ count: 1, region: 'cn-beijing', reason: 'Z' }),
      aCount({ count: 5, region: 'cn-shanghai', reason: 'Y' }),
    ]);
    expect(message?.groups.map(({ region, reason, count }) => `${count} ${region} ${reason}`)).toEqual([
      '5 cn-shanghai Y',
      '1 cn-beijing Z',
      '1 cn-shanghai A',
      '1 cn-shanghai B',
    ]);
  });

  it('has one group for a region and reason, stopped and exited ones together, with examples of both', () => {
    const message = told([aCount({ count: 2 }), aCount({ status: 'exited', count: 3 })], { examples: 2 });
    expect(message?.groups).toHaveLength(1);
    expect(message?.groups[0]).toMatchObject({ region: 'cn-shanghai', reason: 'PullStreamFailed', count: 5 });
    expect(message?.groups[0]?.examples.map(({ taskId }) => taskId)).toEqual([
      'cn-shanghai-stopped-PullStreamFailed-0',
      'cn-shanghai-stopped-PullStreamFailed-1',
      'cn-shanghai-exited-PullStreamFailed-0',
      'cn-shanghai-exited-PullStreamFailed-1',
    ]);
  });

  it('has one group, not two, when one class was counted in two scopes', () => {
    const message = told([aCount({ count: 2 }), aCount({ count: 3 })], { examples: 4 });
    expect(message?.groups.map(({ count, examples }) => [count, examples.length])).toEqual([[5, 4]]);
  });

  it.each([0, 1, 5, 6, 100])('shows at most five of %i examples of a group', (examples) => {
    expect(told([aCount({ count: 100 })], { examples })?.groups[0]?.examples).toHaveLength(Math.min(5, examples));
  });

  it('has a title of one line even when Live invents a reason a task', () => {
    const message = told(Array.from({ length: 3_000 }, (_, n) => aCount({ reason: `reason-${n + 1000}` })));
    expect(message?.title).toBe(
      '3000 of 3000 relays stopped: 1 reason-1000, 1 reason-1001, 1 reason-1002, 1 reason-1003, 1 reason-1004, 2995 for other reasons',
    );
  });
});
