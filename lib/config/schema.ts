import * as z from 'zod/mini';

/*
 * Every message says what is expected: `problems.ts` puts the place and what was found before it.
 * Descriptions go into the published JSON Schema, and so into editors.
 */

const text = (expected: string) => z.string({ error: expected }).check(z.minLength(1, { error: expected }));

const whole = (from: number, to: number) => {
  const error = `a whole number from ${from} to ${to}`;
  return z.int({ error }).check(z.minimum(from, { error }), z.maximum(to, { error }));
};

const URL_EXPECTED = 'an https URL (plain http only for this machine: 127.0.0.1, [::1] or localhost)';
const url = z.string({ error: URL_EXPECTED }).check(z.refine(isAcceptedUrl, { error: URL_EXPECTED }));

const region = z
  .string({ error: 'a region id such as cn-shanghai' })
  .check(z.regex(/^[a-z]{2}-[a-z0-9-]{1,60}$/, { error: 'a region id such as cn-shanghai' }));

const scope = z
  .strictObject({
    taskId: z.optional(
      z
        .string()
        .check(z.regex(/^[A-Za-z0-9_-]{1,55}$/, { error: 'at most 55 characters out of letters, digits, _ and -' })),
    ),
    taskName: z.optional(text('a part of a task name')),
    dstUrl: z.optional(text('a part of a destination URL')),
  })
  .check(z.refine((filter) => Object.keys(filter).length > 0, { error: 'at least one of taskId, taskName, dstUrl' }));

const liveCredentials = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('default') }),
    z.strictObject({
      type: z.literal('access-key'),
      accessKeyId: text('an access key id'),
      accessKeySecret: text('an access key secret'),
    }),
    z.strictObject({
      type: z.literal('sts'),
      accessKeyId: text('an access key id'),
      accessKeySecret: text('an access key secret'),
      securityToken: text('an STS token'),
    }),
  ],
  { error: 'one of default, access-key, sts' },
);

const live = z.strictObject(
  {
    endpoint: z.optional(z.union([url, z.record(region, url)], { error: `${URL_EXPECTED}, or one for each region` })),
    regions: z.array(region, { error: 'a list of region ids, for example [cn-shanghai]' }).check(
      z.minLength(1, { error: 'at least one region id' }),
      z.refine((regions) => new Set(regions).size === regions.length, { error: 'each region once' }),
    ),
    qps: z._default(whole(1, 1_000), 10),
    pageSize: z._default(whole(1, 100), 100),
    callTimeoutSeconds: z._default(whole(1, 60), 10),
    signature: z._default(z.enum(['v3', 'v2'], { error: 'one of v3, v2' }), 'v3'),
    scopes: z._default(z.array(scope, { error: 'a list of filters' }), []),
    credentials: z._default(liveCredentials, { type: 'default' }),
  },
  { error: 'a section with at least regions' },
);

const cloudWatch = z.strictObject({
  type: z.literal('cloudwatch'),
  namespace: text('a CloudWatch namespace such as LiveRelay').check(
    z.regex(/^(?!AWS\/|:)[A-Za-z0-9._/#:-]{1,255}$/, {
      error: 'up to 255 characters out of letters, digits and . _ / # : -, not beginning with AWS/ or a colon',
    }),
  ),
  region: text('an AWS region such as us-east-1'),
  endpoint: z.optional(url),
  dimensions: z.optional(z.record(z.string(), z.string(), { error: 'names and values of extra dimensions' })),
});

const webhook = z.strictObject({
  type: z.literal('webhook'),
  name: z.optional(text('a name for messages and logs')),
  url,
  secret: z.optional(
    z.string({ error: 'a Standard Webhooks secret: whsec_ and base64' }).check(
      z.regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, {
        error: 'a Standard Webhooks secret: whsec_ and 24 to 64 bytes as base64',
      }),
    ),
  ),
});

const consoleChannel = z.strictObject({ type: z.literal('console') });

const metricsBackend = z.discriminatedUnion('type', [cloudWatch], { error: 'one of cloudwatch' });
const alertChannel = z.discriminatedUnion('type', [webhook, consoleChannel], { error: 'one of webhook, console' });
const stateStore = z.discriminatedUnion(
  'type',
  [z.strictObject({ type: z.literal('file'), path: text('the path of a folder') })],
  { error: 'one of file' },
);

const sweep = z.strictObject({
  /** Reading stops after this; absent means until everything was read. Functions set their own from the platform's. */
  timeLimitSeconds: z.optional(whole(1, 86_400)),
  /** How long after its StartTime a relay may be idle. */
  startGraceSeconds: z._default(whole(0, 86_400), 120),
});

export const configSchema = z.strictObject(
  {
    live,
    metrics: z._default(z.array(metricsBackend, { error: 'a list of metrics backends' }), []),
    alerts: z._default(z.array(alertChannel, { error: 'a list of alert channels' }), []),
    state: z.optional(stateStore),
    sweep: z._default(sweep, { startGraceSeconds: 120 }),
  },
  { error: 'a mapping with at least live' },
);

/** The checked configuration, defaults filled in. */
export type Config = z.infer<typeof configSchema>;
export type MetricsSettings = Config['metrics'][number];
export type AlertSettings = Config['alerts'][number];

/** Whether a URL points at this machine, where plain http and made-up keys are fine. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function isAcceptedUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(address));
}
