import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { expect, maintenance } from '../../lib/config/hours.ts';
import { didYouMean } from '../../lib/config/meant.ts';
import { policy } from '../../lib/config/policy.ts';
import { routes } from '../../lib/config/routes.ts';
import { keyMeant } from '../../lib/config/schema-keys.ts';
import { isTooDeep, MOST_DEPTH } from '../../lib/config/yaml-depth.ts';
import { HAPPENINGS_EXPECTED, isHappening } from './happenings.ts';

const text = z.string().check(z.minLength(1));
const time = z.string().check(z.regex(/^\d\d:\d\d:\d\d$/, { error: 'a time after the start, "HH:MM:SS"' }));
const count = z.int().check(z.minimum(1));
const line = z.string().check(z.refine(isHappening, { error: HAPPENINGS_EXPECTED }));

/** Relays that are alike. In texts {n} is the number of the relay from 1, {n%3} what is left of it by 3. */
const relays = z.strictObject({
  count: z._default(count, 1),
  name: text,
  region: z._default(z.enum(['cn-shanghai', 'cn-beijing']), 'cn-shanghai'),
  source: z._default(text, 'rtmp://source-1.example.com'),
  destination: z._default(text, 'rtmp://push-1.example.com'),
  /** Relays with the same key push to the same URL; without one, each has its own. */
  streamKey: z.optional(text),
  status: z._default(z.enum(['running', 'idle', 'stopped']), 'running'),
  /** Default: a day ago, and in a month. */
  starts: z.optional(time),
  ends: z.optional(time),
  /** Live's own: default 3 times, every 60 seconds. */
  retries: z.optional(z.strictObject({ count: z.int(), everySeconds: z.int() })),
});

const MESSAGE = /^(?:again )?[a-z-]+ (?:info|warning|critical): \S/;
const MESSAGE_EXPECTED =
  '"kind severity: title", with "again" before it when it is a repeat; or digest: and a list of them';
const message = z.string().check(z.regex(MESSAGE, { error: MESSAGE_EXPECTED }));
/** What one channel heard, in order; messages that came as one stand under `digest`. */
const hears = z.record(
  z.string(),
  z.array(z.union([message, z.strictObject({ digest: z.array(message) })], { error: MESSAGE_EXPECTED })),
);

const step = z
  .strictObject({
    at: time,
    /** More sweeps at this interval until then; one list has what all of them made channels hear. */
    every: z.optional(time),
    until: z.optional(time),
    /** Happens before the first of them. */
    do: z.optional(z.array(line)),
    /** Happens before one sweep each, from the first again when all had their turn. */
    inTurn: z.optional(z.array(z.array(line)).check(z.minLength(1))),
    /** A channel that is not named heard nothing. */
    hears: z._default(hears, {}),
    /** Why the behaviour is wrong today: `hears` says what it should be, and something else has to be heard. */
    expectedToFail: z.optional(text),
    note: z.optional(text),
  })
  .check(
    z.refine(({ every, until }) => (every === undefined) === (until === undefined), { error: 'every and until' }),
    z.refine(({ every }) => every !== '00:00:00', { path: ['every'], error: 'a time between two sweeps' }),
  );

const scenario = z
  .strictObject({
    name: text,
    why: text,
    /** UTC. The default lets the wall clock show the same as `at`. */
    starts: z._default(z.string(), '2026-03-02T00:00:00Z'),
    /** Messages a minute. */
    channels: z._default(z.record(z.string(), count), { pager: 120, chat: 20 }),
    policy: z.prefault(policy, {}),
    maintenance: z._default(maintenance, []),
    expect: z._default(expect, []),
    routes: z._default(routes, []),
    settings: z.prefault(
      z.strictObject({
        leaseSeconds: z._default(z.int(), 30),
        describeBudget: z._default(z.int(), 200),
      }),
      {},
    ),
    /** By name; without any, everything is read. */
    scopes: z._default(z.array(z.strictObject({ taskName: text })), []),
    relays: z.array(relays).check(z.minLength(1)),
    steps: z.array(step).check(z.minLength(1)),
  })
  .check(
    z.refine(({ steps }) => steps.every(({ at }, n) => n === 0 || at > lastTime(steps[n - 1])), {
      path: ['steps'],
      error: 'steps in the order of time',
    }),
    z.refine(
      ({ steps, channels }) =>
        steps.every(({ hears: told }) => Object.keys(told).every((name) => namesOf(channels, steps).includes(name))),
      { path: ['steps'], error: 'hears names channels of this scenario' },
    ),
  );

export type Scenario = z.infer<typeof scenario>;
export type Step = z.infer<typeof step>;
export type RelayGroup = z.infer<typeof relays>;
export type Hears = z.infer<typeof hears>;

type ScenarioFile =
  | { readonly scenario: Scenario }
  /** One line each. */
  | { readonly problems: readonly string[] };

/** Reads the text of a scenario file. */
export function parseScenario(yaml: string): ScenarioFile {
  if (isTooDeep(yaml)) return { problems: [`more than ${MOST_DEPTH} sections or lists inside one another`] };
  const document = parseDocument(yaml);
  if (document.errors.length > 0)
    return { problems: document.errors.map(({ message }) => message.split('\n')[0] ?? '') };
  const written: unknown = document.toJS();
  const parsed = scenario.safeParse(written);
  if (parsed.success) return { scenario: parsed.data };
  return { problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, written)) };
}

function problemsOf(issue: z.core.$ZodIssue, written: unknown): string[] {
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const near = didYouMean(keyMeant(scenario, issue.path, key, written));
      return `${at === '' ? key : `${at}.${key}`}: nothing is called so here${near}`;
    });
  return [
    `${at}: ${issue.code === 'invalid_type' && issue.message === 'Invalid input' ? issue.expected : issue.message}`,
  ];
}

export function secondsOf(hms: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = hms.split(':').map(Number);
  return hours * 3_600 + minutes * 60 + seconds;
}

/** The channels that a scenario begins with, and those that it gets by a new name. */
function namesOf(channels: Readonly<Record<string, number>>, steps: readonly { readonly do?: string[] | undefined }[]) {
  const lines = steps.flatMap((one) => one.do ?? []);
  return [...Object.keys(channels), ...lines.flatMap((one) => /^channel \S+ is renamed (\S+)$/.exec(one)?.[1] ?? [])];
}

function lastTime(one: Step | undefined): string {
  return one?.until ?? one?.at ?? '';
}
