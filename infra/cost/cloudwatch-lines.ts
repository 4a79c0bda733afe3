import type { Config, MetricsSettings } from '../../lib/config/schema.ts';
import { perTaskLimit } from '../../lib/metrics/cloudwatch/per-task-limit.ts';
import { monthlyUsd } from '../../lib/metrics/cloudwatch/price.ts';
import { inDetail, type MetricDetail, type MetricPoint, point } from '../../lib/monitor/metric-catalogue.ts';
import { alarmMetricCount } from '../alarms/alarm.ts';
import { alarmsOf } from '../alarms/alarms.ts';
import { type AlarmTarget, alarmTarget } from '../alarms/target.ts';
import { type CostLine, costLine } from './cost-line.ts';
import type { Fleet } from './fleet.ts';
import { metricUsage } from './metric-usage.ts';
import { CLOUDWATCH_ALARMS, CLOUDWATCH_DASHBOARDS, CLOUDWATCH_METRICS, CLOUDWATCH_REQUESTS } from './prices.ts';
import { samplePoints } from './sample-points.ts';

type CloudWatchSettings = Extract<MetricsSettings, { type: 'cloudwatch' }>;

export interface CloudWatchCost {
  readonly lines: readonly CostLine[];
  /** One sentence for each backend whose cost cap does not allow a metric per relay. */
  readonly refusals: readonly string[];
}

/**
 * The same configuration with its CloudWatch backends in one detail. Thresholds by reason are left out of the essential one,
 * which has no reasons.
 */
export function withDetail(config: Config, detail: MetricDetail): Config {
  const metrics = config.metrics.map((one) => (one.type === 'cloudwatch' ? { ...one, detail } : one));
  if (detail === 'full') return { ...config, metrics };
  const { alarms, ...others } = (config.deploy ?? {}) as { readonly alarms?: object };
  return { ...config, metrics, deploy: { ...others, alarms: { ...alarms, stopped: {} } } };
}

/** The detail that a configuration asks for; null without CloudWatch. */
export function detailOf({ metrics }: Config): MetricDetail | null {
  const backend = metrics.find((one): one is CloudWatchSettings => one.type === 'cloudwatch');
  return backend === undefined ? null : (backend.detail ?? 'essential');
}

/**
 * What CloudWatch charges for: metrics, the calls that publish them, alarms, the dashboard.
 * @param watches 'accounts' for the dispatcher of several
 * @param source names the file in errors. @throws ConfigError when the `deploy:` section is wrong
 */
export function cloudWatchCost(
  config: Config,
  fleet: Fleet,
  sweeps: number,
  source: string,
  watches: AlarmTarget['watches'] = 'relays',
): CloudWatchCost {
  const target = alarmTarget(config, source, watches);
  const backends = config.metrics.filter((one): one is CloudWatchSettings => one.type === 'cloudwatch');
  if (target === null) return { lines: [], refusals: [] };
  const all = watches === 'accounts' ? [point('AccountsBehind', 0)] : samplePoints(config);
  const costs = backends.map((settings) => backendCost(all, settings, fleet, sweeps));
  return {
    lines: [
      ...costs.flatMap(({ lines }) => lines),
      costLine('alarms', CLOUDWATCH_ALARMS, alarmMetricCount(alarmsOf(target))),
      ...(target.settings.dashboard ? [costLine('dashboard', CLOUDWATCH_DASHBOARDS, 1)] : []),
    ],
    refusals: costs.flatMap(({ refusals }) => refusals),
  };
}

function backendCost(
  all: readonly MetricPoint[],
  settings: CloudWatchSettings,
  { expected }: Fleet,
  sweeps: number,
): CloudWatchCost {
  const points = inDetail(all, settings.detail ?? 'essential');
  const alone = metricUsage(points, settings.perTask ? 0 : null, settings);
  const fleetLine = costLine('custom metrics', CLOUDWATCH_METRICS, alone.metrics);
  const requests = (each: number) => costLine('PutMetricData', CLOUDWATCH_REQUESTS, sweeps * each);
  if (!settings.perTask) return { lines: [fleetLine, requests(alone.requests)], refusals: [] };
  const { costCap, mostMetrics } = perTaskLimit(settings.perTask.costCap);
  const refused = alone.metrics + expected > mostMetrics;
  const wanted = costLine('per-task metrics', CLOUDWATCH_METRICS, expected, alone.metrics);
  const own = refused ? { ...wanted, units: 0, price: `refused above ${costCap}`, usd: 0 } : wanted;
  const published = refused ? alone : metricUsage(points, expected, settings);
  return {
    lines: [fleetLine, own, requests(published.requests)],
    refusals: refused ? [refusal(settings, costCap, alone.metrics + expected, expected)] : [],
  };
}

function refusal({ namespace }: CloudWatchSettings, costCap: number, metrics: number, relays: number): string {
  const usd = monthlyUsd(CLOUDWATCH_METRICS, metrics) ?? 0;
  return (
    `per-task metrics are refused: with one for each of ${relays.toLocaleString('en')} relays, ${namespace} would have ` +
    `${metrics.toLocaleString('en')} metrics for ${usd.toFixed(2)} USD a month, above its costCap of ${costCap} USD`
  );
}
