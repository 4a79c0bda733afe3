import { ConfigError } from '../../lib/config/problems.ts';
import { alarmIntervalMinutes } from '../../lib/config/schedule.ts';
import type { Config, MetricsSettings } from '../../lib/config/schema.ts';
import type { MetricDetail } from '../../lib/monitor/metric-catalogue.ts';
import { type AlarmSettings, deploySettings } from '../deploy/settings.ts';

type CloudWatchSettings = Extract<MetricsSettings, { type: 'cloudwatch' }>;

/** What alarms and dashboard are built from: where the metrics are, and the settings. */
export interface AlarmTarget {
  /** Whose numbers they are: those of sweeps, or those of the dispatcher of several accounts. */
  readonly watches: 'relays' | 'accounts';
  /** Which metrics there are to look at. */
  readonly detail: MetricDetail;
  /** The first `cloudwatch` backend of the configuration: its metrics are watched, in its region. */
  readonly metrics: CloudWatchSettings;
  readonly settings: AlarmSettings;
  /** Longest time between two sweeps, including nights that the timer skips. */
  readonly intervalMinutes: number;
  /** Regions of Live. */
  readonly liveRegions: readonly string[];
  /** Names of the alert channels that can fail, so without the console. */
  readonly channels: readonly string[];
}

/**
 * The target that a configuration describes. @returns null when it has no cloudwatch backend
 * @param watches 'accounts' for the configuration of whoever watches over all accounts
 * @param source names the file in errors. @throws ConfigError when the `deploy:` section is wrong
 */
export function alarmTarget(
  config: Config,
  source: string,
  watches: AlarmTarget['watches'] = 'relays',
): AlarmTarget | null {
  const settings = deploySettings(config.deploy, source).alarms;
  // each account has alarms of its own, which its dimension tells apart, as their names do
  const { account } = config;
  const metrics = config.metrics.find((backend): backend is CloudWatchSettings => backend.type === 'cloudwatch');
  if (metrics === undefined) return null;
  refuseTopicsElsewhere(settings.topics, metrics.region, source);
  const detail = metrics.detail ?? 'essential';
  if (detail === 'essential') refuseReasons(settings.stopped, source);
  return {
    watches,
    detail,
    metrics,
    settings: account
      ? {
          ...settings,
          prefix: `${settings.prefix}-${account.name}`,
          dashboard: settings.dashboard && settings.accountDashboards,
        }
      : settings,
    intervalMinutes: alarmIntervalMinutes(config),
    liveRegions: config.live.regions,
    channels: config.alerts.filter(({ type }) => type !== 'console').map(({ name, type }) => name ?? type),
  };
}

/** As alarmTarget. @throws ConfigError also when there is no cloudwatch backend */
export function requiredAlarmTarget(
  config: Config,
  source: string,
  watches: AlarmTarget['watches'] = 'relays',
): AlarmTarget {
  const target = alarmTarget(config, source, watches);
  if (target !== null) return target;
  const expected = 'a backend with type: cloudwatch, whose metrics the alarms watch';
  const found = config.metrics.length === 0 ? 'no metrics backend' : 'no CloudWatch among the backends';
  throw new ConfigError(source, [{ path: 'metrics', found, expected }]);
}

/** Only the metrics in full detail tell reasons apart. */
function refuseReasons(stopped: AlarmSettings['stopped'], source: string): void {
  const reasons = Object.keys(stopped);
  if (reasons.length === 0) return;
  const found = `numbers for ${reasons.join(', ')}, but only metrics in full detail have reasons`;
  const expected = 'detail: full at the cloudwatch backend, or deploy.alarms.critical instead';
  throw new ConfigError(source, [{ path: 'deploy.alarms.stopped', found, expected }]);
}

/** An alarm can only notify topics in its own region. */
function refuseTopicsElsewhere(topics: readonly string[], region: string, source: string): void {
  const problems = topics.flatMap((topic, place) => {
    const itsRegion = topic.split(':')[3];
    if (itsRegion === region) return [];
    const path = `deploy.alarms.topics[${place}]`;
    return [{ path, found: `a topic in ${itsRegion}`, expected: `a topic in ${region}, where the metrics are` }];
  });
  if (problems.length > 0) throw new ConfigError(source, problems);
}
