import * as z from 'zod';

/**
 * The documented body of a dashboard, as far as text and metric widgets go; unknown keys are mistakes.
 * Source: CloudWatch API reference, Dashboard Body Structure and Syntax; limits: CloudWatch service quotas.
 */
const options = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][A-Za-z0-9_]*$/)
    .optional(),
  label: z.string().min(1).optional(),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/)
    .optional(),
  visible: z.boolean().optional(),
  yAxis: z.enum(['left', 'right']).optional(),
});
const mathRow = z.tuple([options.extend({ expression: z.string().min(1).max(2_048) })]);
/** Namespace and name, then names and values of dimensions in pairs, at most 30, then options. */
const metricRow = z
  .array(z.union([z.string().min(1), options]))
  .min(3)
  .max(63)
  .refine((row) => row.slice(0, -1).every((part) => typeof part === 'string') && typeof row.at(-1) === 'object')
  .refine((row) => row.length % 2 === 1, 'a dimension without its value');

const relativeTime = z.string().regex(/^-P(T\d+[MH]|\d+[DWM])$/);
const metricProperties = z
  .strictObject({
    title: z.string().min(1),
    view: z.enum(['timeSeries', 'singleValue', 'bar', 'pie', 'table', 'gauge']),
    region: z.string().min(1),
    stat: z.enum(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']),
    period: z.int().multipleOf(60).positive(),
    metrics: z
      .array(z.union([mathRow, metricRow]))
      .min(1)
      .max(500),
    stacked: z.boolean().optional(),
    start: relativeTime.optional(),
    setPeriodToTimeRange: z.boolean().optional(),
    annotations: z
      .strictObject({
        horizontal: z
          .array(z.strictObject({ label: z.string(), value: z.number(), color: options.shape.color }))
          .min(1),
      })
      .optional(),
    yAxis: z
      .strictObject({
        left: z.strictObject({ min: z.number(), label: z.string().optional(), showUnits: z.boolean().optional() }),
      })
      .optional(),
  })
  .refine(({ view, stacked }) => view === 'timeSeries' || stacked === undefined, 'only a graph over time is stacked');

const place = {
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  width: z.int().min(1).max(24),
  height: z.int().min(1).max(1_000),
};
const widget = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), ...place, properties: z.strictObject({ markdown: z.string().min(1) }) }),
  z.strictObject({ type: z.literal('metric'), ...place, properties: metricProperties }),
]);

type PlacedWidget = z.infer<typeof widget>;

const overlap = (a: PlacedWidget, b: PlacedWidget) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export const dashboardBody = z
  .strictObject({
    start: relativeTime.optional(),
    end: z.iso.datetime().optional(),
    periodOverride: z.enum(['auto', 'inherit']).optional(),
    widgets: z.array(widget).max(500),
  })
  .refine(({ widgets }) => widgets.every(({ x, width }) => x + width <= 24), 'a widget beyond the 24th column')
  .refine(
    ({ widgets }) => !widgets.some((one, place) => widgets.slice(place + 1).some((other) => overlap(one, other))),
    'widgets that overlap',
  )
  .refine(
    ({ widgets }) =>
      widgets.reduce((sum, one) => sum + (one.type === 'metric' ? one.properties.metrics.length : 0), 0) <= 2_500,
    'more than 2,500 metrics',
  );

export type DashboardBody = z.infer<typeof dashboardBody>;
