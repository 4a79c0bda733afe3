import * as z from 'zod/mini';
import { account } from './account.ts';
import { alerts, language } from './alerts.ts';
import { callbacks } from './callbacks.ts';
import { liveCredentials } from './credentials.ts';
import { name, ORIGIN_EXPECTED, originUrl, REGION_EXPECTED, region, says, secret, url, whole } from './fields.ts';
import { expect, maintenance } from './hours.ts';
import { lapsCanBeRead } from './laps-check.ts';
import { links } from './links.ts';
import { LONGEST_INTERVAL_SECONDS } from './longest-gap.ts';
import { metrics } from './metrics.ts';
import { routesLeadSomewhere } from './names.ts';
import { policy } from './policy.ts';
import { report } from './report.ts';
import { reportCanBeMade } from './report-check.ts';
import { routes } from './routes.ts';
import { state } from './state.ts';
import { status } from './status.ts';

const TASK_ID_EXPECTED = 'up to 55 letters, digits, _ and -';
const scope = z
  .strictObject(
    {
      taskId: z.optional(
        z
          .string({ error: TASK_ID_EXPECTED })
          .check(z.regex(/^[A-Za-z0-9_-]{1,55}$/, { error: TASK_ID_EXPECTED }), says('Part of a task id.')),
      ),
      taskName: z.optional(name('a part of a task name').check(says('Part of a task name.'))),
      dstUrl: z.optional(secret('a part of a destination URL').check(says('Part of a destination URL.'))),
    },
    { error: 'a filter: taskId, taskName, dstUrl' },
  )
  .check(z.refine((filter) => Object.keys(filter).length > 0, { error: 'at least one of taskId, taskName, dstUrl' }));

const live = z.strictObject(
  {
    endpoint: z.optional(
      z
        .union([originUrl, z.record(region, originUrl, { error: REGION_EXPECTED })], {
          error: `${ORIGIN_EXPECTED}, or one per region`,
        })
        .check(says('Instead of the documented hosts: one URL for all regions, or one per region id.')),
    ),
    regions: z.array(region, { error: 'a list of region ids, for example [cn-shanghai]' }).check(
      z.minLength(1, { error: 'at least one region id' }),
      z.refine((regions) => new Set(regions).size === regions.length, { error: 'each region once' }),
      says('Regions of Live whose relay tasks are watched.'),
    ),
    qps: z._default(
      whole(1, 1_000).check(says('Calls a second per operation, over all regions. Live allows 10 per account.')),
      10,
    ),
    pageSize: z._default(whole(1, 100).check(says('Tasks per page.')), 100),
    callTimeoutSeconds: z._default(whole(1, 60).check(says('Longest wait for one answer, in seconds.')), 10),
    signature: z._default(
      z
        .enum(['v3', 'v2'], { error: 'one of v3, v2' })
        .check(says('v2 only for gateways that still require the discontinued query signature.')),
      'v3',
    ),
    scopes: z._default(
      z
        .array(scope, { error: 'a list of filters' })
        .check(says("Live's fuzzy filters: tasks that match any of them are watched; with none, every task.")),
      [],
    ),
    credentials: z._default(liveCredentials.check(says('Keys for calling Live.')), { type: 'default' }),
  },
  { error: 'a section with at least regions' },
);

const heartbeat = z.strictObject(
  {
    url: url.check(says('Called with GET after each complete sweep, for example a healthchecks.io address. A secret.')),
  },
  { error: 'a section with url' },
);

const sweep = z.strictObject(
  {
    mode: z._default(
      z
        .enum(['whole', 'rolling'], { error: 'one of whole, rolling' })
        .check(
          says(
            'whole: each sweep reads every list. rolling: several sweeps read them in a lap, for fleets that one interval has not enough calls for.',
          ),
        ),
      'whole',
    ),
    longestLapSeconds: z._default(
      whole(60, 86_400).check(says('With rolling sweeps: how long a lap may take before on-call is told, in seconds.')),
      900,
    ),
    timeLimitSeconds: z.optional(
      whole(1, 86_400).check(
        says(
          'When reading stops; the next sweep continues from there. Functions also respect their own time limit, and keep part of it for sending, saving and publishing.',
        ),
      ),
    ),
    intervalSeconds: z.optional(
      whole(1, LONGEST_INTERVAL_SECONDS).check(
        says(
          'Seconds from one sweep to the next, if the timer was not created by `deploy` (cron, systemd). Default: as deployed, otherwise 60.',
        ),
      ),
    ),
    leaseSeconds: z._default(
      whole(10, 86_400).check(says('How long a sweep that died keeps the next one waiting, in seconds.')),
      // less than two intervals, so that the second tick after a death is not kept out by the time that its start took
      110,
    ),
    describeBudget: z._default(
      whole(0, 10_000).check(
        says(
          'How many relays a sweep may look up one by one to find out what became of them; this takes at most 25 seconds.',
        ),
      ),
      200,
    ),
  },
  { error: 'a section' },
);

export const configSchema = z
  .strictObject(
    {
      account: z.optional(account.check(says('Whose relays these are, where several accounts are watched.'))),
      // lib/config/accounts.ts makes a document of each entry before anything is checked
      accounts: z.optional(
        z
          .never({ error: 'nothing here, since this is one account' })
          .check(
            says(
              'Several accounts, each watched by itself. An entry has what the top of the file says, except for what it says itself.',
            ),
          ),
      ),
      live: live.check(says('ApsaraVideo Live, whose relay tasks are watched.')),
      metrics: z._default(metrics.check(says('Where metrics go.')), []),
      heartbeat: z.optional(heartbeat.check(says('An external dead-man service, called after every complete sweep.'))),
      alerts: z._default(alerts.check(says('Where messages go.')), []),
      language: z._default(language.check(says('Language of messages.')), 'en'),
      links: z.optional(links.check(says('Where messages link to, in addition to the Live console.'))),
      routes: z._default(
        routes.check(
          says(
            'Which message goes where: the first match wins. A message that matches no route goes to all channels, so that none is lost.',
          ),
        ),
        [],
      ),
      policy: z.prefault(policy.check(says('What on-call is notified of, how urgently, and how often.')), {}),
      maintenance: z._default(
        maintenance.check(
          says('When messages are held back. Metrics are not, and what was held back is reported at the end.'),
        ),
        [],
      ),
      expect: z._default(expect.check(says('What must be running, so that its absence is reported.')), []),
      report: z.optional(
        report.check(
          says(
            'When what happened is told in figures: outages, minutes lost, times to detect and to repair. Default: never.',
          ),
        ),
      ),
      state: z.optional(
        state.check(
          says('What one sweep leaves to the next: open incidents, undelivered messages, where to continue.'),
        ),
      ),
      status: z.optional(status.check(says('Who may see the status page, which is a separate function.'))),
      callbacks: z.optional(
        callbacks.check(
          says('Where Live reports relays that change; `relaywatch callbacks` sets this address on them.'),
        ),
      ),
      // not needed by a sweep: infra/deploy/settings.ts checks it, and it is not packaged
      deploy: z.optional(z.unknown().check(says('Where and how the function is deployed.'))),
      sweep: z.prefault(sweep.check(says('Limits and waiting times of a sweep.')), {}),
    },
    { error: 'a mapping with at least live' },
  )
  .check(routesLeadSomewhere, reportCanBeMade, lapsCanBeRead);

/** The checked configuration with defaults filled in. */
export type Config = z.infer<typeof configSchema>;
export type MetricsSettings = Config['metrics'][number];
export type AlertSettings = Config['alerts'][number];
export type StateSettings = NonNullable<Config['state']>;
