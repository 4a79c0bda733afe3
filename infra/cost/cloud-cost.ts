import type { CostLine } from './cost-line.ts';

/** The complete bill for relaywatch on one cloud. */
export interface CloudCost {
  readonly cloud: 'function-compute' | 'lambda';
  readonly title: string;
  readonly lines: readonly CostLine[];
  /** The sum of lines with a known price. */
  readonly usd: number;
}

export const CLOUD_NAMES: Readonly<Record<CloudCost['cloud'], string>> = {
  'function-compute': 'Function Compute',
  lambda: 'Lambda',
};
