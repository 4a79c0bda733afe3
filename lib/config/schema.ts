import * as z from 'zod/mini';

/*
 * Every message says what is expected: `problems.ts` puts the place and what was found before it.
 * Descriptions go into the published JSON Schema (infra/config-schema.ts), and so into editors.
 */

/** What is expected of a section that says by its `type` what it is, and of that type. */
const oneOf = (types: string) => ({
  error: ({ code }: { readonly code?: string }) =>
    code === 'invalid_type' ? `a section with type: one of ${types}` : `one of ${types}`,
});

const says = (description: string) => z.describe(description);

const text = (expected: string) => z.string({ error: expected }).check(z.regex(/\S/, { error: expected }));

const whole = (from: number, to: number) => {
  const error = `a whole number from ${from} to ${to}`;
  return z.int({ error }).check(z.minimum(from, { error }), z.maximum(to, { error }));
};

const SECURE = 'an https URL (plain http only for this machine: 127.0.0.1, [::1] or localhost)';

const urlThat = (accepted: (url: URL) => boolean, error: string) => {
  const isAccepted = (address: string) => {
    if (!URL.canParse(address)) return false;
    const url = new URL(address);
    return isSecure(url) && url.username === '' && url.password === '' && accepted(url);
  };
  return z.string({ error }).check(z.refine(isAccepted, { error }));
};

const url = urlThat(() => true, `${SECURE}, without user name and password`);

// of an endpoint nothing else is used, so anything else is a misunderstanding
const ORIGIN_EXPECTED = `${SECURE} of scheme and host alone`;
const originUrl = urlThat(({ pathname, search, hash }) => `${pathname}${search}${hash}` === '/', ORIGIN_EXPECTED);

const REGION_EXPECTED = 'a region id such as cn-shanghai';
const region = z
  .string({ error: REGION_EXPECTED })
  .check(z.regex(/^[a-z]{2,20}-[a-z0-9-]{1,40}$/, { error: REGION_EXPECTED }));

const TASK_ID_EXPECTED = 'at most 55 characters out of letters, digits, _ and -';
const scope = z
  .strictObject(
    {
      taskId: z.optional(
        z
          .string({ error: TASK_ID_EXPECTED })
          .check(z.regex(/^[A-Za-z0-9_-]{1,55}$/, { error: TASK_ID_EXPECTED }), says('Part of a task id.')),
      ),
      taskName: z.optional(text('a part of a task name').check(says('Part of a task name.'))),
      dstUrl: z.optional(text('a part of a destination URL').check(says('Part of a destination URL.'))),
    },
    { error: 'a filter: taskId, taskName, dstUrl' },
  )
  .check(z.refine((filter) => Object.keys(filter).length > 0, { error: 'at least one of taskId, taskName, dstUrl' }));

const accessKeyId = text('an access key id');
const accessKeySecret = text('an access key secret');
const liveCredentials = z.discriminatedUnion(
  'type',
  [
    z
      .strictObject({ type: z.literal('default') })
      .check(
        says(
          "The function's role, else the default chain: environment, OIDC role, CLI profile, profile file, instance.",
        ),
      ),
    z.strictObject({ type: z.literal('access-key'), accessKeyId, accessKeySecret }).check(says('A fixed access key.')),
    z
      .strictObject({ type: z.literal('sts'), accessKeyId, accessKeySecret, securityToken: text('an STS token') })
      .check(says('Temporary keys of STS.')),
  ],
  oneOf('default, access-key, sts'),
);

const live = z.strictObject(
  {
    endpoint: z.optional(
      z
        .union([originUrl, z.record(region, originUrl, { error: REGION_EXPECTED })], {
          error: `${ORIGIN_EXPECTED}, or one for each region`,
        })
        .check(says('Instead of the documented hosts: one URL for all regions, or one for each region id.')),
    ),
    regions: z.array(region, { error: 'a list of region ids, for example [cn-shanghai]' }).check(
      z.minLength(1, { error: 'at least one region id' }),
      z.refine((regions) => new Set(regions).size === regions.length, { error: 'each region once' }),
      says('Live centres whose relay tasks are watched.'),
    ),
    qps: z._default(
      whole(1, 1_000).check(says('Calls a second of each operation, over all regions. Live allows 10 an account.')),
      10,
    ),
    pageSize: z._default(whole(1, 100).check(says('Tasks a page.')), 100),
    callTimeoutSeconds: z._default(whole(1, 60).check(says('Longest wait for one answer, in seconds.')), 10),
    signature: z._default(
      z
        .enum(['v3', 'v2'], { error: 'one of v3, v2' })
        .check(says('v2 only for gateways that still want the discontinued query signature.')),
      'v3',
    ),
    scopes: z._default(
      z
        .array(scope, { error: 'a list of filters' })
        .check(says("Live's fuzzy filters: tasks that match any of them are watched; none means every task.")),
      [],
    ),
    credentials: z._default(liveCredentials.check(says('Keys to call Live with.')), { type: 'default' }),
  },
  { error: 'a section with at least regions' },
);

const AWS_REGION_EXPECTED = 'an AWS region such as us-east-1';
const cloudWatch = z
  .strictObject({
    type: z.literal('cloudwatch'),
    namespace: z.string({ error: 'a CloudWatch namespace such as LiveRelay' }).check(
      z.regex(/^(?!AWS\/|:)[A-Za-z0-9._/#:-]{1,255}$/, {
        error: 'up to 255 characters out of letters, digits and . _ / # : -, not beginning with AWS/ or a colon',
      }),
      says('Namespace of all metrics.'),
    ),
    region: z
      .string({ error: AWS_REGION_EXPECTED })
      .check(
        z.regex(/^[a-z]{2,8}(-[a-z]{2,16})+-\d{1,2}$/, { error: AWS_REGION_EXPECTED }),
        says('AWS region of the metrics.'),
      ),
    endpoint: z.optional(url.check(says("Instead of the region's own endpoint."))),
    dimensions: z.optional(
      z
        .record(z.string(), text('a text as the value of a dimension'), {
          error: 'names and values of extra dimensions',
        })
        .check(says('Dimensions that every metric gets, for example Stage: prod.')),
    ),
  })
  .check(says('Amazon CloudWatch, by PutMetricData.'));

const webhook = z
  .strictObject({
    type: z.literal('webhook'),
    name: z.optional(text('a name for messages and logs').check(says('Tells several webhooks apart in logs.'))),
    url: url.check(says('Where messages are posted. A secret as a whole: it is never shown.')),
    secret: z.optional(
      z
        .string({ error: 'Standard Webhooks secrets, parted by blanks: each whsec_ and 24 to 64 bytes as base64' })
        .check(
          z.refine(areWebhookSecrets, {
            error: 'Standard Webhooks secrets, parted by blanks: each whsec_ and 24 to 64 bytes as base64',
          }),
          says('Signs messages as Standard Webhooks. Two, parted by a blank, while one replaces the other.'),
        ),
    ),
  })
  .check(says('A Standard Webhook.'));

const consoleChannel = z.strictObject({ type: z.literal('console') }).check(says('Standard output, or the log.'));

const metricsBackend = z.discriminatedUnion('type', [cloudWatch], oneOf('cloudwatch'));
const alertChannel = z.discriminatedUnion('type', [webhook, consoleChannel], oneOf('webhook, console'));
const stateStore = z.discriminatedUnion(
  'type',
  [
    z
      .strictObject({
        type: z.literal('file'),
        path: text('the path of a folder').check(says('A folder of its own; made when absent.')),
      })
      .check(says('Files in a folder that outlives the sweep.')),
  ],
  oneOf('file'),
);

const sweep = z.strictObject(
  {
    timeLimitSeconds: z.optional(
      whole(1, 86_400).check(
        says(
          'Reading stops after this, and the next sweep goes on from there. Functions also mind the time they are given.',
        ),
      ),
    ),
    startGraceSeconds: z._default(
      whole(0, 86_400).check(says('How long after its StartTime a relay may be idle before it counts as missed.')),
      120,
    ),
  },
  { error: 'a section' },
);

export const configSchema = z.strictObject(
  {
    live: live.check(says('ApsaraVideo Live, whose relay tasks are watched.')),
    metrics: z._default(
      z.array(metricsBackend, { error: 'a list of metrics backends' }).check(says('Where numbers go.')),
      [],
    ),
    alerts: z._default(
      z.array(alertChannel, { error: 'a list of alert channels' }).check(says('Where messages go.')),
      [],
    ),
    state: z.optional(stateStore.check(says('What one sweep leaves to the next: where to go on, and how the net is.'))),
    sweep: z._default(sweep.check(says('Limits and patience of a sweep.')), { startGraceSeconds: 120 }),
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

function isSecure({ protocol, href }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(href));
}

/** Source: Standard Webhooks 1.0.0, "Signature scheme": between 24 and 64 bytes. */
function areWebhookSecrets(secrets: string): boolean {
  const parts = secrets.split(/\s+/).filter(Boolean);
  return parts.length > 0 && parts.every(isWebhookSecret);
}

function isWebhookSecret(secret: string): boolean {
  const base64 = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(secret)?.[1] ?? '';
  const { length } = Buffer.from(base64, 'base64');
  return length >= 24 && length <= 64;
}
