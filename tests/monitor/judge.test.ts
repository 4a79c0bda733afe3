import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUtc, type UtcDateTime } from '../../lib/base/time.ts';
import { judge, VERDICT_KINDS, type Verdict } from '../../lib/monitor/judge.ts';
import { DEFAULT_POLICY } from '../../lib/monitor/policy.ts';
import { type RelayTask, TASK_STATUSES } from '../../lib/monitor/relay-task.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';

const at = (text: string): UtcDateTime => {
  const time = parseUtc(`2026-03-02T${text}Z`);
  if (!time) throw new Error(text);
  return time;
};
const NOW = at('12:00:00');
const judged = (parts: Partial<RelayTask>, now = NOW): Verdict => judge(aTask(parts), now, DEFAULT_POLICY);

describe('the verdict on a task', () => {
  const over = { endMs: at('11:00:00').toMillis() };
  const later = { startMs: at('13:00:00').toMillis() };
  const longAgo = { startMs: at('11:00:00').toMillis() };

  it.each<[string, Partial<RelayTask>, Verdict]>([
    ['that runs', { status: 'running' }, { kind: 'healthy', severity: 'none', reason: 'none' }],
    ['that runs past its end', { status: 'running', ...over }, { kind: 'healthy', severity: 'none', reason: 'none' }],
    ['that starts later', { status: 'idle', ...later }, { kind: 'scheduled', severity: 'none', reason: 'none' }],
    [
      'that should have started',
      { status: 'idle', ...longAgo },
      { kind: 'missed-start', severity: 'critical', reason: 'none' },
    ],
    [
      'that should have ended before it started',
      { status: 'idle', ...longAgo, ...over },
      { kind: 'finished', severity: 'none', reason: 'none' },
    ],
    [
      'that is idle and says no start',
      { status: 'idle', startMs: null },
      { kind: 'unknown', severity: 'warning', reason: 'no StartTime' },
    ],
    ['that recovers', { status: 'recovering' }, { kind: 'recovering', severity: 'warning', reason: 'none' }],
    [
      'that recovers, and says from what',
      { status: 'recovering', invalidReason: 'PullStreamFailed' },
      { kind: 'recovering', severity: 'warning', reason: 'PullStreamFailed' },
    ],
    ...[
      'PullStreamFailed',
      'PushStreamFailed',
      'UnknownError',
      'RetryTimesOffline',
      'InventedTomorrow',
      '__proto__',
    ].map((reason): [string, Partial<RelayTask>, Verdict] => [
      `that stopped for ${reason}`,
      { status: 'stopped', invalidReason: reason },
      { kind: 'stopped', severity: 'critical', reason },
    ]),
    ['that stopped without a reason', { status: 'stopped' }, { kind: 'stopped', severity: 'critical', reason: 'none' }],
    [
      'that stopped without an end',
      { status: 'stopped', endMs: null },
      { kind: 'stopped', severity: 'critical', reason: 'none' },
    ],
    [
      'that a user stopped',
      { status: 'stopped', invalidReason: 'TriggerByUser' },
      { kind: 'stopped-by-user', severity: 'none', reason: 'TriggerByUser' },
    ],
    [
      'that stopped and is over',
      { status: 'stopped', invalidReason: 'PullStreamFailed', ...over },
      { kind: 'finished', severity: 'none', reason: 'PullStreamFailed' },
    ],
    [
      'that a user stopped and is over',
      { status: 'stopped', invalidReason: 'TriggerByUser', ...over },
      { kind: 'stopped-by-user', severity: 'none', reason: 'TriggerByUser' },
    ],
    [
      'that exited at its end',
      { status: 'exited', exitReason: 'OverEndTime' },
      { kind: 'finished', severity: 'none', reason: 'OverEndTime' },
    ],
    [
      'that a user deleted',
      { status: 'exited', exitReason: 'TriggerByUser' },
      { kind: 'stopped-by-user', severity: 'none', reason: 'TriggerByUser' },
    ],
    [
      'that exited for a new reason',
      { status: 'exited', exitReason: 'Evicted' },
      { kind: 'stopped', severity: 'critical', reason: 'Evicted' },
    ],
    [
      'that exited without a reason before its end',
      { status: 'exited' },
      { kind: 'stopped', severity: 'critical', reason: 'none' },
    ],
    [
      'that exited without a reason, and is over',
      { status: 'exited', ...over },
      { kind: 'finished', severity: 'none', reason: 'none' },
    ],
    [
      'with a new status',
      { status: 'unknown', statusCode: 7 },
      { kind: 'unknown', severity: 'warning', reason: 'status 7' },
    ],
    [
      'with a word for a status',
      { status: 'unknown', statusCode: 'Paused' },
      { kind: 'unknown', severity: 'warning', reason: 'status Paused' },
    ],
    [
      'with no status',
      { status: 'unknown', statusCode: null },
      { kind: 'unknown', severity: 'warning', reason: 'status absent' },
    ],
    [
      'with status 0 that is not known as idle',
      { status: 'unknown', statusCode: 0 },
      { kind: 'unknown', severity: 'warning', reason: 'status 0' },
    ],
  ])('%s', (_name, parts, verdict) => {
    expect(judged(parts)).toEqual(verdict);
  });

  it.each([
    ['at its start', '10:00:00', 'scheduled'],
    ['at the last instant of grace', '10:02:00', 'scheduled'],
    ['a millisecond past the grace', '10:02:00.001', 'missed-start'],
  ])('that has not started %s', (_name, now, kind) => {
    expect(judged({ status: 'idle', startMs: at('10:00:00').toMillis() }, at(now)).kind).toBe(kind);
  });

  it.each([
    [0, '10:00:00', 'scheduled'],
    [0, '10:00:00.001', 'missed-start'],
    [3600, '11:00:00', 'scheduled'],
    [3600, '11:00:00.001', 'missed-start'],
  ])('follows a grace of %i s at %s: %s', (startGraceSeconds, now, kind) => {
    const task = aTask({ status: 'idle', startMs: at('10:00:00').toMillis() });
    expect(judge(task, at(now), { ...DEFAULT_POLICY, startGraceSeconds }).kind).toBe(kind);
  });

  it.each(['idle', 'stopped', 'exited'] as const)(
    'that is %s is finished from the very instant of its EndTime',
    (status) => {
      const parts = { status, startMs: at('09:00:00').toMillis(), endMs: at('10:00:00').toMillis() };
      expect(judged(parts, at('09:59:59.999')).severity).toBe('critical');
      expect(judged(parts, at('10:00:00')).kind).toBe('finished');
    },
  );

  it('is one of the known kinds for anything, and healthy for nothing but a running task', () => {
    const word = fc.option(fc.oneof(fc.string(), fc.constantFrom('TriggerByUser', 'OverEndTime', 'PullStreamFailed')));
    const time = fc.option(
      fc
        .date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
        .map((date) => date.getTime()),
    );
    const task = fc.record({
      status: fc.constantFrom(...TASK_STATUSES),
      statusCode: fc.oneof(fc.integer(), word),
      invalidReason: word,
      exitReason: word,
      startMs: time,
      endMs: time,
    });
    fc.assert(
      fc.property(task, (parts) => {
        const verdict = judged(parts);
        expect(VERDICT_KINDS).toContain(verdict.kind);
        expect(verdict.kind === 'healthy').toBe(parts.status === 'running');
        expect(typeof verdict.reason).toBe('string');
        if (parts.status === 'unknown') expect(verdict).toMatchObject({ kind: 'unknown', severity: 'warning' });
        if (parts.status === 'stopped') expect(['stopped', 'stopped-by-user', 'finished']).toContain(verdict.kind);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    [600, '10:49:59', 'healthy'],
    [600, '10:50:00', 'ending-soon'],
    [600, '10:59:59', 'ending-soon'],
    [600, '11:00:00', 'healthy'],
    [0, '10:59:59', 'healthy'],
  ])('that runs, with a warning of %i s before its end, is at %s %s', (endingSoonSeconds, now, kind) => {
    const task = aTask({ status: 'running', endMs: at('11:00:00').toMillis() });
    expect(judge(task, at(now), { ...DEFAULT_POLICY, endingSoonSeconds }).kind).toBe(kind);
  });

  it('never ends soon without an end', () => {
    const task = aTask({ status: 'running', endMs: null });
    expect(judge(task, NOW, { ...DEFAULT_POLICY, endingSoonSeconds: 600 }).kind).toBe('healthy');
  });
});
