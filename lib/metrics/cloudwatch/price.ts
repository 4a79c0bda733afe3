/** The price of one unit, up to a number of units per month. */
export interface Tier {
  /** Units per month, counted from the first; the last tier is open-ended. */
  readonly upTo: number;
  readonly usd: number;
}

/** A list price, before any free tier. */
export interface Price {
  /** The name of the unit, in the plural. */
  readonly unit: string;
  /** How many units `usd` is for. */
  readonly per: number;
  /** Starting with the first unit; null where no price in USD was found, rather than a guess. */
  readonly tiers: readonly Tier[] | null;
  /** The regions that the list names. Prices elsewhere differ. */
  readonly regions: readonly string[];
  readonly source: string;
  /** `vendor`: the vendor's own page or API. `secondary`: somebody else who quotes it. */
  readonly confidence: 'vendor' | 'secondary';
  /** The vendor's free tier; never deducted. */
  readonly free?: string;
  readonly note?: string;
}

/** What this number of units costs per month, in USD; null when the price is unknown. */
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

/** Rounding errors in sums of decimal prices stay below this share of a unit. */
const ROUNDING = 1e-6;

/** How many whole units an amount of USD buys per month; 0 when the price is unknown. */
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
