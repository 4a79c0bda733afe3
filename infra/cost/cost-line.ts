import { monthlyUsd, type Price } from '../../lib/metrics/cloudwatch/price.ts';

/** One line of a bill. */
export interface CostLine {
  readonly item: string;
  /** Per month. */
  readonly units: number;
  readonly unit: string;
  readonly price: string;
  /** Null when the price is unknown. */
  readonly usd: number | null;
  /** Where the price is from. */
  readonly source: string;
  readonly note?: string;
}

/**
 * The line for a number of units per month. @param before units that are counted first and so use up the more expensive
 * tiers
 */
export function costLine(item: string, price: Price, units: number, before = 0): CostLine {
  const all = monthlyUsd(price, before + units);
  const first = monthlyUsd(price, before);
  return {
    item,
    units,
    unit: price.unit,
    price: priceText(price),
    usd: all === null || first === null ? null : all - first,
    source: price.source,
    ...(price.note === undefined ? {} : { note: price.note }),
  };
}

/** What lines with a known price cost together. */
export function sumOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
}

/** One line for those that are the same thing at the same price. */
export function mergedLines(lines: readonly CostLine[]): CostLine[] {
  const merged = new Map<string, CostLine>();
  for (const line of lines) {
    const key = JSON.stringify([line.item, line.unit, line.price, line.source]);
    const before = merged.get(key);
    const usd = before === undefined || before.usd === null || line.usd === null ? line.usd : before.usd + line.usd;
    merged.set(key, { ...line, units: (before?.units ?? 0) + line.units, usd });
  }
  return [...merged.values()];
}

/** The price of something billed in another unit, of which each one costs `factor` units. */
export function converted(price: Price, unit: string, factor: number): Price {
  const tiers = price.tiers?.map(({ upTo, usd }) => ({ upTo: upTo / factor, usd: usd * factor })) ?? null;
  return { ...price, unit, tiers };
}

function priceText({ tiers, per }: Price): string {
  if (tiers === null) return 'unknown';
  const [first] = tiers;
  // in the shortest exact form: 0.3, 0.0000166667
  const usd = Number((first?.usd ?? 0).toPrecision(6)).toLocaleString('en', { maximumFractionDigits: 12 });
  return `${tiers.length > 1 ? 'at most ' : ''}${usd} ${per === 1 ? 'each' : `per ${per.toLocaleString('en')}`}`;
}
