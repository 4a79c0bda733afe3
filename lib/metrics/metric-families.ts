import { METRICS, type MetricPoint } from '../monitor/metric-catalogue.ts';
import type { UnfitPoint } from './publish-result.ts';

/** One series of a family: labels without empty values, and a finite number in the base unit. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** All series of one metric, in base units, grouped as Prometheus and OpenTelemetry require. */
export interface Family {
  /** In snake case, without prefix or unit: `sweep_duration`. */
  readonly name: string;
  readonly unit: 'seconds' | 'none';
  readonly help: string;
  readonly series: readonly Series[];
}

export type UnfitReason = 'no-name' | 'not-a-number' | 'twice';

export interface FittedFamilies {
  readonly families: readonly Family[];
  /** Points that cannot be exported, because a series needs a name, a number and unique labels. */
  readonly unfit: readonly UnfitPoint<UnfitReason>[];
}

/**
 * Converts points into families of series. This is the one place that defines names and units for Prometheus and
 * OpenTelemetry. Names and labels are in snake case, milliseconds become seconds, and labels with an empty value are
 * left out, since Prometheus treats them as absent. If several points end up with the same name and labels, only the
 * first is kept: a second one would invalidate the whole push. Every point ends up in exactly one of the two lists.
 * Source: Prometheus, "Metric and label naming" and "Data model".
 */
export function familiesOf(points: readonly MetricPoint[]): FittedFamilies {
  const families = new Map<string, { family: Omit<Family, 'series'>; series: Map<string, Series> }>();
  const unfit: UnfitPoint<UnfitReason>[] = [];
  for (const point of points) {
    const family = familyOf(point);
    const name = `${family.name} ${family.unit}`;
    const known = families.get(name) ?? { family, series: new Map<string, Series>() };
    const series = { labels: labelsOf(point.dimensions), value: inBaseUnits(point) };
    const key = JSON.stringify(Object.entries(series.labels).sort());
    const reason = reasonOf(point, known.series.has(key));
    if (reason !== null) {
      unfit.push({ name: point.name, reason });
      continue;
    }
    families.set(name, known);
    known.series.set(key, series);
  }
  return {
    families: [...families.values()].map(({ family, series }) => ({ ...family, series: [...series.values()] })),
    unfit,
  };
}

function reasonOf({ name, value }: MetricPoint, isTold: boolean): UnfitReason | null {
  if (name.trim() === '') return 'no-name';
  if (!Number.isFinite(value)) return 'not-a-number';
  return isTold ? 'twice' : null;
}

function familyOf({ name, unit }: MetricPoint): Omit<Family, 'series'> {
  return {
    // the name of a gauge must not end like that of a counter, or `promtool check metrics` complains
    name: identifierOf(name).replace(/_total$/, '_all'),
    unit: unit === 'Milliseconds' ? 'seconds' : 'none',
    help: isKnown(name) ? METRICS[name].means : `${wellFormed(name)} of relaywatch`,
  };
}

function isKnown(name: string): name is keyof typeof METRICS {
  return Object.hasOwn(METRICS, name);
}

function inBaseUnits({ unit, value }: MetricPoint): number {
  return unit === 'Milliseconds' ? value / 1_000 : value;
}

function labelsOf(dimensions: Readonly<Record<string, string>>): Record<string, string> {
  const labels: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(dimensions)) {
    if (value === '') continue;
    let label = identifierOf(name);
    while (label in labels) label += '_';
    labels[label] = wellFormed(value);
  }
  return labels;
}

/**
 * `TaskId` becomes `task_id`. Only ASCII letters, digits and `_`, without a leading double underscore, which Prometheus
 * reserves.
 */
function identifierOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return words
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+/, '_')
    .replace(/^(?=\d|$)/, '_');
}

/** As it will be sent: an unpaired surrogate becomes the replacement character here, before series are compared. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
