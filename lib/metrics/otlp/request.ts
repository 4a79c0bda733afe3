import { ValueType } from '@opentelemetry/api';
import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import type { UtcDateTime } from '../../base/time.ts';
import type { Family } from '../metric-families.ts';

/*
 * We use OpenTelemetry's data model and serializer, but not its exporter, which discards what a receiver says about
 * rejected points, uses timers of its own, and reads address and headers from OTEL_* variables.
 */

const SERVICE = 'relaywatch';

/**
 * An ExportMetricsServiceRequest as OTLP/JSON: every series is a gauge with a name like `relaywatch.sweep_duration` and
 * the unit `s`. Prometheus turns these into the same names as `prometheusText`. Counts have no unit: Prometheus would
 * turn `1` into a ratio.
 * Source: OTLP 1.9, "JSON Protobuf Encoding"; Prometheus, "OpenTelemetry translation".
 */
export function otlpRequest(families: readonly Family[], at: UtcDateTime): Uint8Array {
  const time = hrTime(at);
  const request = JsonMetricsSerializer.serializeRequest({
    resource: resourceFromAttributes({ 'service.name': SERVICE }),
    scopeMetrics: [{ scope: { name: SERVICE }, metrics: families.map((family) => gauge(family, time)) }],
  });
  if (request === undefined) throw new Error('OpenTelemetry wrote no request');
  return request;
}

function gauge({ name, unit, help, series }: Family, time: [number, number]): MetricData {
  return {
    descriptor: {
      name: `${SERVICE}.${name}`,
      description: help,
      unit: unit === 'seconds' ? 's' : '',
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: series.map(({ labels, value }) => ({
      startTime: time,
      endTime: time,
      attributes: { ...labels },
      value,
    })),
  };
}

/** Seconds and nanoseconds. */
function hrTime(at: UtcDateTime): [number, number] {
  const ms = at.toMillis();
  return [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000];
}
