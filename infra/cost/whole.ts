import { freeTiersOf } from './assumptions.ts';
import type { CloudCost } from './cloud-cost.ts';
import { type CostLine, mergedLines } from './cost-line.ts';
import type { DispatcherCost } from './dispatcher.ts';
import type { Estimate } from './estimate.ts';

/** The bill for several accounts together, on one cloud. */
export interface WholeCloudCost extends Pick<CloudCost, 'cloud' | 'title'> {
  readonly accounts: Readonly<Record<string, number>>;
  readonly dispatcher: number;
  readonly usd: number;
}

/** What watching several accounts costs a month, in USD, and what is true of all of them. */
export interface WholeCost {
  readonly clouds: readonly WholeCloudCost[];
  /** Names of accounts that are not in it, since their part could not be estimated. */
  readonly leftOut: readonly string[];
  /** Lines without a price, over all accounts. */
  readonly unknown: readonly UnknownLine[];
  readonly assumptions: readonly string[];
  readonly freeTiers: readonly string[];
}

export interface UnknownLine extends Pick<CostLine, 'item' | 'units' | 'unit'> {
  readonly clouds: readonly CloudCost['cloud'][];
  readonly note: string | null;
}

/** Adds up the estimates of accounts, by name, and what the dispatcher costs. @param names all accounts, in their order */
export function wholeCost(
  names: readonly string[],
  estimates: ReadonlyMap<string, Estimate>,
  dispatcher: DispatcherCost,
): WholeCost {
  const estimated = names.flatMap((name) => {
    const estimate = estimates.get(name);
    return estimate === undefined ? [] : [{ name, estimate }];
  });
  const clouds = dispatcher.clouds.map(({ cloud, title, usd }): WholeCloudCost => {
    const accounts = estimated.map(({ name, estimate }) => [name, usdOn(cloud, estimate)] as const);
    return {
      cloud,
      title,
      accounts: Object.fromEntries(accounts),
      dispatcher: usd,
      usd: accounts.reduce((sum, [, one]) => sum + one, usd),
    };
  });
  const bills = [...estimated.map(({ estimate }) => estimate.clouds), dispatcher.clouds].flat();
  return {
    clouds,
    leftOut: names.filter((name) => !estimates.has(name)),
    unknown: unknownIn(bills),
    assumptions: [...sharedAssumptions([...estimates.values()]), ...dispatcher.assumptions, ADDED_UP],
    freeTiers: freeTiersOf(bills),
  };
}

/** Of a single account, tiers are right. */
const ADDED_UP =
  'The total adds up what each would be billed alone: prices that sink with the number of units sink sooner for all together.';

/** What is assumed of every account alike. */
export function sharedAssumptions(estimates: readonly Estimate[]): string[] {
  const [first, ...others] = estimates;
  return (first?.assumptions ?? []).filter((text) => others.every(({ assumptions }) => assumptions.includes(text)));
}

function usdOn(cloud: CloudCost['cloud'], { clouds }: Estimate): number {
  return clouds.find((one) => one.cloud === cloud)?.usd ?? 0;
}

function unknownIn(bills: readonly CloudCost[]): UnknownLine[] {
  const rows = new Map<string, UnknownLine>();
  for (const cloud of new Set(bills.map((bill) => bill.cloud))) {
    const lines = bills.flatMap((bill) => (bill.cloud === cloud ? bill.lines : []));
    for (const { item, unit, units, note = null } of mergedLines(lines.filter(({ usd }) => usd === null))) {
      const key = JSON.stringify([item, unit, units, note]);
      rows.set(key, { item, unit, units, clouds: [...(rows.get(key)?.clouds ?? []), cloud], note });
    }
  }
  return [...rows.values()];
}
