import { describe, expect, it } from 'vitest';
import { differenceLine, differences, type PlannedChange, planLines, planSummary } from '../../../infra/deploy/diff.ts';

describe('differences', () => {
  it('are none between equal values, however their keys are ordered', () => {
    expect(differences({ a: 1, b: [{ c: 'x' }] }, { b: [{ c: 'x' }], a: 1 })).toEqual([]);
  });

  it.each([
    ['a value', { period: 300 }, { period: 60 }, [{ path: 'period', is: 300, shallBe: 60 }]],
    ['a value inside', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }, [{ path: 'a[0].b', is: 1, shallBe: 2 }]],
    ['an absent field', {}, { a: 1 }, [{ path: 'a', is: undefined, shallBe: 1 }]],
    ['a field too many', { a: 1 }, {}, [{ path: 'a', is: 1, shallBe: undefined }]],
    ['a longer list', { a: [1] }, { a: [1, 2] }, [{ path: 'a[1]', is: undefined, shallBe: 2 }]],
    ['another kind of value', { a: [1] }, { a: { b: 1 } }, [{ path: 'a', is: [1], shallBe: { b: 1 } }]],
    ['null and absent', { a: null }, { a: undefined }, [{ path: 'a', is: null, shallBe: undefined }]],
    ['the value itself', 1, '1', [{ path: '', is: 1, shallBe: '1' }]],
  ])('tell %s by its path', (_name, is, shallBe, expected) => {
    expect(differences(is, shallBe)).toEqual(expected);
  });

  it('count a key with the value undefined as absent', () => {
    expect(differences({ a: undefined }, {})).toEqual([]);
  });

  it.each([
    [{ path: 'period', is: 300, shallBe: 60 }, 'period: 300 → 60'],
    [{ path: 'a', is: undefined, shallBe: 'x' }, 'a: absent → "x"'],
    [{ path: '', is: 1, shallBe: 2 }, 'value: 1 → 2'],
  ])('read as a line: %j', (difference, line) => {
    expect(differenceLine(difference)).toBe(line);
  });

  it('show what differs of long texts that begin alike', () => {
    const [is, shallBe] = [`${'x'.repeat(500)}-old`, `${'x'.repeat(500)}-new`];
    const line = differenceLine({ path: 'text', is, shallBe });
    expect(line).toMatch(/-old.*→.*-new/);
    expect(line.length).toBeLessThan(150);
  });

  it.each([
    ['old', 'new', 'env.KEY: changed'],
    [undefined, 'new', 'env.KEY: new'],
    ['old', undefined, 'env.KEY: removed'],
  ])('never show a secret (%s → %s)', (is, shallBe, line) => {
    expect(differenceLine({ path: 'env.KEY', is, shallBe }, { isSecret: (path) => path.startsWith('env.') })).toBe(
      line,
    );
  });
});

describe('a plan for people', () => {
  const changes: PlannedChange[] = [
    { action: 'create', kind: 'alarm', name: 'a', note: 'why' },
    { action: 'change', kind: 'alarm', name: 'b', differences: differences({ x: 1, y: 1 }, { x: 2, y: 2 }) },
    { action: 'nothing', kind: 'alarm', name: 'c' },
    { action: 'nothing', kind: 'alarm', name: 'd', note: 'a copy' },
    { action: 'delete', kind: 'alarm', name: 'e' },
    { action: 'conflict', kind: 'alarm', name: 'f', note: 'of others' },
  ];

  it('has a line for each resource that is touched or has a note, and its fields below', () => {
    expect(planLines(changes)).toEqual([
      '+ create alarm a: why',
      '~ change alarm b',
      '    x: 1 → 2',
      '    y: 1 → 2',
      '  leave alarm d: a copy',
      '- delete alarm e',
      '! conflict with alarm f: of others',
    ]);
  });

  it('counts the fields past the most that are shown', () => {
    expect(planLines(changes.slice(1, 2), { mostFields: 1 })).toEqual([
      '~ change alarm b',
      '    x: 1 → 2',
      '    and 1 more',
    ]);
  });

  it('is summed up in a line', () => {
    expect(planSummary(changes)).toBe('1 to create, 1 to change, 1 to delete, 1 in conflict, 2 unchanged');
    expect(planSummary(changes.slice(2, 4))).toBe('no changes, 2 unchanged');
    expect(planSummary([])).toBe('no changes');
  });
});
