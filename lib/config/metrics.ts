import * as z from 'zod/mini';
import { METRICS } from '../monitor/metric-catalogue.ts';
import {
  awsRegion,
  byType,
  isSecure,
  line,
  numberIn,
  originUrl,
  ownServerUrl,
  region,
  says,
  textLike,
  url,
  whole,
  word,
} from './fields.ts';

/** Dimension names that our own metrics use: a fixed dimension with such a name would be lost, or hide ours. */
const OWN_DIMENSIONS = [...new Set(Object.values(METRICS).flatMap(({ dimensions }) => dimensions))];
/** PutMetricData accepts 30, and our metrics have up to two of their own. */
const MOST_DIMENSIONS = 28;

const DIMENSIONS_EXPECTED = `names that are not blank and not used by relaywatch (${OWN_DIMENSIONS.join(', ')}), each with a text`;
/** Dimensions that are added to every metric. */
const fixedDimensions = z
  .record(
    z
      .string()
      .check(z.regex(new RegExp(`^(?!(?:${OWN_DIMENSIONS.join('|')})$)(?=.*\\S)`), { error: DIMENSIONS_EXPECTED })),
    line('a text as the value of a dimension'),
    { error: ({ code }) => (code === 'invalid_type' ? 'names and values of extra dimensions' : DIMENSIONS_EXPECTED) },
  )
  .check(says('Dimensions added to every metric, for example Stage: prod.'));

const cloudWatch = z
  .strictObject({
    type: z.literal('cloudwatch'),
    namespace: z.string({ error: 'a CloudWatch namespace such as LiveRelay' }).check(
      z.regex(/^(?!AWS\/|:)[A-Za-z0-9._/#:-]{1,255}$/, {
        error: 'up to 255 letters, digits and . _ / # : -, not beginning with AWS/ or a colon',
      }),
      says('Namespace of all the metrics.'),
    ),
    region: awsRegion.check(says('AWS region of the metrics.')),
    endpoint: z.optional(url.check(says("Instead of the region's own endpoint."))),
    dimensions: z.optional(
      fixedDimensions.check(
        z.refine((dimensions) => Object.keys(dimensions).length <= MOST_DIMENSIONS, {
          error: `at most ${MOST_DIMENSIONS} dimensions: CloudWatch accepts 30, and metrics have up to two of their own`,
        }),
      ),
    ),
    detail: z.optional(
      word(['essential', 'full']).check(
        says(
          'How many metrics: those that alarms and dashboard need, without dimensions of their own (essential, the default), or all by region, reason and channel (full). Each is billed; `relaywatch cost` shows both.',
        ),
      ),
    ),
    perTask: z.optional(
      z
        .strictObject(
          {
            costCap: numberIn([0, 1_000_000]).check(
              says('The most that all metrics may cost, in USD a month; above it, no relay gets a metric of its own.'),
            ),
          },
          { error: 'a section with costCap' },
        )
        .check(says('Opt-in: RelayUp, one metric per relay. Each is billed; `relaywatch cost` shows how much.')),
    ),
  })
  .check(says('Amazon CloudWatch, through PutMetricData.'));

/** In Prometheus's spelling: the Pushgateway would overwrite them with the labels of the group. */
const OWN_LABELS = OWN_DIMENSIONS.map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase());
const LABEL_EXPECTED = `label names made of letters, digits and _, not job and not used by relaywatch (${OWN_LABELS.join(', ')}), each with a text`;
const LABEL = new RegExp(`^(?!__|(?:job|${OWN_LABELS.join('|')})$)[A-Za-z_][A-Za-z0-9_]*$`);
const prometheus = z
  .strictObject({
    type: z.literal('prometheus'),
    pushgateway: ownServerUrl.check(says('Address of a Pushgateway. A user and password are sent as Basic auth.')),
    job: z.optional(line('the name of a job').check(says('Job of the group. Default: relaywatch.'))),
    grouping: z.optional(
      z
        .record(z.string().check(z.regex(LABEL, { error: LABEL_EXPECTED })), line('a text as the value of a label'), {
          error: LABEL_EXPECTED,
        })

        .check(says('Further labels of the group. Two relaywatches on one Pushgateway need different groups.')),
    ),
  })
  .check(says('A Prometheus Pushgateway, to which all metrics are PUT as one group.'));

const HEADERS_EXPECTED = 'names and values of HTTP headers';
const HEADER_NAME =
  /^(?!(?:content-(?:type|length|encoding)|host|connection|transfer-encoding|expect)$)[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/i;
const HEADER_VALUE_EXPECTED = 'one line of ASCII as the value of a header';
const otlp = z
  .strictObject({
    type: z.literal('otlp'),
    endpoint: ownServerUrl.check(
      z.refine((address) => !URL.canParse(address) || new URL(address).pathname !== '/', {
        error: 'the whole address, such as https://collector.example.com/v1/metrics',
      }),
      says('Where metrics are posted: the whole address, which usually ends in /v1/metrics.'),
    ),
    headers: z.optional(
      z
        .record(
          z.string().check(z.regex(HEADER_NAME, { error: HEADERS_EXPECTED })),
          textLike(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, HEADER_VALUE_EXPECTED),
          { error: HEADERS_EXPECTED },
        )
        .check(says('Sent with every request, for example an API key. Secrets: take the values from the environment.')),
    ),
  })
  .check(
    z.refine(({ endpoint, headers }) => !headers || !URL.canParse(endpoint) || isSecure(new URL(endpoint)), {
      path: ['endpoint'],
      error: 'an https URL, since there are headers (plain http only for this machine: 127.0.0.1, [::1] or localhost)',
    }),
    says('An OpenTelemetry receiver, through OTLP/HTTP with JSON.'),
  );

const cloudMonitor = z
  .strictObject({
    type: z.literal('cloudmonitor'),
    region: z.optional(region.check(says('Region of the metrics. Default: the first of live.regions.'))),
    endpoint: z.optional(originUrl.check(says("Instead of the region's own endpoint."))),
    groupId: z.optional(
      whole(1, Number.MAX_SAFE_INTEGER).check(says('Application group of the metrics. Default: none.')),
    ),
    dimensions: z.optional(fixedDimensions),
  })
  .check(says('Alibaba Cloud CloudMonitor, through PutCustomMetric, with the credentials of live.'));

const backend = byType([cloudWatch, prometheus, otlp, cloudMonitor]);

export const metrics = z.array(backend, { error: 'a list of metrics backends' });
