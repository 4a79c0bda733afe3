import type { Config } from '../../lib/config/schema.ts';
import type { Price } from '../../lib/metrics/cloudwatch/price.ts';
import { type CostLine, costLine } from './cost-line.ts';
import { OSS_READS, OSS_WRITES, S3_READS, S3_WRITES } from './prices.ts';
import { type BucketSettings, lookUsage, stateUsage } from './state-usage.ts';

interface Billing {
  readonly write: Price;
  readonly read: Price;
  /** Whether deleting a key is billed as a write. */
  readonly billsRemoving: boolean;
}

const BILLING: Readonly<Record<BucketSettings['type'], Billing>> = {
  oss: { write: OSS_WRITES, read: OSS_READS, billsRemoving: true },
  s3: { write: S3_WRITES, read: S3_READS, billsRemoving: false },
};

/**
 * What the state's bucket charges for requests; nothing when the state is not in a bucket.
 * @param looks as in stateUsage
 * @param listings of hints between sweeps, in a month
 */
export async function stateLines(
  { state }: Pick<Config, 'state'>,
  sweeps: number,
  looks: number | null,
  listings = 0,
): Promise<CostLine[]> {
  if (!state || !('bucket' in state)) return [];
  const { write, read, billsRemoving } = BILLING[state.type];
  const usage = await stateUsage(state, looks);
  const { writes, reads, removed } = usage;
  const asWrites = writes + usage.listings + (billsRemoving ? removed : 0);
  return [costLine('state writes', write, sweeps * asWrites + listings), costLine('state reads', read, sweeps * reads)];
}

/** What is charged for looking at a state that others save, so many times in a month. */
export async function lookLines({ state }: Pick<Config, 'state'>, looks: number): Promise<CostLine[]> {
  if (!state || !('bucket' in state)) return [];
  const { write, read } = BILLING[state.type];
  const { listings, reads } = await lookUsage(state);
  return [costLine('state writes', write, looks * listings), costLine('state reads', read, looks * reads)];
}
