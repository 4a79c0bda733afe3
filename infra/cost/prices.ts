import type { Price } from '../../lib/metrics/cloudwatch/price.ts';

export { CLOUDWATCH_METRICS } from '../../lib/metrics/cloudwatch/metric-price.ts';

/*
 * Prices as of PRICES_DATE: list prices in USD, without free tiers. They change, and differ by region. The price of a
 * metric is in lib/metrics/cloudwatch, which needs it for its cost cap.
 */

export const PRICES_DATE = '2026-11-22';

const END = Number.POSITIVE_INFINITY;
/** A single price starting with the first unit. */
const flat = (usd: number) => [{ upTo: END, usd }];
const US_EAST = ['us-east-1', 'us-east-2'] as const;

const CLOUDWATCH_LIST = {
  regions: US_EAST,
  source: 'AWS price list as quoted by public references; free tier: aws.amazon.com/cloudwatch/pricing',
  confidence: 'secondary',
} as const;
const LAMBDA_LIST = {
  regions: ['us-east-1'],
  source: 'cloudchipr.com/blog/aws-lambda-pricing; free tier: aws.amazon.com/lambda/pricing',
  confidence: 'secondary',
  free: '400,000 GB-seconds',
} as const;
const S3_LIST = {
  regions: ['us-east-1'],
  source: 'c3x.dev/blog/s3-request-fees-explained',
  confidence: 'secondary',
} as const;
const OSS_LIST = {
  regions: ['mainland China'],
  source: 'alibabacloud.com/help/en/oss/api-operation-calling-fees; help.aliyun.com/document_detail/109686.html',
  confidence: 'vendor',
  note: 'no price in USD was found; mainland China lists 0.01 CNY for 10,000 requests',
} as const;

export const CLOUDWATCH_REQUESTS: Price = {
  unit: 'requests',
  per: 1_000,
  tiers: flat(0.01),
  ...CLOUDWATCH_LIST,
  free: '1,000,000 requests',
};

/** An alarm is billed by the number of metrics it uses. */
export const CLOUDWATCH_ALARMS: Price = {
  unit: 'alarm metrics',
  per: 1,
  tiers: flat(0.1),
  ...CLOUDWATCH_LIST,
  free: '10 alarm metrics',
  note: 'standard resolution; a composite alarm is 0.50 USD',
};

export const CLOUDWATCH_DASHBOARDS: Price = {
  unit: 'dashboards',
  per: 1,
  tiers: flat(3),
  ...CLOUDWATCH_LIST,
  free: '3 dashboards of up to 50 metrics',
};

export const LAMBDA_X86: Price = {
  unit: 'GB-seconds',
  per: 1,
  tiers: [
    { upTo: 6e9, usd: 0.000_016_666_7 },
    { upTo: 15e9, usd: 0.000_015 },
    { upTo: END, usd: 0.000_013_333_4 },
  ],
  ...LAMBDA_LIST,
};

export const LAMBDA_ARM: Price = {
  unit: 'GB-seconds',
  per: 1,
  tiers: [
    { upTo: 7.5e9, usd: 0.000_013_333_4 },
    // there is a cheaper tier above 18.75e9, which the source did not show and no sweep reaches
    { upTo: END, usd: 0.000_012_000_1 },
  ],
  ...LAMBDA_LIST,
};

export const LAMBDA_REQUESTS: Price = {
  unit: 'invocations',
  per: 1_000_000,
  tiers: flat(0.2),
  regions: ['us-east-1'],
  source: 'aws.amazon.com/lambda/pricing, cloudchipr.com/blog/aws-lambda-pricing',
  confidence: 'secondary',
  free: '1,000,000 invocations',
};

/**
 * Both generations of Function Compute bill a single unit, the CU, into which everything else is converted (see
 * FC_CU_OF).
 */
export const FC_UNITS: Price = {
  unit: 'CU',
  per: 1,
  tiers: [
    { upTo: 100e6, usd: 0.000_02 },
    { upTo: 500e6, usd: 0.000_017 },
    { upTo: END, usd: 0.000_014 },
  ],
  regions: ['all regions of the international site'],
  source: 'help.aliyun.com/en/functioncompute/fc-2-0/product-overview/pay-as-you-go-billing-method',
  confidence: 'vendor',
  free: 'a trial quota for new users',
};

/** CU for one unit of each. Same source as FC_UNITS. */
export const FC_CU_OF = { invocation: 75 / 10_000, vcpuSecond: 1, memoryGbSecond: 0.15, diskGbSecond: 0.05 } as const;

/** PUT, POST and LIST; deleting is free. */
export const S3_WRITES: Price = {
  unit: 'PUT requests',
  per: 1_000,
  tiers: flat(0.005),
  ...S3_LIST,
};

export const S3_READS: Price = {
  unit: 'GET requests',
  per: 1_000,
  tiers: flat(0.000_4),
  ...S3_LIST,
};

/** PutObject, DeleteObject and ListObjects are all billed as PUT. */
export const OSS_WRITES: Price = {
  unit: 'PUT requests',
  per: 10_000,
  tiers: null,
  ...OSS_LIST,
};

export const OSS_READS: Price = {
  unit: 'GET requests',
  per: 10_000,
  tiers: null,
  ...OSS_LIST,
};

/** What Lambda's functions print; the first tier. */
export const LAMBDA_LOGS: Price = {
  unit: 'MB',
  per: 1_000,
  tiers: flat(0.5),
  regions: ['us-east-1'],
  source: 'hykell.com/kb/platform-specific-guides/aws-cloudwatch-logs-pricing, duckbillgroup.com/?p=9080',
  confidence: 'secondary',
  free: '5 GB of logs',
};

/**
 * What Function Compute's functions print, in Simple Log Service, billed by feature: writing, indexing and three days of storage
 * together, from the vendor's own example. The prices of its items were not found one by one.
 */
export const FC_LOGS: Price = {
  unit: 'MB',
  per: 1_000,
  tiers: flat(0.117),
  regions: ['all regions of the international site'],
  source: 'alibabacloud.com/help/en/sls/product-overview/billing-examples (18.6 GB a day cost 2.17 USD)',
  confidence: 'vendor',
  free: 'logs up to a monthly quota (310 MB are, in the example)',
};

const TRAFFIC_NOTE = 'no price of outbound traffic in USD was found';

/** Questions to Live leave by the internet; answers to a function are not billed. */
export const FC_TRAFFIC: Price = {
  unit: 'calls out',
  per: 1,
  tiers: null,
  regions: ['all regions of the international site'],
  source:
    'alibabacloud.com/help/doc-detail/181687.htm (billed, without a price); free: alibabacloud.com/help/en/cdt/product-overview/what-is-cdt',
  confidence: 'vendor',
  free: '20 GB out of mainland China, 180 GB out of other regions',
  note: `${TRAFFIC_NOTE}; from Function Compute the first 20 GB a month are free`,
};

export const LAMBDA_TRAFFIC: Price = {
  unit: 'calls out',
  per: 1,
  tiers: null,
  regions: ['us-east-1'],
  source: 'aws.amazon.com/lambda/pricing (not read)',
  confidence: 'vendor',
  note: TRAFFIC_NOTE,
};

/** A relay task from start to end, including the time of its own retries. */
export const LIVE_RELAY_MINUTES: Price = {
  unit: 'relay minutes',
  per: 1,
  tiers: flat(0.000_3),
  regions: ['all regions of the international site'],
  source: 'alibabacloud.com/help/en/live/product-overview/billing-of-live-pull-to-push (2026-03-03)',
  confidence: 'vendor',
};
