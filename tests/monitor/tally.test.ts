import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VERDICT_KINDS, type Verdict } from '../../lib/monitor/judge.ts';
import { TASK_STATUSES } from '../../lib/monitor/relay-task.ts';
import { ClassBook, type ClassCount, tally } from '../../lib/monitor/tally.ts';
import { aTask } from '../../stand-ins/simulation/a-task.ts';

const STOPPED: Verdict = { kind: 'stopped', severity: 'critical', reason: 'PullStreamFailed' };
const HEALTHY: Verdict = { kind: 'healthy', severity: 'none', reason: 'none' };

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

describe('the tally of a sweep', () => {
  it('of nothing has every status and every documented reason at zero', () => {
    expect(tally([])).toEqual({
      total: 0,
      byStatus: { idle: 0, running: 0, recovering: 0, stopped: 0, exited: 0, unknown: 0 },
      stoppedByReason: { PullStreamFailed: 0, PushStreamFailed: 0, UnknownError: 0, none: 0 },
      byVerdict: {},
      classes: [],
    });
  });

  it('sums by status, reason and verdict over regions', () => {
    const sums = tally([
      aCount({ count: 3 }),
      aCount({ region: 'cn-beijing', count: 4 }),
      aCount({ reason: 'TriggerByUser', verdict: 'stopped-by-user', count: 2 }),
      aCount({ status: 'running', verdict: 'healthy', reason: 'none', count: 90 }),
      aCount({ status: 'exited', reason: 'Evicted', count: 1 }),
    ]);
    expect(sums).toMatchObject({
      total: 100,
      byStatus: { idle: 0, running: 90, recovering: 0, stopped: 9, exited: 1, unknown: 0 },
      stoppedByReason: { PullStreamFailed: 7, PushStreamFailed: 0, UnknownError: 0, none: 0, TriggerByUser: 2 },
      byVerdict: { stopped: 8, 'stopped-by-user': 2, healthy: 90 },
    });
  });

  it('has each class once, also when its counts come in parts, as from two scopes of one region', () => {
    const { classes, total } = tally([aCount({ count: 2 }), aCount({ reason: 'none' }), aCount({ count: 5 })]);
    expect(total).toBe(8);
    expect(classes).toEqual([aCount({ count: 7 }), aCount({ reason: 'none' })]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'counts a reason named %j as any other',
    (reason) => {
      const { stoppedByReason } = tally([aCount({ reason, count: 2 }), aCount({ reason, region: 'cn-beijing' })]);
      expect(Object.entries(stoppedByReason)).toContainEqual([reason, 3]);
      expect(JSON.parse(JSON.stringify(stoppedByReason))).toEqual(stoppedByReason);
      expect(Object.getPrototypeOf(stoppedByReason)).toBe(Object.prototype);
    },
  );

  it('loses and doubles nothing, whatever the classes', () => {
    const count = fc.record({
      region: fc.constantFrom('cn-shanghai', 'cn-beijing'),
      status: fc.constantFrom(...TASK_STATUSES),
      verdict: fc.constantFrom(...VERDICT_KINDS),
      reason: fc.oneof(fc.string(), fc.constantFrom('none', '__proto__', 'other')),
      count: fc.nat(1_000),
    });
    const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
    fc.assert(
      fc.property(fc.array(count), (counts) => {
        const sums = tally(counts);
        expect(sums.total).toBe(sum(counts.map((one) => one.count)));
        expect(sum(Object.values(sums.byStatus))).toBe(sums.total);
        expect(sum(Object.values(sums.byVerdict))).toBe(sums.total);
        expect(sum(sums.classes.map((one) => one.count))).toBe(sums.total);
        expect(sum(Object.values(sums.stoppedByReason))).toBe(sums.byStatus.stopped);
      }),
    );
  });
});

describe('the book of classes', () => {
  it('gives one number to tasks that count alike, and gives the class back', () => {
    const book = new ClassBook();
    const stopped = { status: 'stopped', invalidReason: 'PullStreamFailed' } as const;
    const first = book.numberOf(aTask({ ...stopped, taskId: 'a' }), STOPPED);
    expect(book.numberOf(aTask({ ...stopped, taskId: 'b' }), STOPPED)).toBe(first);
    expect(book.classOf(first)).toEqual({
      region: 'cn-shanghai',
      status: 'stopped',
      verdict: 'stopped',
      reason: 'PullStreamFailed',
    });
  });

  it('tells apart by region, status, verdict and reason', () => {
    const book = new ClassBook();
    const numbers = [
      book.numberOf(aTask(), HEALTHY),
      book.numberOf(aTask({ region: 'cn-beijing' }), HEALTHY),
      book.numberOf(aTask({ status: 'stopped', invalidReason: 'A' }), STOPPED),
      book.numberOf(aTask({ status: 'stopped', invalidReason: 'B' }), STOPPED),
      book.numberOf(aTask({ status: 'stopped', invalidReason: 'B' }), { ...STOPPED, kind: 'finished' }),
      book.numberOf(aTask({ status: 'exited' }), { ...STOPPED, reason: 'B' }),
    ];
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('keeps the reason of a stopped task even when its verdict has none', () => {
    const book = new ClassBook();
    expect(book.classOf(book.numberOf(aTask({ status: 'stopped' }), STOPPED)).reason).toBe('none');
    const task = aTask({ status: 'stopped', invalidReason: 'PushStreamFailed' });
    expect(book.classOf(book.numberOf(task, { ...STOPPED, kind: 'finished', reason: 'none' })).reason).toBe(
      'PushStreamFailed',
    );
  });

  it('puts reasons past 4,000 under "other", each status and verdict by itself, and still knows the first ones', () => {
    const book = new ClassBook();
    const numberOf = (reason: string, verdict = STOPPED) =>
      book.numberOf(aTask({ status: 'stopped', invalidReason: reason }), verdict);
    const first = numberOf('reason-0');
    for (let n = 1; n < 4_000; n++) numberOf(`reason-${n}`);
    const other = numberOf('one too many');
    expect(book.classOf(other).reason).toBe('other');
    expect(numberOf('another')).toBe(other);
    expect(numberOf('reason-0')).toBe(first);
    expect(numberOf('reason-3999')).not.toBe(other);
    expect(book.classOf(numberOf('another', { ...STOPPED, kind: 'finished' }))).toMatchObject({
      verdict: 'finished',
      reason: 'other',
    });
    for (let n = 0; n < 5_000; n++) numberOf(`new-${n}`);
    expect(numberOf('the last')).toBe(other);
  });

  it('does not know a number that it never gave', () => {
    expect(() => new ClassBook().classOf(0)).toThrow(RangeError);
  });
});
