import { assemble } from '../../lib/assemble/assemble.ts';
import { systemClock } from '../../lib/base/time.ts';
import { parseConfig } from '../../lib/config/load.ts';
import { createMemoryStore } from '../../lib/state/memory.ts';
import { sweep } from '../../lib/sweep/sweep.ts';
import { startCloudWatchStandIn } from '../../stand-ins/cloudwatch/server.ts';
import type { Scenario } from '../../stand-ins/live/scenario.ts';
import { startLiveStandIn } from '../../stand-ins/live/server.ts';
import { startWebhookStandIn } from '../../stand-ins/webhook/server.ts';
import { exitCodeOf } from '../exit-code.ts';
import { sweepReport } from '../terminal/report.ts';
import { bold, dim, green, line, lines, type Part, red, type Shown } from '../terminal/shown.ts';
import { print, sweepDisplay, terminalLog } from '../terminal/terminal.ts';

export interface StartFlags {
  readonly once?: boolean;
  readonly tasks: number;
  readonly seed: number;
  readonly interval: number;
}

/** What happens while you watch: a source dies, forty relays stop at once; then it comes back. */
const OUTAGE: Scenario = [
  { at: 20, do: 'fail-source', host: 'source-3.example.com', count: 40, immediate: true },
  { at: 60, do: 'heal-source', host: 'source-3.example.com' },
  // a stopped relay does not come back by itself
  { at: 60, do: 'restart' },
];
const REGIONS = ['cn-shanghai', 'cn-beijing'];
/** A real account never holds still. By turns one relay is deleted and one created, so this is both every two seconds. */
const CHANGES_PER_SECOND = 1;

/**
 * The main job on local stand-ins, over the clouds' real protocols: sweep after sweep, each reported, until Ctrl-C; or
 * once. @returns the exit code of the last sweep
 */
export async function startCommand(flags: StartFlags): Promise<number> {
  const clock = systemClock;
  const live = await startLiveStandIn({
    tasks: flags.tasks,
    regions: REGIONS,
    seed: flags.seed,
    latency: { rttMs: 70, jitterMs: 2 },
    churnPerSecond: CHANGES_PER_SECOND,
    scenario: OUTAGE,
  });
  const cloudWatch = await startCloudWatchStandIn();
  const webhook = await startWebhookStandIn();
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort());
  process.once('SIGTERM', () => stopped.abort());

  print(bold('relaywatch on local stand-ins'));
  print(`  ApsaraVideo Live   ${live.url}   ${flags.tasks.toLocaleString('en')} relay tasks in ${REGIONS.join(', ')}`);
  print('                     one is created and one deleted every two seconds');
  print(`  Amazon CloudWatch  ${cloudWatch.url}`);
  print(`  webhook receiver   ${webhook.url}`);
  if (!flags.once) print('  At 20 s a source host dies, at 60 s it comes back and relays are restarted. Ctrl-C stops.');

  const config = parseConfig(configText(live.url, cloudWatch.url, webhook.url), {}, 'the built-in configuration');
  const log = terminalLog(clock, 'warn');
  const store = createMemoryStore();
  const beganMs = clock.monotonicMs();
  let heard = 0;
  let exitCode = 0;
  try {
    do {
      const startedMs = clock.monotonicMs();
      print(line`\n${bold(`sweep at ${Math.round((startedMs - beganMs) / 1_000)} s`)}`);
      const display = sweepDisplay();
      const { settings, deps } = assemble(config, { env: {}, clock, random: Math.random, log, write: display.write });
      const summary = await sweep(settings, { ...deps, store, onProgress: display.update }).finally(() =>
        print(display.end()),
      );
      exitCode = exitCodeOf(summary);
      print(sweepReport(summary));
      print(
        onCallHears(
          webhook
            .received()
            .slice(heard)
            .map(({ body }) => body),
        ),
      );
      heard = webhook.received().length;
      print(standInFigures(live.stats().operations.DescribeLivePullToPushList, cloudWatch.requests()));
      if (flags.once) break;
      await clock
        .sleep(Math.max(0, flags.interval * 1_000 - (clock.monotonicMs() - startedMs)), stopped.signal)
        .catch(() => undefined);
    } while (!stopped.signal.aborted);
  } finally {
    await Promise.all([live.close(), cloudWatch.close(), webhook.close()]);
  }
  return exitCode;
}

function configText(live: string, cloudWatch: string, webhook: string): string {
  return JSON.stringify({
    live: { endpoint: live, regions: REGIONS, qps: 10 },
    metrics: [{ type: 'cloudwatch', namespace: 'LiveRelay', region: 'us-east-1', endpoint: cloudWatch }],
    alerts: [{ type: 'webhook', url: `${webhook}/webhook` }],
  });
}

interface Arrivals {
  readonly calls: number;
  readonly throttled: number;
  readonly mostInAnySecond: number;
}

/** The messages that the webhook received, a line each. */
function onCallHears(bodies: readonly string[]): Part {
  if (bodies.length === 0) return '  on-call hears nothing';
  return lines(
    bodies.map((body) => {
      const { data } = JSON.parse(body) as { data: { kind: string; severity: string; text: { title: string } } };
      const kind = (data.kind === 'resolved' ? green : red)(`[${data.kind}]`);
      return line`  on-call hears: ${kind} ${bold(data.text.title)}`;
    }),
  );
}

function standInFigures(list: Arrivals | undefined, requests: number): Shown {
  const { calls = 0, throttled = 0, mostInAnySecond = 0 } = list ?? {};
  return dim(
    `  the stand-ins saw ${calls} calls, ${throttled} throttled, at most ${mostInAnySecond} in any second; ${requests} PutMetricData`,
  );
}
