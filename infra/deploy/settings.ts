import * as z from 'zod/mini';
import { awsRegion, line, originUrl, region, says, text, textLike, url, whole } from '../../lib/config/fields.ts';
import { ConfigError, type ConfigProblem, problemsOf } from '../../lib/config/problems.ts';
import { alarmIntervalMinutes } from '../../lib/config/schedule.ts';
import { awsSchedule, fcSchedule } from './timers.ts';

const name = textLike(
  /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/,
  'a name: a letter or _, then up to 62 letters, digits, _ and -',
);
const environmentName = textLike(
  /^(?!FC_|NODE_DEBUG$)[A-Za-z][A-Za-z0-9_]{0,127}$/,
  'the name of an environment variable: a letter, then letters, digits and _, not beginning with FC_, and not NODE_DEBUG',
);
const ramRole = textLike(
  /^acs:ram::\d{6,20}:role\/[A-Za-z0-9.@_/-]{1,64}$/,
  'a role such as acs:ram::123456789012:role/relaywatch',
);
/** What one sweep may take on Function Compute where the configuration does not say. */
export const FC_TIMEOUT_SECONDS = 120;
const MEMORY_EXPECTED = 'memory in MB: from 128 to 32768, in steps of 64';

/**
 * Function Compute. Sources: FC API 2016-08-15 (FC 2.0) and 2023-03-30 (FC 3.0), limits of both.
 */
const fc = z.strictObject(
  {
    version: z
      .union([z.literal(2), z.literal(3)], { error: '2 or 3' })
      .check(says('Generation of Function Compute: 3, or 2 for an account that has services of 2.0.')),
    region: region.check(says('Region id that the function runs in.')),
    accountId: textLike(/^\d{6,20}$/, 'the number of the Alibaba Cloud account, in quotes').check(
      says('Number of the Alibaba Cloud account.'),
    ),
    endpoint: z.optional(originUrl.check(says("Instead of the region's own endpoint."))),
    service: z._default(name.check(says('Service that holds the function; FC 2.0 only.')), 'relaywatch'),
    function: z._default(name.check(says('Name of the function.')), 'relaywatch'),
    role: ramRole.check(says('RAM role of the function; `relaywatch deploy policy` prints what it needs.')),
    statusRole: z.optional(
      ramRole.check(
        says(
          "RAM role of the status page, which needs less: `relaywatch deploy policy --of status`. Default: the sweep's.",
        ),
      ),
    ),
    callbackRole: z.optional(
      ramRole.check(
        says(
          "RAM role of the receiver of callbacks, which needs less: `relaywatch deploy policy --of callbacks`. Default: the sweep's.",
        ),
      ),
    ),
    memoryMb: z._default(
      whole(128, 32_768).check(
        z.refine((mb) => mb % 64 === 0, { error: MEMORY_EXPECTED }),
        says('Memory in MB, in steps of 64.'),
      ),
      256,
    ),
    timeoutSeconds: z._default(
      whole(1, 86_400).check(says('Time that one sweep may take, in seconds.')),
      FC_TIMEOUT_SECONDS,
    ),
    schedule: z._default(fcSchedule.check(says('An interval, or cron with CRON_TZ.')), '@every 1m'),
    payload: z.optional(text('a text for the timer event').check(says('Text that the timer event carries.'))),
    status: z.optional(
      z
        .boolean({ error: 'true or false' })
        .check(
          says(
            'Whether the status page is deployed, too: a function of its own, -status behind the name. false takes away what true made. Default: it is left alone.',
          ),
        ),
    ),
    callbacks: z.optional(
      z
        .boolean({ error: 'true or false' })
        .check(
          says(
            'Whether the receiver of callbacks is deployed, too: a function of its own, -callback behind the name. false takes away what true made. Default: it is left alone.',
          ),
        ),
    ),
    passEnvironment: z._default(
      z
        .array(environmentName, { error: 'a list of names of environment variables' })
        .check(
          says(
            'Environment variables to give to the function, beside those that the configuration refers to: AWS_ACCESS_KEY_ID, for example.',
          ),
        ),
      [],
    ),
    log: z.optional(
      z
        .strictObject({
          project: line('a log project').check(says('Log project.')),
          logstore: line('a logstore').check(says('Logstore of the project.')),
        })
        .check(says('Simple Log Service, for what the function prints.')),
    ),
  },
  { error: 'a section with version, region, accountId and role' },
);

const topic = textLike(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]{1,256}$/, 'the ARN of an SNS topic');
const topics = z
  .array(topic, { error: 'a list of ARNs of SNS topics' })
  .check(z.maxLength(5, { error: 'at most five topics' }));

const reasonName = textLike(/^[\x21-\x7e]{1,80}$/, 'a TaskInvalidReason such as PullStreamFailed');
const STOPPED_EXPECTED = 'numbers of relays by reason, such as { PullStreamFailed: 5, none: 0 }';

/** Alarms and dashboard of CloudWatch; namespace, region and dimensions are those of the cloudwatch metrics backend. */
const alarms = z.strictObject(
  {
    prefix: z._default(name.check(says('What the names of alarms and dashboard begin with.')), 'relaywatch'),
    topics: z._default(topics.check(says('SNS topics told of each alarm, and of its end.')), []),
    runbook: z.optional(url.check(says('Address of your runbook, shown in alarms and dashboard.'))),
    intervalMinutes: z.optional(
      whole(1, 60).check(says('From one sweep to the next; periods of the alarms. Default: as the timer has it.')),
    ),
    deadAfterMinutes: z.optional(
      whole(2, 720).check(says('Dead man: no heartbeat for so long. Default: three intervals.')),
    ),
    incompleteAfterMinutes: z.optional(
      whole(1, 720).check(says('No complete sweep for so long. Default: five intervals.')),
    ),
    undeliveredAfterMinutes: z.optional(
      whole(1, 720).check(says('A message that nobody accepted for so long. Default: three intervals, 10 at least.')),
    ),
    critical: z._default(
      whole(0, 1_000_000).check(
        says(
          'With the essential metrics: from how many critical incidents on there is an alarm; 0 is none. Default: 1.',
        ),
      ),
      1,
    ),
    stopped: z._default(
      z
        .record(reasonName, whole(0, 1_000_000), { error: STOPPED_EXPECTED })
        .check(
          says(
            'With metrics[].detail full: from how many stopped relays on a reason is an alarm; 0 is none. Default: 1 for each reason.',
          ),
        ),
      {},
    ),
    dashboard: z._default(
      z.boolean({ error: 'true or false' }).check(says('Whether there is a dashboard; AWS bills the fourth and more.')),
      true,
    ),
    accountDashboards: z._default(
      z
        .boolean({ error: 'true or false' })
        .check(says('With accounts: whether each has a dashboard of its own, beside the one of all. Default: false.')),
      false,
    ),
  },
  { error: 'a section' },
);

/** Lambda: what serverless.yml takes from here. */
const aws = z.strictObject(
  {
    region: awsRegion.check(says('AWS region that the function runs in.')),
    schedule: z.optional(
      awsSchedule.check(says('A rate, or cron in the form of EventBridge. Default: rate(1 minute).')),
    ),
    reservedConcurrency: z.optional(
      whole(1, 100).check(says('Off by default: accounts with a small quota are refused.')),
    ),
    createBucket: z._default(
      z
        .boolean({ error: 'true or false' })
        .check(says('Whether the bucket of the state is made, and removed, with the function.')),
      true,
    ),
    status: z._default(
      z
        .boolean({ error: 'true or false' })
        .check(says('Whether the status page is made, too: a function of its own with a function URL.')),
      false,
    ),
    callbacks: z._default(
      z
        .boolean({ error: 'true or false' })
        .check(says('Whether the receiver of callbacks is made, too: a function of its own with a function URL.')),
      false,
    ),
    failureTopic: z.optional(
      topic.check(says('SNS topic told of each sweep that failed. Default: one made with the function.')),
    ),
  },
  { error: 'a section with region' },
);

export const deploySchema = z
  .strictObject(
    {
      fc: z.optional(fc.check(says('Function Compute.'))),
      aws: z.optional(aws.check(says('AWS Lambda.'))),
      alarms: z.prefault(alarms.check(says('Alarms and dashboard of CloudWatch.')), {}),
    },
    { error: 'a section with fc, aws or alarms' },
  )
  .check(
    z.refine(
      (deploy) => (deploy.alarms.deadAfterMinutes ?? Number.POSITIVE_INFINITY) > alarmIntervalMinutes({ deploy }),
      {
        path: ['alarms', 'deadAfterMinutes'],
        error: 'more minutes than intervalMinutes, and than the schedule leaves between two sweeps',
      },
    ),
    says('Where and how the function is deployed; of no use to a sweep.'),
  );

export type DeploySettings = z.infer<typeof deploySchema>;
export type FcSettings = NonNullable<DeploySettings['fc']>;
export type AlarmSettings = DeploySettings['alarms'];

/**
 * The `deploy:` section of a configuration with defaults filled in; an absent one counts as empty.
 * @param source names the file in the error. @throws ConfigError naming every problem at once
 */
export function deploySettings(deploy: unknown, source: string): DeploySettings {
  const parsed = deploySchema.safeParse(deploy ?? {});
  if (parsed.success) return parsed.data;
  throw new ConfigError(source, problemsIn(deploy ?? {}, parsed.error.issues));
}

/**
 * Checks the section as far as its variables are set here. @param deploy with the values of the variables that are set
 * @throws ConfigError naming every problem at once
 */
export function checkedDeploy(deploy: unknown, source: string): void {
  const parsed = deploySchema.safeParse(deploy ?? {});
  const problems = parsed.success ? [] : problemsIn(deploy ?? {}, parsed.error.issues);
  const ofValues = problems.filter(({ found }) => !/^the value of \$\{/.test(found));
  if (ofValues.length > 0) throw new ConfigError(source, ofValues);
}

function problemsIn(deploy: unknown, found: readonly z.core.$ZodIssue[]): ConfigProblem[] {
  const issues = found.map((issue) => ({ ...issue, path: ['deploy', ...issue.path] }));
  return problemsOf(issues, { schema: z.object({ deploy: deploySchema }), input: { deploy }, source: { deploy } });
}
