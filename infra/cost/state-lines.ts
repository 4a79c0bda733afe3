import type { Config } from '../../lib/config/schema.ts';
import { type CostLine, costLine } from './cost-line.ts';
import { OSS_READS, OSS_WRITES, S3_READS, S3_WRITES } from './prices.ts';
import { stateUsage } from './state-usage.ts';

/** What the bucket of the state bills for requests; nothing when the state is not in a bucket. */
export async function stateLines(config: Config, sweeps: number): Promise<CostLine[]> {
  const usage = await stateUsage(config);
  if (usage === null) return [];
  const { writes, listings, reads, removed } = usage;
  const isOss = config.state?.type === 'oss';
  const asWrites = writes + listings + (isOss ? removed : 0);
  return [
    costLine('state writes', isOss ? OSS_WRITES : S3_WRITES, sweeps * asWrites),
    costLine('state reads', isOss ? OSS_READS : S3_READS, sweeps * reads),
  ];
}
