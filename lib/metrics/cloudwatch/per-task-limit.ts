import type { PerTaskLimit } from '../backend.ts';
import { CLOUDWATCH_METRICS } from './metric-price.ts';
import { affordableUnits } from './price.ts';

/**
 * How many CloudWatch metrics a cap pays for, at list price and as if the account had no others: those would only make
 * ours cheaper. The requests that carry them are not counted; they are some hundredths of it.
 * @param costCap USD a month
 */
export function perTaskLimit(costCap: number): PerTaskLimit {
  return { costCap, mostMetrics: affordableUnits(CLOUDWATCH_METRICS, costCap) };
}
