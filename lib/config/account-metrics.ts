import type { Config, MetricsSettings } from './schema.ts';

/** The dimension that says whose a metric is. */
export const ACCOUNT_DIMENSION = 'Account';

/** The configuration with the account as a dimension of its metrics, where it says whose relays it watches. */
export function withAccountInMetrics(config: Config): Config {
  const { account, metrics } = config;
  return account === undefined ? config : { ...config, metrics: metrics.map((one) => ofAccount(one, account.name)) };
}

function ofAccount(settings: MetricsSettings, name: string): MetricsSettings {
  switch (settings.type) {
    case 'cloudwatch':
    case 'cloudmonitor':
      return { ...settings, dimensions: { ...settings.dimensions, [ACCOUNT_DIMENSION]: name } };
    case 'prometheus':
      // the Pushgateway replaces a whole group, so each account needs one of its own
      return { ...settings, grouping: { ...settings.grouping, account: name } };
    case 'otlp':
      return settings; // its points are given it one by one
  }
}
