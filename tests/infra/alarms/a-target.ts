import { requiredAlarmTarget } from '../../../infra/alarms/target.ts';
import { parseConfig } from '../../../lib/config/load.ts';
import type { Config } from '../../../lib/config/schema.ts';

export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:on-call';

export interface Parts {
  readonly regions?: readonly string[];
  readonly alerts?: readonly object[];
  readonly metrics?: readonly object[];
  /** Of the metrics. */
  readonly detail?: 'essential' | 'full';
  readonly alarms?: object;
  /** Of Lambda's timer. */
  readonly schedule?: string;
  /** Of Function Compute's; null: as it comes. */
  readonly fcSchedule?: string | null;
  readonly endpoint?: string;
}

const FC = { version: 3, region: 'cn-shanghai', accountId: '123456789012', role: 'acs:ram::123456789012:role/watch' };

/** A configuration with a cloudwatch backend, two regions, two channels. */
export function aConfig({
  regions = ['cn-shanghai', 'cn-beijing'],
  alerts,
  metrics,
  detail = 'full',
  alarms = {},
  schedule,
  fcSchedule,
  endpoint,
}: Parts = {}): Config {
  const cloudWatch = {
    type: 'cloudwatch',
    namespace: 'LiveRelay',
    region: 'eu-central-1',
    dimensions: { Stage: 'prod' },
    detail,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  const document = {
    live: { regions },
    metrics: metrics ?? [cloudWatch],
    alerts: alerts ?? [
      { type: 'slack', url: 'https://hooks.slack.com/services/T/B/x' },
      { type: 'webhook', name: '值班', url: 'https://on-call.example.com/' },
    ],
    deploy: {
      alarms,
      ...(schedule === undefined ? {} : { aws: { region: 'eu-central-1', schedule } }),
      ...(fcSchedule === undefined ? {} : { fc: { ...FC, ...(fcSchedule ? { schedule: fcSchedule } : {}) } }),
    },
  };
  return parseConfig(JSON.stringify(document), {}, 'relaywatch.yml');
}

export function aTarget(parts: Parts = {}) {
  return requiredAlarmTarget(aConfig(parts), 'relaywatch.yml');
}
