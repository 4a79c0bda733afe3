import { parseUtc, type UtcDateTime } from '../base/time.ts';
import { METRICS, type MetricName, type MetricPoint } from '../monitor/metric-catalogue.ts';
import { type PackedPoints, packedPoints } from './snapshot-forms.ts';

/*
 * The form in which the state keeps the numbers of the last sweep, for readers between two sweeps. A point is written
 * as [name, value, dimension values in the order of METRICS], because the state of a healthy fleet has to stay below 4
 * kB.
 */

/** The points of one sweep. */
export interface LastPoints {
  readonly at: UtcDateTime;
  readonly points: readonly MetricPoint[];
}

/** Points in the form in which the state keeps them. Names unknown to METRICS are left out. */
export function packPoints({ at, points }: LastPoints): PackedPoints {
  const rows = points.flatMap(({ name, value, dimensions }) =>
    isKnown(name)
      ? [
          [
            name,
            value,
            ...METRICS[name].dimensions.map((key) => dimensions[key] ?? ''),
          ] satisfies PackedPoints['rows'][0],
        ]
      : [],
  );
  return { at: at.toISO(), rows };
}

/** The points in a state; null when it has none, or they cannot be used. */
export function unpackPoints(value: unknown): LastPoints | null {
  const parsed = packedPoints.safeParse(value);
  const at = parsed.success ? parseUtc(parsed.data.at) : null;
  if (!parsed.success || at === null) return null;
  return { at, points: parsed.data.rows.flatMap(pointsIn) };
}

/** The point of one row; none when its name is unknown. */
function pointsIn([name, value, ...values]: PackedPoints['rows'][number]): MetricPoint[] {
  if (!isKnown(name)) return [];
  const { unit, dimensions } = METRICS[name];
  return [
    { name, unit, value, dimensions: Object.fromEntries(dimensions.map((key, index) => [key, values[index] ?? ''])) },
  ];
}

function isKnown(name: string): name is MetricName {
  return Object.hasOwn(METRICS, name);
}
