import * as z from 'zod/mini';
import { parseUtc, type UtcDateTime } from '../base/time.ts';
import { METRICS, type MetricName, type MetricPoint } from '../monitor/metric-points.ts';

/*
 * The numbers of the last sweep, for whoever asks between two sweeps. A point is written as [name, value, dimension
 * values in the order of METRICS]: the state of a healthy fleet has to stay below 4 kB.
 */
const row = z.tuple([z.string(), z.number()], z.string());
const packed = z.object({ at: z.string(), rows: z.array(row) });

/** The points of one sweep. */
export interface LastPoints {
  readonly at: UtcDateTime;
  readonly points: readonly MetricPoint[];
}

/** Points as the state keeps them. Names that METRICS does not have are left out. */
export function packPoints({ at, points }: LastPoints): z.infer<typeof packed> {
  const rows = points.flatMap(({ name, value, dimensions }) =>
    isKnown(name)
      ? [[name, value, ...METRICS[name].dimensions.map((key) => dimensions[key] ?? '')] satisfies z.infer<typeof row>]
      : [],
  );
  return { at: at.toISO(), rows };
}

/** The points of a state; null when none were kept, or what is there cannot be used. */
export function unpackPoints(value: unknown): LastPoints | null {
  const parsed = packed.safeParse(value);
  const at = parsed.success ? parseUtc(parsed.data.at) : null;
  if (!parsed.success || at === null) return null;
  const points = parsed.data.rows.flatMap(([name, number, ...values]) => {
    if (!isKnown(name)) return [];
    const { unit, dimensions } = METRICS[name];
    return [
      {
        name,
        unit,
        value: number,
        dimensions: Object.fromEntries(dimensions.map((key, index) => [key, values[index] ?? ''])),
      },
    ];
  });
  return { at, points };
}

function isKnown(name: string): name is MetricName {
  return Object.hasOwn(METRICS, name);
}
