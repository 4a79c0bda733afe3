import * as z from 'zod/mini';

/** One point of an export. */
export interface OtlpPoint {
  readonly name: string;
  readonly unit: string;
  readonly service: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timeMs: number;
}

const attribute = z.strictObject({
  key: z.string().check(z.minLength(1)),
  value: z.strictObject({ stringValue: z.string() }),
});
/** 64-bit numbers are texts in the JSON of protobuf. */
const nanos = z.string().check(z.regex(/^\d{1,20}$/));
const point = z.strictObject({
  attributes: z.array(attribute),
  startTimeUnixNano: nanos,
  timeUnixNano: nanos,
  asDouble: z.number(),
});
const metric = z.strictObject({
  name: z.string().check(z.minLength(1)),
  description: z.string(),
  unit: z.string(),
  gauge: z.strictObject({ dataPoints: z.array(point) }),
});
const exportRequest = z.strictObject({
  resourceMetrics: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes: z.array(attribute), droppedAttributesCount: z.optional(z.number()) }),
      scopeMetrics: z.array(z.strictObject({ scope: z.strictObject({ name: z.string() }), metrics: z.array(metric) })),
    }),
  ),
});

/**
 * The points of an ExportMetricsServiceRequest in JSON, as far as relaywatch uses it: gauges with strings as
 * attributes. Stricter than a receiver: an unknown field is refused, where a real one would ignore it.
 * @returns null when it is none
 * Source: opentelemetry-proto 1.9, metrics.proto; OTLP 1.9, "JSON Protobuf Encoding".
 */
export function readExport(text: string): readonly OtlpPoint[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = exportRequest.safeParse(json);
  if (!parsed.success) return null;
  return parsed.data.resourceMetrics.flatMap(({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ name, unit, gauge }) =>
        gauge.dataPoints.map(({ attributes, asDouble, timeUnixNano }) => ({
          name,
          unit,
          service: textsOf(resource.attributes)['service.name'] ?? '',
          attributes: textsOf(attributes),
          value: asDouble,
          timeMs: Number(BigInt(timeUnixNano) / 1_000_000n),
        })),
      ),
    ),
  );
}

function textsOf(attributes: readonly z.infer<typeof attribute>[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
}
