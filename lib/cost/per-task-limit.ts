import type { PerTaskLimit } from '../metrics/backend.ts';
import { affordableUnits } from './price.ts';
import { CLOUDWATCH_METRICS } from './prices.ts';

/**
 * How many CloudWatch metrics a cap pays for, at list price and as if the account had no others: those would only make
 * ours cheaper. The requests that carry them are not counted; they are some hundredths of it.
 * @param costCap USD a month
 */
export function perTaskLimit(costCap: number): PerTaskLimit {
  return { costCap, mostMetrics: affordableUnits(CLOUDWATCH_METRICS, costCap) };
}
