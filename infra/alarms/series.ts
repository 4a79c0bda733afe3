import { parseUtc } from '../../lib/base/time.ts';
import { fitPoints } from '../../lib/metrics/cloudwatch/points.ts';
import { METRICS, type MetricName } from '../../lib/monitor/metric-catalogue.ts';
import type { AlarmTarget } from './target.ts';

/** One CloudWatch series as a sweep publishes it: namespace, name and dimensions. */
export interface Series {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const ANY_TIME = parseUtc('2026-01-01T00:00:00Z');

/**
 * The series of a metric. Uses the same fitting as publishing, so that a name CloudWatch does not accept is replaced in
 * the same way. @throws RangeError for dimensions that the metric does not have
 */
export function seriesOf(
  name: MetricName,
  own: Readonly<Record<string, string>>,
  { metrics: { namespace, dimensions: fixedDimensions = {} } }: AlarmTarget,
): Series {
  const { unit, dimensions } = METRICS[name];
  if (Object.keys(own).sort().join() !== [...dimensions].sort().join())
    throw new RangeError(`${name} has the dimensions ${dimensions.join()}, not ${Object.keys(own).join()}`);
  if (ANY_TIME === null) throw new RangeError('no time');
  const point = { name, unit, value: 0, dimensions: own };
  const { fit } = fitPoints([point], { at: ANY_TIME, now: ANY_TIME, fixedDimensions });
  const [datum] = fit;
  if (datum === undefined) throw new RangeError(`${name} would not be published with these dimensions`);
  const fitted = (datum.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value] as const);
  return { namespace, metric: datum.MetricName ?? name, dimensions: Object.fromEntries(fitted) };
}
