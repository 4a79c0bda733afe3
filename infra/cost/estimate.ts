import type { Config } from '../../lib/config/schema.ts';
import type { MetricDetail } from '../../lib/monitor/metric-catalogue.ts';
import { deploySettings } from '../deploy/settings.ts';
import { assumptionsOf, freeTiersOf } from './assumptions.ts';
import { type Asking, askingBetween, callbacksText, expectsCallbacks, looksWhileReading } from './callback-cost.ts';
import { CLOUD_NAMES, type CloudCost } from './cloud-cost.ts';
import { cloudWatchCost, detailOf, withDetail } from './cloudwatch-lines.ts';
import { type CostLine, costLine, sumOf } from './cost-line.ts';
import type { Fleet } from './fleet.ts';
import type { Running } from './function-lines.ts';
import { MONTH_SECONDS, type Pace, type PaceOptions, paceOf } from './pace.ts';
import { placesOf } from './places.ts';
import { LIVE_RELAY_MINUTES, PRICES_DATE } from './prices.ts';
import { stateLines } from './state-lines.ts';

/** The monthly cost at list prices, in USD. */
export interface Estimate {
  readonly pricesOf: string;
  readonly currency: 'USD';
  readonly fleet: Fleet;
  readonly pace: Pace;
  readonly clouds: readonly CloudCost[];
  /** What CloudWatch costs in each detail, whichever is configured; none without CloudWatch. */
  readonly details: readonly DetailCost[];
  /** From Live's bill, not ours: what relays cost that are being retried instead of relaying. Null when unknown. */
  readonly retrying: CostLine | null;
  readonly refusals: readonly string[];
  readonly assumptions: readonly string[];
  readonly freeTiers: readonly string[];
}

/** CloudWatch's part of the bill in one detail of the metrics. */
export interface DetailCost {
  readonly detail: MetricDetail;
  readonly configured: boolean;
  readonly lines: readonly CostLine[];
  readonly usd: number;
  /** The whole bill on each cloud, in the order of `clouds`. */
  readonly totals: readonly number[];
}

/**
 * The monthly cost of sweeps on the clouds that `deploy:` names, or on both.
 * @param source names the file in errors. @throws ConfigError when the `deploy:` section is wrong
 */
export async function estimate(
  config: Config,
  fleet: Fleet,
  options: PaceOptions = {},
  source = 'the configuration',
): Promise<Estimate> {
  const deploy = deploySettings(config.deploy, source);
  const pace = paceOf(config, fleet, options);
  const places = placesOf(deploy);
  const cloudWatch = cloudWatchCost(config, fleet, pace.sweeps, source);
  const hasCallbacks = expectsCallbacks(config, deploy);
  const looks = hasCallbacks ? looksWhileReading(fleet.calls / config.live.qps) : null;
  const asking = hasCallbacks ? askingBetween(pace) : null;
  const shared = [
    ...cloudWatch.lines,
    ...(await stateLines(config, pace.sweeps, looks, asking?.listings)),
    ...heartbeatLines(config, pace),
  ];
  const clouds = places.map(({ cloud, title, linesOf, timeoutSeconds }): CloudCost => {
    const lines = [...linesOf(runningOf(pace, fleet, timeoutSeconds, asking)), ...shared];
    return { cloud, title, lines, usd: sumOf(lines) };
  });
  const shortestTimeout = Math.min(...places.map(({ timeoutSeconds }) => timeoutSeconds));
  return {
    pricesOf: PRICES_DATE,
    currency: 'USD',
    fleet,
    pace,
    clouds,
    details: detailsOf(config, fleet, pace, clouds, sumOf(cloudWatch.lines), source),
    retrying: retryingLine(fleet),
    refusals: cloudWatch.refusals,
    assumptions: [
      ...assumptionsOf(config, deploy, fleet, pace, shortestTimeout),
      ...(asking ? [asking.text] : []),
      ...(hasCallbacks ? places.map(({ cloud, linesOf }) => callbacksText(CLOUD_NAMES[cloud], linesOf)) : []),
    ],
    freeTiers: freeTiersOf(clouds),
  };
}

/** CloudWatch's lines in both details. @param asConfigured what they are in the totals of `clouds` */
function detailsOf(
  config: Config,
  fleet: Fleet,
  { sweeps }: Pace,
  clouds: readonly CloudCost[],
  asConfigured: number,
  source: string,
): DetailCost[] {
  const configured = detailOf(config);
  if (configured === null) return [];
  return (['essential', 'full'] as const).map((detail) => {
    const { lines } = cloudWatchCost(withDetail(config, detail), fleet, sweeps, source);
    const usd = sumOf(lines);
    const totals = clouds.map((cloud) => cloud.usd - asConfigured + usd);
    return { detail, configured: detail === configured, lines, usd, totals };
  });
}

/** One sweep runs at a time, so never more seconds than a month has. */
function runningOf(
  { sweeps, sweepSeconds }: Pace,
  { calls }: Fleet,
  timeoutSeconds: number,
  asking: Asking | null,
): Running {
  return {
    invocations: sweeps,
    calls: sweeps * calls,
    seconds: Math.min(sweeps * Math.min(sweepSeconds, timeoutSeconds) + (asking?.seconds ?? 0), MONTH_SECONDS),
  };
}

/** What the dead-man service is asked. */
export function heartbeatLines({ heartbeat }: Pick<Config, 'heartbeat'>, { sweeps }: Pick<Pace, 'sweeps'>): CostLine[] {
  return heartbeat
    ? [{ item: 'heartbeat', units: sweeps, unit: 'calls', price: 'none', usd: 0, source: 'the service itself' }]
    : [];
}

function retryingLine({ recovering }: Fleet): CostLine | null {
  if (recovering === null) return null;
  return costLine('relays retrying', LIVE_RELAY_MINUTES, (recovering * MONTH_SECONDS) / 60);
}
