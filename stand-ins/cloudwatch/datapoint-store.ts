import type { StoredDatapoint } from './metric-rules.ts';

/** What `GET /_stats` says of one metric, from the data still kept. */
interface MetricStats {
  readonly datapoints: number;
  /** The last value received for each set of dimensions. */
  readonly latest: readonly Pick<StoredDatapoint, 'dimensions' | 'value' | 'timestampMs'>[];
}

/** The last data received, at most as many as asked for; what is older is forgotten and only counted. */
export interface DatapointStore {
  add(data: readonly StoredDatapoint[]): void;
  kept(): readonly StoredDatapoint[];
  total(): number;
  byMetric(): Readonly<Record<string, MetricStats>>;
}

/** An empty store that keeps the last `keep` data. */
export function createDatapointStore(keep: number): DatapointStore {
  let data: StoredDatapoint[] = [];
  let total = 0;
  return {
    add(more) {
      total += more.length;
      data = [...data, ...more].slice(-keep);
    },
    kept: () => data,
    total: () => total,
    byMetric: () => statsByMetric(data),
  };
}

function statsByMetric(data: readonly StoredDatapoint[]): Readonly<Record<string, MetricStats>> {
  const byName = new Map<string, StoredDatapoint[]>();
  for (const point of data) {
    const points = byName.get(point.name);
    if (points === undefined) byName.set(point.name, [point]);
    else points.push(point);
  }
  return Object.fromEntries([...byName].map(([name, points]) => [name, statsOf(points)]));
}

function statsOf(points: readonly StoredDatapoint[]): MetricStats {
  const latest = new Map(points.map((point) => [seriesKey(point), point]));
  return {
    datapoints: points.length,
    latest: [...latest.values()].map(({ dimensions, value, timestampMs }) => ({ dimensions, value, timestampMs })),
  };
}

function seriesKey({ namespace, dimensions }: StoredDatapoint): string {
  return JSON.stringify([namespace, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
