import type { Price } from './price.ts';

/** One metric in one namespace with one set of dimension values, billed for the hours in which it got a point. */
export const CLOUDWATCH_METRICS: Price = {
  unit: 'metrics',
  per: 1,
  tiers: [
    { upTo: 10_000, usd: 0.3 },
    { upTo: 250_000, usd: 0.1 },
    { upTo: 1_000_000, usd: 0.05 },
    { upTo: Number.POSITIVE_INFINITY, usd: 0.02 },
  ],
  regions: ['us-east-1', 'us-east-2'],
  source: 'AWS price list as quoted by nishinoshake/aws-rough#37; first tier also signoz.io/guides/cloudwatch-pricing',
  confidence: 'secondary',
  free: '10 custom metrics',
};
