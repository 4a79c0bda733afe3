import type { PerTaskLimit } from '../backend.ts';
import { CLOUDWATCH_METRICS } from './metric-price.ts';
import { affordableUnits } from './price.ts';

/**
 * How many CloudWatch metrics a cost cap pays for, at list price and assuming that the account has no others, which
 * would only make ours cheaper. Requests are not counted; they add a few percent.
 * @param costCap USD a month
 */
export function perTaskLimit(costCap: number): PerTaskLimit {
  return { costCap, mostMetrics: affordableUnits(CLOUDWATCH_METRICS, costCap) };
}
