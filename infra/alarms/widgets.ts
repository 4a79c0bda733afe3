import type { Series } from './series.ts';

/** Options of one metric of a widget. */
interface RowOptions {
  readonly id?: string;
  readonly label?: string;
  readonly color?: string;
  readonly visible?: boolean;
  readonly yAxis?: 'left' | 'right';
}

/** A metric or an expression of a widget, as the body of a dashboard writes it. */
export type MetricRow = readonly (string | (RowOptions & { readonly expression?: string }))[];

interface Annotation {
  readonly label: string;
  readonly value: number;
  readonly color?: string;
}

/** What a metric widget is made from, region and statistic aside. */
export interface Graph {
  readonly title: string;
  readonly metrics: readonly MetricRow[];
  readonly periodSeconds: number;
  readonly view?: 'timeSeries' | 'singleValue';
  readonly stacked?: boolean;
  readonly stat?: 'Maximum' | 'Minimum' | 'Sum' | 'SampleCount';
  /** A separate time range, back from now. */
  readonly lastMinutes?: number;
  /** One value over the whole time range instead of the newest one. */
  readonly overall?: boolean;
  readonly limits?: readonly Annotation[];
  readonly leftLabel?: string;
}

/** A graph before the dashboard gives it a period. */
export type Content = Omit<Graph, 'periodSeconds'>;

/** Graphs side by side, and how high they are. */
export interface Contents {
  readonly height: number;
  readonly contents: readonly Content[];
}

/** A widget without its position. Source: CloudWatch API reference, Dashboard Body Structure and Syntax. */
export interface Widget {
  readonly type: 'text' | 'metric';
  readonly properties: object;
}

export interface PlacedWidget extends Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Columns of a dashboard. */
export const COLUMNS = 24;

export function textWidget(markdown: string): Widget {
  return { type: 'text', properties: { markdown } };
}

/** Gauges use Maximum unless told otherwise, because a repeated request may double a Sum. */
export function metricWidget(region: string, graph: Graph): Widget {
  const { title, metrics, periodSeconds, view = 'timeSeries', stacked, stat = 'Maximum' } = graph;
  const { lastMinutes, overall, limits, leftLabel } = graph;
  return {
    type: 'metric',
    properties: {
      title,
      view,
      region,
      stat,
      period: periodSeconds,
      metrics,
      ...(stacked === undefined ? {} : { stacked }),
      ...(lastMinutes === undefined ? {} : { start: `-PT${lastMinutes}M` }),
      ...(overall === undefined ? {} : { setPeriodToTimeRange: overall }),
      ...(limits === undefined ? {} : { annotations: { horizontal: limits } }),
      ...(view === 'timeSeries'
        ? { yAxis: { left: { min: 0, ...(leftLabel ? { label: leftLabel, showUnits: false } : {}) } } }
        : {}),
    },
  };
}

/** A series as a row of a widget. */
export function rowOf({ namespace, metric, dimensions }: Series, options: RowOptions = {}): MetricRow {
  return [namespace, metric, ...Object.entries(dimensions).flat(), options];
}

/** Metric math as a row of a widget. */
export function mathRow(expression: string, options: RowOptions = {}): MetricRow {
  return [{ expression, ...options }];
}

/** The sum of several series, under one label; `id` is unique in the widget. */
export function sumRows(id: string, series: readonly Series[], options: RowOptions): MetricRow[] {
  const [only] = series;
  if (only !== undefined && series.length === 1) return [rowOf(only, options)];
  const ids = series.map((_, place) => `${id}${place + 1}`);
  return [
    ...series.map((one, place) => rowOf(one, { id: ids[place] ?? id, visible: false })),
    mathRow(`SUM([${ids.join(', ')}])`, { id, ...options }),
  ];
}

/** Widgets side by side in one row of the dashboard, as wide as possible. */
export interface Row {
  readonly height: number;
  readonly widgets: readonly Widget[];
}

/** Stacks rows on top of each other. */
export function placed(rows: readonly Row[]): PlacedWidget[] {
  let y = 0;
  return rows.flatMap(({ height, widgets }) => {
    const width = Math.floor(COLUMNS / widgets.length);
    const row = widgets.map((widget, column) => ({ ...widget, x: column * width, y, width, height }));
    y += height;
    return row;
  });
}
