import { cloudWatchCost } from '../../infra/cost/cloudwatch-lines.ts';
import type { CostLine } from '../../infra/cost/cost-line.ts';
import { fleetOf } from '../../infra/cost/fleet.ts';
import { functionComputeLines, lambdaLines } from '../../infra/cost/function-lines.ts';
import { LAMBDA } from '../../infra/cost/lambda.ts';
import { MONTH_SECONDS } from '../../infra/cost/pace.ts';
import { stateLines } from '../../infra/cost/state-lines.ts';
import { parseConfig } from '../../lib/config/load.ts';
import type { ScaleFigures } from './figures.ts';
import type { ScaleOptions } from './options.ts';

/** As `relaywatch.example.yml` has them; both platforms give the function the same memory by default. */
const CONFIG = (type: 'oss' | 's3', region: string) =>
  parseConfig(
    JSON.stringify({
      live: { regions: ['cn-shanghai', 'cn-beijing'] },
      state: { type, bucket: 'relaywatch-state', region },
      metrics: [{ type: 'cloudwatch', region: 'us-east-1', namespace: 'LiveRelay' }],
    }),
    {},
    'the simulation',
  );

/** One part of the bill, a month. */
export interface Part {
  /** What is known of it. */
  readonly usd: number;
  /** Lines without a price. */
  readonly unknown: readonly string[];
}

export interface Bill {
  readonly what: string;
  readonly functionCompute: Part;
  readonly lambda: Part;
}

/** What all accounts cost in a month that goes on like this, by the prices of `relaywatch cost`. */
export async function billOf(
  { invocations, functionSeconds, calls }: ScaleFigures,
  { accounts, relays, ticks, intervalMs }: Pick<ScaleOptions, 'accounts' | 'relays' | 'ticks' | 'intervalMs'>,
): Promise<Bill[]> {
  const times = MONTH_SECONDS / ((ticks * intervalMs) / 1_000);
  const running = { invocations: invocations * times, seconds: functionSeconds * times, calls: calls * times };
  const [onOss, onS3] = [CONFIG('oss', 'cn-shanghai'), CONFIG('s3', 'us-east-1')];
  const cloudWatch = (sweeps: number, watches: 'relays' | 'accounts') =>
    cloudWatchCost(onS3, fleetOf(onS3, relays), sweeps, 'the simulation', watches).lines;
  // an account has no dashboard of its own unless `accountDashboards` asks for it
  const each = partOf(cloudWatch(running.invocations / accounts, 'relays').filter(({ item }) => item !== 'dashboard'));
  const over = partOf(cloudWatch(ticks * times, 'accounts'));
  const metrics = { usd: accounts * each.usd + over.usd, unknown: [...each.unknown, ...over.unknown] };
  return [
    {
      what: 'functions, logs, traffic',
      functionCompute: partOf(functionComputeLines(LAMBDA.memoryMb, running)),
      lambda: partOf(lambdaLines(LAMBDA.memoryMb, LAMBDA.architecture, running)),
    },
    {
      what: 'requests to the state',
      functionCompute: partOf(await stateLines(onOss, running.invocations, null)),
      lambda: partOf(await stateLines(onS3, running.invocations, null)),
    },
    { what: 'CloudWatch, essential, if every account has it', functionCompute: metrics, lambda: metrics },
  ];
}

function partOf(lines: readonly CostLine[]): Part {
  return {
    usd: lines.reduce((sum, { usd }) => sum + (usd ?? 0), 0),
    unknown: lines.filter(({ usd }) => usd === null).map(({ item }) => item),
  };
}
