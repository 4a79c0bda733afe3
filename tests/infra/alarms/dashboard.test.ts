import { describe, expect, it } from 'vitest';
import { dashboardOf } from '../../../infra/alarms/dashboard.ts';
import { inDetail, METRICS } from '../../../lib/monitor/metric-catalogue.ts';
import { aTarget, type Parts } from './a-target.ts';
import { dashboardBody } from './dashboard-body.ts';

/** The body as CloudWatch gets it: through JSON. */
const bodyOf = (parts: Parts = {}) => dashboardBody.parse(JSON.parse(JSON.stringify(dashboardOf(aTarget(parts)))));
const graphsOf = (parts: Parts = {}) =>
  bodyOf(parts).widgets.flatMap((widget) => (widget.type === 'metric' ? [{ ...widget, ...widget.properties }] : []));
const graph = (title: string, parts: Parts = {}) => {
  const found = graphsOf(parts).find((one) => one.title === title);
  if (!found) throw new Error(`no widget ${title}`);
  return found;
};

describe('the dashboard', () => {
  it.each<[string, Parts]>([
    ['two regions and two channels', {}],
    ['one region', { regions: ['cn-shanghai'] }],
    ['no channel', { alerts: [] }],
    ['the essential metrics', { detail: 'essential' }],
    ['the essential metrics and no channel', { detail: 'essential', alerts: [] }],
    ['twenty regions', { regions: Array.from({ length: 20 }, (_, n) => `cn-region-${n}`) }],
    ['a runbook', { alarms: { runbook: 'https://wiki.example.com/a_(b)' } }],
  ])('has the documented form and keeps to the limits, with %s', (_name, parts) => {
    expect(() => bodyOf(parts)).not.toThrow();
  });

  it('has titles that differ, as a plan names widgets by them', () => {
    const titles = graphsOf().map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('shows first how to read it, then four large numbers, all within the upper third', () => {
    const [text, ...others] = bodyOf().widgets;
    expect(text).toMatchObject({ type: 'text', x: 0, y: 0, width: 24 });
    const numbers = others.slice(0, 4);
    expect(numbers.map(({ y, width }) => [y, width])).toEqual([
      [4, 6],
      [4, 6],
      [4, 6],
      [4, 6],
    ]);
    expect(graphsOf().filter(({ view }) => view === 'singleValue')).toHaveLength(4);
  });

  it('links the runbook, whatever its address, and names its maker', () => {
    const [text] = bodyOf({ alarms: { runbook: 'https://wiki.example.com/a_(b)' } }).widgets;
    const markdown = text?.type === 'text' ? text.properties.markdown : '';
    expect(markdown).toContain('[runbook](https://wiki.example.com/a_%28b%29)');
    expect(markdown).toContain('made by relaywatch: relaywatch in eu-central-1');
  });

  it('shows no number of a past longer than the dead man allows', () => {
    const numbers = graphsOf({ alarms: { deadAfterMinutes: 7 } }).filter(({ view }) => view === 'singleValue');
    expect(numbers.map(({ start }) => start)).toEqual(Array.from({ length: 4 }, () => '-PT7M'));
  });

  it('counts heartbeats over that time, so that none is seen as none', () => {
    expect(graph('Heartbeats in the last 3 minutes')).toMatchObject({ stat: 'Sum', setPeriodToTimeRange: true });
  });

  it('shows each status of the fleet, over all regions, stacked', () => {
    const { metrics, stacked } = graph('All relays, by status');
    const sums = metrics.flatMap((row) =>
      row.flatMap((part) => (typeof part === 'object' && 'expression' in part ? [part.label] : [])),
    );
    expect(sums).toEqual(['running', 'recovering', 'stopped', 'idle', 'exited', 'unknown']);
    expect(stacked).toBe(true);
  });

  it('shows the sweep time against the interval', () => {
    expect(graph('Sweep time and interval', { alarms: { intervalMinutes: 2 } })).toMatchObject({
      period: 120,
      annotations: { horizontal: [{ value: 120_000 }] },
    });
  });

  it.each([
    ['@every 5m', 300],
    ['0 0,10,15,20,30,40,50 * * * *', 600],
  ])('goes by the timer: %s', (fcSchedule, seconds) => {
    expect(graph('Sweep time and interval', { fcSchedule })).toMatchObject({
      period: seconds,
      annotations: { horizontal: [{ value: seconds * 1_000 }] },
    });
    expect(graph(`Heartbeats in the last ${seconds / 20} minutes`, { fcSchedule }).start).toBe(`-PT${seconds / 20}M`);
    expect(graph('Oldest message that nobody accepted', { fcSchedule })).toMatchObject({
      annotations: { horizontal: [{ value: 3 * seconds * 1_000 }] },
    });
  });

  it('shows metrics that exist, with all of their dimensions and the fixed ones', () => {
    for (const { metrics } of graphsOf()) {
      for (const [namespace, name, ...dimensions] of metrics.filter((row) => row.length > 1) as string[][]) {
        expect(namespace).toBe('LiveRelay');
        const own = METRICS[name as keyof typeof METRICS].dimensions;
        expect(dimensions.slice(0, -1).filter((_, place) => place % 2 === 0)).toEqual(['Stage', ...own]);
      }
    }
  });

  it('of the essential metrics shows each of the eight, and no other', () => {
    const shown = graphsOf({ detail: 'essential' }).flatMap(({ metrics }) =>
      metrics.filter((row) => row.length > 1).map((row) => row[1]),
    );
    const essential = inDetail(
      Object.keys(METRICS).map((name) => ({ name, unit: 'Count', value: 0, dimensions: {} }) as const),
      'essential',
    ).filter(({ name }) => name !== 'AccountsBehind'); // no sweep publishes that one
    expect([...new Set(shown)].sort()).toEqual(essential.map(({ name }) => name).sort());
    expect(essential).toHaveLength(8);
  });

  it('has no delivery where nobody is told', () => {
    expect(
      graphsOf({ alerts: [] })
        .map(({ title }) => title)
        .filter((title) => /[Mm]essage/.test(title)),
    ).toEqual([]);
  });
});

describe('the check of a body', () => {
  const text = { type: 'text', x: 0, y: 0, width: 12, height: 2, properties: { markdown: 'x' } };
  it.each([
    ['widgets that overlap', [text, { ...text, x: 11 }]],
    ['a widget beyond the last column', [{ ...text, x: 13 }]],
    ['too many widgets', Array.from({ length: 501 }, (_, n) => ({ ...text, y: n * 2 }))],
    ['a property that is not documented', [{ ...text, properties: { markdown: 'x', colour: 'red' } }]],
  ])('finds %s', (_name, widgets) => {
    expect(dashboardBody.safeParse({ widgets }).success).toBe(false);
  });
});
