import type { CostLine } from './cost-line.ts';

/** The whole bill of relaywatch on one cloud. */
export interface CloudCost {
  readonly cloud: 'function-compute' | 'lambda';
  readonly title: string;
  readonly lines: readonly CostLine[];
  /** Of the lines whose price is known. */
  readonly usd: number;
}
