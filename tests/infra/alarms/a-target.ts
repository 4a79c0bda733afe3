import { requiredAlarmTarget } from '../../../infra/alarms/target.ts';
import { parseConfig } from '../../../lib/config/load.ts';
import type { Config } from '../../../lib/config/schema.ts';

export const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:on-call';

export interface Parts {
  readonly regions?: readonly string[];
  readonly alerts?: readonly object[];
  readonly metrics?: readonly object[];
  readonly alarms?: object;
  /** Of Lambda's timer. */
  readonly schedule?: string;
  readonly endpoint?: string;
}

/** A configuration with a cloudwatch backend, two regions, two channels. */
export function aConfig({
  regions = ['cn-shanghai', 'cn-beijing'],
  alerts,
  metrics,
  alarms = {},
  schedule,
  endpoint,
}: Parts = {}): Config {
  const cloudWatch = {
    type: 'cloudwatch',
    namespace: 'LiveRelay',
    region: 'eu-central-1',
    dimensions: { Stage: 'prod' },
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  const document = {
    live: { regions },
    metrics: metrics ?? [cloudWatch],
    alerts: alerts ?? [
      { type: 'slack', url: 'https://hooks.slack.com/services/T/B/x' },
      { type: 'webhook', name: '值班', url: 'https://on-call.example.com/' },
    ],
    deploy: { alarms, ...(schedule === undefined ? {} : { aws: { region: 'eu-central-1', schedule } }) },
  };
  return parseConfig(JSON.stringify(document), {}, 'relaywatch.yml');
}

export function aTarget(parts: Parts = {}) {
  return requiredAlarmTarget(aConfig(parts), 'relaywatch.yml');
}
