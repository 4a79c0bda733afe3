/** What one unit costs, up to a number of units a month. */
export interface Tier {
  /** Units of a month, counted from the first; the last tier has no end. */
  readonly upTo: number;
  readonly usd: number;
}

/** A list price, before any free tier. */
export interface Price {
  /** What is counted, in the plural. */
  readonly unit: string;
  /** How many units `usd` is for. */
  readonly per: number;
  /** From the first unit on; null where no price in USD was found: then it is not made up. */
  readonly tiers: readonly Tier[] | null;
  /** Regions that the list names. Prices of others differ. */
  readonly regions: readonly string[];
  readonly source: string;
  /** `vendor`: the vendor's own page or API text. `secondary`: somebody else who quotes it. */
  readonly confidence: 'vendor' | 'secondary';
  /** What the vendor gives for nothing; never taken off. */
  readonly free?: string;
  readonly note?: string;
}

/** What a number of units costs in a month, in USD; null when the price is unknown. */
export function monthlyUsd({ tiers, per }: Price, units: number): number | null {
  if (tiers === null) return null;
  let usd = 0;
  let from = 0;
  for (const tier of tiers) {
    usd += (Math.max(0, Math.min(units, tier.upTo) - from) / per) * tier.usd;
    from = tier.upTo;
  }
  return usd;
}

/** Sums of decimal prices are off by less than this share of a unit. */
const ROUNDING = 1e-6;

/** The most whole units that an amount of USD buys in a month; none when the price is unknown. */
export function affordableUnits({ tiers, per }: Price, usd: number): number {
  let units = 0;
  let left = usd;
  for (const tier of tiers ?? []) {
    const here = (left / tier.usd) * per;
    if (units + here < tier.upTo) return Math.floor(units + here + ROUNDING);
    left -= ((tier.upTo - units) / per) * tier.usd;
    units = tier.upTo;
  }
  return units;
}
