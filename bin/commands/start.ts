import { assemble } from '../../lib/assemble/assemble.ts';
import { statusSettingsOf } from '../../lib/assemble/status-settings.ts';
import { type Log, silentLog } from '../../lib/base/log.ts';
import { type Clock, systemClock } from '../../lib/base/time.ts';
import { parseConfig } from '../../lib/config/load.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { HintsHere } from '../../lib/state/hints-here.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { createMemoryJournal, MEMORY_JOURNAL } from '../../lib/state/memory-journal.ts';
import type { LocalServer } from '../../lib/status/local-server.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import { takeStandInKeys } from '../../stand-ins/keys.ts';
import type { Scenario } from '../../stand-ins/live/scenario.ts';
import { type LiveStandIn, startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { exitCodeOf } from '../exit-code.ts';
import { count } from '../terminal/figures.ts';
import { messageText } from '../terminal/message.ts';
import { sweepReport } from '../terminal/report.ts';
import type { ScriptStep } from '../terminal/screen/board.ts';
import { bold, dim, line, lines, type Shown } from '../terminal/shown.ts';
import { isOnTerminal, print, terminalLog } from '../terminal/terminal.ts';
import type { Form } from '../watching/forms.ts';
import { keepWatching, listenedTo } from '../watching/keep-watching.ts';
import { servePage } from '../watching/page.ts';
import { keptHints, receiveCallbacks } from '../watching/receiver.ts';
import { showing } from '../watching/showing.ts';
import { stopSignals } from '../watching/stop-signals.ts';

export interface StartFlags {
  readonly once?: boolean;
  readonly tasks: number;
  readonly seed: number;
  /** Relays deleted and created per second, in turn. */
  readonly churn: number;
  readonly interval: number;
  readonly log?: Form;
  /** Whether Live is to call when a relay changes. */
  readonly callbacks: boolean;
}

/**
 * What happens while you watch: one relay stops, then a source fails and forty relays stop at once; then it recovers. Not
 * while a sweep is under way, so that it is to be seen what callbacks are good for.
 */
const OUTAGE: Scenario = [
  { at: 14, do: 'fail-source', host: 'source-5.example.com', count: 1, immediate: true },
  { at: 24, do: 'fail-source', host: 'source-3.example.com', count: 40, immediate: true },
  { at: 64, do: 'heal-source', host: 'source-5.example.com' },
  { at: 64, do: 'heal-source', host: 'source-3.example.com' },
  // a stopped relay does not restart by itself
  { at: 64, do: 'restart' },
];
const SCRIPT: readonly ScriptStep[] = [
  { atMs: 14_000, will: 'a relay from source-5.example.com stops', did: 'a relay from source-5.example.com stopped' },
  { atMs: 24_000, will: 'source-3.example.com dies', did: 'source-3.example.com died' },
  { atMs: 64_000, will: 'both heal, relays restart', did: 'both healed' },
];
const REGIONS = ['cn-shanghai', 'cn-beijing'];
const GRACE_MS = 5_000;

/** Worthless: it opens a receiver of this process alone. */
const CALLBACK_TOKEN = 'callbacks-of-the-stand-in';

interface StandIns {
  readonly live: LiveStandIn;
  readonly cloudWatch: Awaited<ReturnType<typeof startCloudWatchStandIn>>;
  readonly webhook: Awaited<ReturnType<typeof startWebhookStandIn>>;
}

/**
 * Runs the monitor on local stand-ins, over the clouds' real protocols: sweep after sweep until Ctrl-C, through an
 * announced outage; or once. @returns the exit code
 */
export async function startCommand(flags: StartFlags): Promise<number> {
  takeStandInKeys(process.env);
  const hints = keptHints();
  const receiver = flags.callbacks && !flags.once ? await receiverInto(hints) : null;
  const standIns = await started(flags, receiver?.url ?? null);
  const config = parseConfig(configText(standIns, flags), {}, 'the built-in configuration');
  try {
    return await (flags.once ? once(config, standIns) : untilStopped(config, flags, receiver && hints));
  } finally {
    await Promise.all(Object.values(standIns).map((one) => one.close()));
    await receiver?.close();
  }
}

function receiverInto(hints: HintsHere): Promise<LocalServer> {
  const config = parseConfig(
    JSON.stringify({ live: { regions: REGIONS }, callbacks: { token: CALLBACK_TOKEN } }),
    {},
    'the built-in configuration',
  );
  return receiveCallbacks(config, { hints, clock: systemClock, log: silentLog, port: 0 });
}

async function started({ tasks, seed, churn }: StartFlags, receiver: string | null): Promise<StandIns> {
  return {
    live: await startLiveStandIn({
      tasks,
      regions: REGIONS,
      seed,
      latency: { rttMs: 70, jitterMs: 2 },
      churnPerSecond: churn,
      scenario: OUTAGE,
      ...(receiver === null ? {} : { callbacks: { url: `${receiver}/callback/${CALLBACK_TOKEN}` } }),
    }),
    cloudWatch: await startCloudWatchStandIn(),
    webhook: await startWebhookStandIn(),
  };
}

async function untilStopped(config: Config, flags: StartFlags, hints: HintsHere | null): Promise<number> {
  const clock = systemClock;
  const stopping = stopSignals(clock);
  const form = flags.log ?? (isOnTerminal() ? 'screen' : 'lines');
  const status = statusSettingsOf(config);
  const memoryStore = createMemoryStore();
  const memoryJournal = createMemoryJournal(MEMORY_JOURNAL);
  const page = await servePage(config, { store: memoryStore, journal: memoryJournal, clock, log: silentLog, port: 0 });
  const settings = { title: 'relaywatch on local stand-ins', page: page.url, script: SCRIPT, status };
  if (form === 'lines') print(announcement(flags, page.url));
  const { view, log, write } = showing(form, settings, clock);
  const times = { intervalMs: flags.interval * 1_000, graceMs: GRACE_MS };
  await keepWatching({ config, memoryStore, memoryJournal, hints, clock, log, write, view, stopping, ...times });
  view.close();
  await page.close();
  return 0;
}

function announcement({ tasks, churn }: StartFlags, page: string): Shown {
  const script = SCRIPT.map(({ atMs, will }) => `at ${atMs / 1_000} s ${will}`).join(', ');
  return lines([
    bold('relaywatch on local stand-ins'),
    `  status page at ${page}`,
    `  ${count(tasks)} relay tasks in ${REGIONS.join(', ')}${moving(churn)}`,
    '  (messages count those that should run: not what has finished, was stopped by a user or waits for its start)',
    `  ${script}; Ctrl-C stops`,
  ]);
}

/** The part of a line that says how often relays come and go. */
function moving(churn: number): string {
  return churn === 0 ? '' : `; one is created and one deleted every ${Number((2 / churn).toPrecision(2))} s`;
}

/** One sweep with a full report. */
async function once(config: Config, { live, cloudWatch, webhook }: StandIns): Promise<number> {
  const clock = systemClock;
  const log = terminalLog(clock, 'warn');
  print(
    lines([
      bold('relaywatch on local stand-ins'),
      `  ApsaraVideo Live   ${live.url}`,
      `  Amazon CloudWatch  ${cloudWatch.url}`,
      `  webhook receiver   ${webhook.url}`,
      '',
    ]),
  );
  const { summary, heard } = await swept(config, clock, log);
  print(sweepReport(summary));
  print(heard.length === 0 ? '  on-call hears nothing: nothing is stopped' : lines(heard));
  print(standInFigures(live.stats().operations.DescribeLivePullToPushList, cloudWatch.requests()));
  return exitCodeOf(summary);
}

async function swept(config: Config, clock: Clock, log: Log) {
  const { settings, deps } = assemble(config, { clock, random: Math.random, log, write: () => undefined });
  const heard: Shown[] = [];
  const channels = deps.channels.map((channel) =>
    listenedTo(channel, config, clock, (message) => void heard.push(line`  on-call hears: ${messageText(message)}\n`)),
  );
  const summary = await sweep(settings, { ...deps, channels, store: createMemoryStore() });
  return { summary, heard };
}

function configText({ live, cloudWatch, webhook }: StandIns, { interval, callbacks }: StartFlags): string {
  return JSON.stringify({
    live: { endpoint: live.url, regions: REGIONS, qps: 10 },
    metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch.url }],
    alerts: [{ type: 'webhook', url: `${webhook.url}/webhook` }],
    sweep: { intervalSeconds: interval },
    ...(callbacks ? { callbacks: { token: CALLBACK_TOKEN } } : {}),
    // the page is served to this machine alone, which needs no token
    status: { token: 'unused-on-this-machine', allowWrites: true },
  });
}

interface Arrivals {
  readonly calls: number;
  readonly throttled: number;
  readonly mostInAnySecond: number;
}

function standInFigures(list: Arrivals | undefined, requests: number): Shown {
  const { calls = 0, throttled = 0, mostInAnySecond = 0 } = list ?? {};
  return dim(
    `  the stand-ins saw ${calls} calls, ${throttled} throttled, at most ${mostInAnySecond} in any second; ${requests} PutMetricData`,
  );
}
