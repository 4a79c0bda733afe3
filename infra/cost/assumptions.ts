import type { Config } from '../../lib/config/schema.ts';
import type { Price } from '../../lib/metrics/cloudwatch/price.ts';
import type { DeploySettings } from '../deploy/settings.ts';
import type { CloudCost } from './cloud-cost.ts';
import type { Fleet } from './fleet.ts';
import { FC_VCPU_OF_A_GB, LOG_BYTES_A_SWEEP } from './function-lines.ts';
import type { Pace } from './pace.ts';
import {
  CLOUDWATCH_ALARMS,
  CLOUDWATCH_DASHBOARDS,
  CLOUDWATCH_METRICS,
  CLOUDWATCH_REQUESTS,
  FC_LOGS,
  FC_TRAFFIC,
  FC_UNITS,
  LAMBDA_ARM,
  LAMBDA_LOGS,
  LAMBDA_REQUESTS,
} from './prices.ts';

const number = (value: number, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });

/** The assumptions behind the numbers, one sentence each. */
export function assumptionsOf(
  config: Config,
  deploy: DeploySettings,
  { relays, calls }: Fleet,
  { intervalSeconds, sweepSeconds, measured, sweeps }: Pace,
  timeoutSeconds: number,
): string[] {
  const others = config.metrics.filter(({ type }) => type !== 'cloudwatch').map(({ type }) => type);
  const onFc = deploy.fc || !deploy.aws;
  return [
    `A month has 730 hours, so ${number(sweeps)} sweeps, one every ${number(intervalSeconds)} s.`,
    measured
      ? `A sweep takes ${number(sweepSeconds, 1)} s, as told.`
      : `A sweep takes ${number(sweepSeconds, 1)} s: ${number(calls)} calls for ${number(relays)} relays at ${config.live.qps} a second, and 2 s for all else (--sweep-seconds takes what you measured).`,
    ...(sweepSeconds > intervalSeconds
      ? [
          'That is longer than the interval: timer events in between find it under way and leave at once, so this is the most.',
        ]
      : []),
    ...(sweepSeconds > timeoutSeconds
      ? [`The function has ${number(timeoutSeconds)} s: a sweep stops before, and the next one goes on from there.`]
      : []),
    ...(config.metrics.some(({ type }) => type === 'cloudwatch')
      ? ['Custom metrics are counted as if each kind of fault were open all month; a quiet month costs less.']
      : []),
    ...(onFc
      ? [`Function Compute gives ${number(FC_VCPU_OF_A_GB, 2)} vCPU for each GB, and bills its 512 MB disk.`]
      : []),
    'List prices of us-east-1, us-east-2 and the international site of Alibaba Cloud; other regions differ.',
    `A sweep prints about ${number(LOG_BYTES_A_SWEEP)} bytes, more when there is news.`,
    `Not counted: stored bytes, taxes${others.length > 0 ? `, and what stands behind ${[...new Set(others)].join(' and ')}` : ''}.`,
  ];
}

/** The vendors' free tiers, if a cloud's bill has such lines. Never deducted, since other workloads use them too. */
export function freeTiersOf(clouds: readonly CloudCost[]): string[] {
  const has = (item: string) => clouds.some(({ lines }) => lines.some((line) => line.item === item));
  const on = (cloud: CloudCost['cloud']) => clouds.some((one) => one.cloud === cloud);
  const groups: readonly (readonly [string, readonly Price[]])[] = [
    ['Function Compute', on('function-compute') ? [FC_UNITS, FC_LOGS, FC_TRAFFIC] : []],
    ['Lambda', on('lambda') ? [LAMBDA_ARM, LAMBDA_REQUESTS, LAMBDA_LOGS] : []],
    [
      'CloudWatch',
      has('custom metrics') ? [CLOUDWATCH_METRICS, CLOUDWATCH_REQUESTS, CLOUDWATCH_ALARMS, CLOUDWATCH_DASHBOARDS] : [],
    ],
  ];
  return groups.flatMap(([service, prices]) => {
    const free = prices.flatMap((price) => price.free ?? []);
    return free.length > 0 ? [`${service} ${free.join(', ')}`] : [];
  });
}
