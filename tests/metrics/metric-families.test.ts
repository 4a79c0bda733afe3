import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familiesOf } from '../../lib/metrics/metric-families.ts';
import { METRICS, type MetricPoint } from '../../lib/monitor/metric-catalogue.ts';

const aPoint = (parts: Partial<MetricPoint> = {}): MetricPoint => ({
  name: 'RelayTasks',
  unit: 'Count',
  value: 7,
  dimensions: {},
  ...parts,
});
const nameOf = (name: string) => familiesOf([aPoint({ name })]).families[0]?.name;
const labelsOf = (dimensions: Record<string, string>) => ({
  ...familiesOf([aPoint({ dimensions })]).families[0]?.series[0]?.labels,
});

describe('the name of a family', () => {
  it.each([
    ['RelayTasks', 'relay_tasks'],
    ['OpenIncidentsTotal', 'open_incidents_all'],
    ['P99Latency', 'p99_latency'],
    ['already_snake', 'already_snake'],
    ['with space-and.dot', 'with_space_and_dot'],
    ['HTTPCalls', 'httpcalls'],
    ['2ndTry', '_2nd_try'],
    ['__private', '_private'],
    ['直播', '_'],
    ['a直播b', 'a_b'],
    ['constructor', 'constructor'],
    ['__proto__', '_proto__'],
  ])('%s is %s', (name, expected) => {
    expect(nameOf(name)).toBe(expected);
  });

  it('is one that Prometheus takes, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        fc.pre(name.trim() !== '');
        expect(nameOf(name)).toMatch(/^(?!__)[a-z_][a-z0-9_]*$/);
        expect(nameOf(name)).not.toMatch(/_total$/);
      }),
    );
  });

  it('has the meaning of a metric that is known, and says of others whose they are', () => {
    const helpOf = (name: string) => familiesOf([aPoint({ name })]).families[0]?.help;
    expect(helpOf('RelayTasks')).toBe(METRICS.RelayTasks.means);
    expect(helpOf('Own')).toBe('Own of relaywatch');
    expect(helpOf('constructor')).toBe('constructor of relaywatch');
    expect(helpOf('Half\ud83d')).toBe('Half\ufffd of relaywatch');
  });
});

describe('the labels of a series', () => {
  it.each<[Record<string, string>, Record<string, string>]>([
    [
      { Region: 'cn-shanghai', TaskId: 't-1' },
      { region: 'cn-shanghai', task_id: 't-1' },
    ],
    [{ Region: '' }, {}],
    [{ Region: ' ' }, { region: ' ' }],
    [{ Name: '火星🚀"<script>' }, { name: '火星🚀"<script>' }],
    [
      { 'A-B': '1', 'A.B': '2' },
      { a_b: '1', a_b_: '2' },
    ],
    [
      { A: '1', a: '2', _a: '3' },
      { a: '1', a_: '2', _a: '3' },
    ],
    [
      { constructor: 'x', toString: 'y' },
      { constructor: 'x', to_string: 'y' },
    ],
    [{ '1': 'x' }, { _1: 'x' }],
    [{ N: 'x\ud83d' }, { n: 'x\ufffd' }],
  ])('are those of its dimensions: %j', (dimensions, labels) => {
    expect(labelsOf(dimensions)).toEqual(labels);
  });
});

describe('the value of a series', () => {
  it.each<[MetricPoint['unit'], number, object]>([
    ['Milliseconds', 1_500, { unit: 'seconds', value: 1.5 }],
    ['Milliseconds', 0, { unit: 'seconds', value: 0 }],
    ['Count', 1_500, { unit: 'none', value: 1_500 }],
    ['Count', -0.5, { unit: 'none', value: -0.5 }],
  ])('%s %d', (unit, value, expected) => {
    const [family] = familiesOf([aPoint({ unit, value })]).families;
    expect({ unit: family?.unit, value: family?.series[0]?.value }).toEqual(expected);
  });
});

describe('points in families', () => {
  it('are together by name and unit, in the order in which they came', () => {
    const points = [
      aPoint({ value: 1, dimensions: { R: 'a' } }),
      aPoint({ name: 'Other', value: 2 }),
      aPoint({ value: 3, dimensions: { R: 'b' } }),
      aPoint({ unit: 'Milliseconds', value: 4, dimensions: { R: 'b' } }),
    ];
    expect(
      familiesOf(points).families.map(({ name, unit, series }) => [name, unit, series.map(({ value }) => value)]),
    ).toEqual([
      ['relay_tasks', 'none', [1, 3]],
      ['other', 'none', [2]],
      ['relay_tasks', 'seconds', [0.004]],
    ]);
  });

  it.each<[string, Partial<MetricPoint>[], string[]]>([
    ['no name', [{ name: ' ' }], ['no-name']],
    ['no number', [{ value: Number.NaN }, { value: Number.NEGATIVE_INFINITY }], ['not-a-number', 'not-a-number']],
    ['neither', [{ name: '', value: Number.NaN }], ['no-name']],
    ['the labels of another', [{}, { value: 8 }], ['twice']],
    [
      'its labels in another order',
      [{ dimensions: { A: '1', B: '2' } }, { dimensions: { B: '2', A: '1' } }],
      ['twice'],
    ],
    ['its labels but an empty one', [{ dimensions: {} }, { dimensions: { A: '' } }], ['twice']],
    ['its labels in another spelling', [{ dimensions: { TaskId: '1' } }, { dimensions: { task_id: '1' } }], ['twice']],
    ['the same half of a pair', [{ dimensions: { A: '\ud83d' } }, { dimensions: { A: '\ud83c' } }], ['twice']],
    ['the same labels, but of one without a number', [{ value: Number.NaN }, {}], ['not-a-number']],
  ])('leave out one with %s', (_, parts, reasons) => {
    const { families, unfit } = familiesOf(parts.map(aPoint));
    expect(unfit.map(({ reason }) => reason)).toEqual(reasons);
    expect(families.flatMap(({ series }) => series)).toHaveLength(parts.length - reasons.length);
  });

  it('lose none, and have no two series alike', () => {
    const text = fc.constantFrom('', ' ', 'A', 'a', 'A-B', 'a_b', '直播', '__proto__', '\ud83d');
    const value = fc.constantFrom(0, 1.5, Number.NaN, Number.POSITIVE_INFINITY);
    const point = fc.record({
      name: text,
      unit: fc.constantFrom('Count' as const, 'Milliseconds' as const),
      value,
      dimensions: fc.dictionary(text, text, { maxKeys: 3 }),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 12 }), (points) => {
        const { families, unfit } = familiesOf(points);
        const series = families.flatMap(({ name, unit, series: all }) => all.map((one) => ({ name, unit, ...one })));
        expect(series.length + unfit.length).toBe(points.length);
        const keys = series.map(({ name, unit, labels }) =>
          JSON.stringify([name, unit, Object.entries(labels).sort()]),
        );
        expect(new Set(keys).size).toBe(keys.length);
        expect(series.every((one) => Number.isFinite(one.value))).toBe(true);
      }),
    );
  });
});
