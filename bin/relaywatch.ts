#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import { RelaywatchError } from '../lib/base/errors.ts';
import { keepLibrariesQuiet, LoudNodeError } from '../lib/base/quiet-libraries.ts';
import { ConfigError } from '../lib/config/problems.ts';
import { connectPatiently } from '../lib/http/connecting.ts';
import { useProxiesOf } from '../lib/http/proxies.ts';
import { ProxyError } from '../lib/http/proxy-settings.ts';
import { InvalidRequestError } from '../lib/live/request.ts';
import { FAULT_KINDS, type FaultShares } from '../stand-ins/live/faults.ts';
import { LIST_ORDERS } from '../stand-ins/live/list-order.ts';
// each command is loaded when it is used: a sweep shall not pay for the stand-ins, in memory or in time
import type { AlarmsFlags, AlarmsPlanFlags } from './commands/alarms.ts';
import type { CheckFlags } from './commands/check.ts';
import type { CostFlags } from './commands/cost.ts';
import type { DeployFlags, DeployPlanFlags, DeployPolicyFlags, DeployStatusFlags } from './commands/deploy.ts';
import type { IncidentsFlags } from './commands/incidents.ts';
import type { PackageFlags } from './commands/package.ts';
import type { SilenceFlags } from './commands/silence.ts';
import type { LiveStandInFlags, PortFlags, WebhookStandInFlags } from './commands/stand-in.ts';
import type { StartFlags } from './commands/start.ts';
import type { SweepFlags } from './commands/sweep.ts';
import type { TasksFlags } from './commands/tasks.ts';
import { withLinesOfFile } from './config-error.ts';
import { BAD, block, line } from './terminal/shown.ts';
import { printBlock, say, whenPrinted } from './terminal/terminal.ts';
import { UsageError } from './usage-error.ts';

const BAD_USE = 2;

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function wholeFromOne(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError('It must be 1 or more.');
  return value;
}

function port(text: string): number {
  const value = wholeNumber(text);
  if (value > 65_535) throw new InvalidArgumentError('It must be from 0 to 65535.');
  return value;
}

function rate(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('It must be 0 or more.');
  return value;
}

function share(text: string): number {
  const value = rate(text);
  if (value > 1) throw new InvalidArgumentError('It must be a share from 0 to 1.');
  return value;
}

function list(text: string): string[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length === 0) throw new InvalidArgumentError('It must name at least one.');
  return parts;
}

function regionIds(text: string): string[] {
  const ids = list(text);
  if (!ids.every((id) => /^[a-z0-9-]{1,64}$/i.test(id)))
    throw new InvalidArgumentError('They must be region ids such as cn-shanghai, separated by commas.');
  return [...new Set(ids)];
}

function isBadUse(error: unknown): boolean {
  return [ConfigError, InvalidRequestError, LoudNodeError, ProxyError, UsageError].some(
    (kind) => error instanceof kind,
  );
}

/** A stack is for us, a sentence for the reader. */
async function sentenceOf(error: unknown): Promise<string> {
  if (error instanceof ConfigError) return (await withLinesOfFile(error)).message;
  return error instanceof RelaywatchError ? error.message : String((error as Error)?.stack ?? error);
}

/** Runs a command; its number is the exit code. Exits by itself: a hung connection must not keep a finished run alive. */
function exitsWith<Flags>(command: (flags: Flags) => Promise<number>): (flags: Flags) => Promise<void> {
  return async (flags) => {
    let code: number;
    try {
      keepLibrariesQuiet(process.env);
      await useProxiesOf(process.env);
      code = await command(flags);
    } catch (error) {
      code = isBadUse(error) ? BAD_USE : 1;
      say(line`${BAD} ${block(await sentenceOf(error))}`);
    }
    whenPrinted(() => process.exit(code));
  };
}

connectPatiently();

const program = new Command('relaywatch')
  .description(
    'Watches every ApsaraVideo Live pull-to-push (relay) task of an account and tells on-call which stopped, and why.',
  )
  .version('0.1.0')
  // what it says of a wrong use quotes the arguments
  .configureOutput({ writeOut: printBlock, writeErr: (text) => say(block(text)) })
  .exitOverride((stop) => process.exit(stop.exitCode === 0 ? 0 : BAD_USE));

const CONFIG_FLAG = [
  '-c, --config <file>',
  'configuration (default: $RELAYWATCH_CONFIG, else relaywatch.yml)',
] as const;

program
  .command('start')
  .description('run the main job on local stand-ins of the clouds, sweep after sweep')
  .option('--once', 'one sweep, then exit')
  .option('--tasks <n>', 'relay tasks of the stand-in', wholeNumber, 2_400)
  .option('--seed <n>', 'seed of the fleet', wholeNumber, 7)
  .option('--interval <seconds>', 'from the start of one sweep to the next', wholeFromOne, 10)
  .action(exitsWith(async (flags: StartFlags) => (await import('./commands/start.ts')).startCommand(flags)));

program
  .command('sweep')
  .description('sweep once: exit code 0 complete, 1 incomplete or its state cannot be saved, 2 bad configuration')
  .option(...CONFIG_FLAG)
  .option('--json', 'print one JSON object; logs go to stderr')
  .option('--time-limit <seconds>', 'stop reading then; the next sweep goes on from there', wholeFromOne)
  .action(exitsWith(async (flags: SweepFlags) => (await import('./commands/sweep.ts')).sweepCommand(flags)));

program
  .command('tasks')
  .description("look relay tasks up by Live's fuzzy filters")
  .option(...CONFIG_FLAG)
  .option('--region <ids>', 'one or several, separated by commas (default: those of the configuration)', regionIds)
  .option('--task-id <text>', 'part of a task id')
  .option('--name <text>', 'part of a task name')
  .option('--dst-url <text>', 'part of a destination URL')
  .option('--status <names>', 'idle, running, recovering, stopped, exited, unknown', list)
  .option('--page <n>', 'this page of 100 only', wholeFromOne)
  .option('--limit <n>', 'most tasks to show', wholeFromOne, 100)
  .option('--json', 'print one JSON object')
  .action(exitsWith(async (flags: TasksFlags) => (await import('./commands/tasks.ts')).tasksCommand(flags)));

program
  .command('check')
  .description('try configuration, credentials, permission, endpoint, and each backend and channel')
  .option(...CONFIG_FLAG)
  .option('--offline', 'look at the configuration alone: call nobody, need no variable')
  .option('--strict', 'exit 1 for a warning, too')
  .action(exitsWith(async (flags: CheckFlags) => (await import('./commands/check.ts')).checkCommand(flags)));

program
  .command('cost')
  .description('what a month costs, at list prices, for the relays that there are now')
  .option(...CONFIG_FLAG)
  .option('--tasks <n>', 'so many relay tasks, without asking Live', wholeNumber)
  .option('--interval-seconds <n>', 'from one sweep to the next (default: as deployed, else 60)', wholeFromOne)
  .option('--sweep-seconds <n>', 'how long the function runs for a sweep, where you measured it', wholeFromOne)
  .option('--json', 'print one JSON object')
  .action(exitsWith(async (flags: CostFlags) => (await import('./commands/cost.ts')).costCommand(flags)));

program
  .command('incidents')
  .description('show what is open, or what was')
  .option(...CONFIG_FLAG)
  .option('--since <moment>', 'also what ended since then: PT24H, or a time')
  .option('--json', 'print one JSON array')
  .action(
    exitsWith(async (flags: IncidentsFlags) => (await import('./commands/incidents.ts')).incidentsCommand(flags)),
  );

const silence = program.command('silence').description('mute messages for once; metrics are never muted');

silence
  .command('add')
  .description('mute what matches all patterns given (* and ? stand for any text and any character)')
  .option(...CONFIG_FLAG)
  .option('--name <pattern>', 'task name')
  .option('--region <pattern>', 'region id')
  .option('--source <pattern>', 'source host')
  .option('--destination <pattern>', 'destination host')
  .requiredOption('--until <moment>', 'PT2H, a time, or recovered')
  .option('--comment <text>', 'why, for the others')
  .action(exitsWith(async (flags: SilenceFlags) => (await import('./commands/silence.ts')).silenceAddCommand(flags)));

silence
  .command('list')
  .description('show the silences')
  .option(...CONFIG_FLAG)
  .option('--json', 'print one JSON array')
  .action(
    exitsWith(async (flags: IncidentsFlags) => (await import('./commands/silence.ts')).silenceListCommand(flags)),
  );

silence
  .command('expire <id>')
  .description('end a silence now')
  .option(...CONFIG_FLAG)
  .action((id: string, flags: CheckFlags) =>
    exitsWith(async () => (await import('./commands/silence.ts')).silenceExpireCommand(id, flags))(flags),
  );

program
  .command('test-alert [channel]')
  .description('send a marked test open and its resolve to one channel, or to all, and print the receipts')
  .option(...CONFIG_FLAG)
  .action((channel: string | undefined, flags: CheckFlags) =>
    exitsWith(async () => (await import('./commands/test-alert.ts')).testAlertCommand(channel, flags))(flags),
  );

const alarms = program.command('alarms').description('alarms and dashboard of Amazon CloudWatch, from the metrics');

alarms
  .command('list')
  .description('show the alarms of the configuration: when each fires, how late, what to do')
  .option(...CONFIG_FLAG)
  .action(exitsWith(async (flags: AlarmsFlags) => (await import('./commands/alarms.ts')).alarmsListCommand(flags)));

alarms
  .command('plan')
  .description('show what apply would change; changes nothing')
  .option(...CONFIG_FLAG)
  .option('--destroy', 'show what destroy would delete')
  .action(exitsWith(async (flags: AlarmsPlanFlags) => (await import('./commands/alarms.ts')).alarmsPlanCommand(flags)));

alarms
  .command('apply')
  .description('make them as the configuration wants')
  .option(...CONFIG_FLAG)
  .action(exitsWith(async (flags: AlarmsFlags) => (await import('./commands/alarms.ts')).alarmsApplyCommand(flags)));

alarms
  .command('destroy')
  .description('delete those that relaywatch made')
  .option(...CONFIG_FLAG)
  .action(exitsWith(async (flags: AlarmsFlags) => (await import('./commands/alarms.ts')).alarmsDestroyCommand(flags)));

alarms
  .command('policy')
  .description('print the IAM policy that these commands need')
  .option(...CONFIG_FLAG)
  .action(exitsWith(async (flags: AlarmsFlags) => (await import('./commands/alarms.ts')).alarmsPolicyCommand(flags)));

program
  .command('package')
  .description('write what both clouds run: the function and its configuration; values of variables stay out of it')
  .option(...CONFIG_FLAG)
  .option('--bundle <file>', "the built function (default: relaywatch's own)")
  .option('--out <file>', 'the zip', 'dist/relaywatch.zip')
  .action(exitsWith(async (flags: PackageFlags) => (await import('./commands/package.ts')).packageCommand(flags)));

const BUNDLE_FLAG = ['--bundle <file>', "the built function (default: relaywatch's own)"] as const;

const deploy = program
  .command('deploy')
  .description(
    'Function Compute: service, function, version, alias and timer, as deploy.fc of the configuration wants them',
  );

deploy
  .command('plan')
  .description('show what apply would change, and what a month costs; changes nothing')
  .option(...CONFIG_FLAG)
  .option(...BUNDLE_FLAG)
  .option('--destroy', 'show what destroy would delete')
  .option('--no-cost', 'leave the cost out: Live is not asked how many relays there are')
  .option('--json', 'print one JSON object')
  .action(exitsWith(async (flags: DeployPlanFlags) => (await import('./commands/deploy.ts')).deployPlanCommand(flags)));

deploy
  .command('apply')
  .description('make all of it as the configuration wants')
  .option(...CONFIG_FLAG)
  .option(...BUNDLE_FLAG)
  .action(exitsWith(async (flags: DeployFlags) => (await import('./commands/deploy.ts')).deployApplyCommand(flags)));

deploy
  .command('destroy')
  .description('delete what apply made, and nothing else')
  .option(...CONFIG_FLAG)
  .action(exitsWith(async (flags: DeployFlags) => (await import('./commands/deploy.ts')).deployDestroyCommand(flags)));

deploy
  .command('status')
  .description('show what is there, which version runs, and whether anything was changed by hand')
  .option(...CONFIG_FLAG)
  .option(...BUNDLE_FLAG)
  .option('--json', 'print one JSON object')
  .action(
    exitsWith(async (flags: DeployStatusFlags) => (await import('./commands/deploy.ts')).deployStatusCommand(flags)),
  );

deploy
  .command('rollback')
  .description('let the timer call the version before the one that runs')
  .option(...CONFIG_FLAG)
  .action(exitsWith(async (flags: DeployFlags) => (await import('./commands/deploy.ts')).deployRollbackCommand(flags)));

deploy
  .command('invoke')
  .description('let the deployed function sweep once, now, and show what it returns')
  .option(...CONFIG_FLAG)
  .action(exitsWith(async (flags: DeployFlags) => (await import('./commands/deploy.ts')).deployInvokeCommand(flags)));

deploy
  .command('policy')
  .description('print the least rights as RAM policies: of the function, its trust policy, and of whoever deploys')
  .option(...CONFIG_FLAG)
  .addOption(new Option('--of <which>', 'one of them').choices(['function', 'trust', 'deployer']))
  .action(
    exitsWith(async (flags: DeployPolicyFlags) => (await import('./commands/deploy.ts')).deployPolicyCommand(flags)),
  );

const standIn = program.command('stand-in').description('serve one stand-in of a cloud alone, on 127.0.0.1');

const liveStandIn = standIn
  .command('live')
  .description('ApsaraVideo Live: all pull-to-push operations, signatures, limits, faults')
  .option('--port <n>', '0: any free one', port, 9_410)
  .option('--tasks <n>', 'relay tasks', wholeNumber, 12_000)
  .option('--regions <ids>', 'separated by commas', regionIds, ['cn-shanghai', 'cn-beijing'])
  .option('--seed <n>', 'the same seed makes the same fleet', wholeNumber, 1)
  .option('--qps <n>', 'calls a second of each operation; 0: unlimited', wholeNumber, 10)
  .addOption(new Option('--window <kind>', 'second of the limit').choices(['sliding', 'fixed']).default('sliding'))
  .option('--no-throttled-count', 'throttled calls do not count in the window')
  .option('--retry-after', 'tell x-acs-retry-after when throttling')
  .option('--rtt <ms>', 'network round trip', wholeNumber, 0)
  .option('--jitter <ms>', 'its spread', wholeNumber, 0)
  .option('--tail-share <share>', 'calls that take much longer', share, 0)
  .option('--tail-ms <ms>', 'by at most this', wholeNumber, 3_000)
  .option('--churn <n>', 'tasks created and deleted a second', rate, 0)
  .addOption(new Option('--order <by>', 'order of each list').choices([...LIST_ORDERS]).default('newest'))
  .option('--scenario <file>', 'YAML list of what happens when')
  .option('--canary <text>', 'planted wherever a secret may stand');
for (const kind of [...FAULT_KINDS, 'new-enum', 'missing-fields']) {
  liveStandIn.option(
    `--${kind} <share>`,
    `share of ${kind.includes('-') ? 'tasks' : 'calls'} with this fault`,
    share,
    0,
  );
}
liveStandIn.action(
  exitsWith(async (flags: LiveStandInFlags & Record<string, number>) => {
    const kinds: readonly (keyof FaultShares)[] = [...FAULT_KINDS, 'newEnum', 'missingFields'];
    const faults: FaultShares = Object.fromEntries(kinds.map((kind) => [kind, flags[kind] ?? 0]));
    return (await import('./commands/stand-in.ts')).liveStandInCommand({ ...flags, faults });
  }),
);

standIn
  .command('cloudwatch')
  .description('Amazon CloudWatch: PutMetricData, metric alarms, dashboards')
  .option('--port <n>', '0: any free one', port, 9_411)
  .action(
    exitsWith(async (flags: PortFlags) => (await import('./commands/stand-in.ts')).cloudWatchStandInCommand(flags)),
  );

standIn
  .command('fc')
  .description('Function Compute 2.0 and 3.0: resources, timers, and functions that run')
  .option('--port <n>', '0: any free one', port, 9_413)
  .action(exitsWith(async (flags: PortFlags) => (await import('./commands/stand-in.ts')).fcStandInCommand(flags)));

standIn
  .command('webhook')
  .description('a receiver of Standard Webhooks')
  .option('--port <n>', '0: any free one', port, 9_412)
  .option('--secret <whsec>', 'verify signatures with it')
  .action(
    exitsWith(async (flags: WebhookStandInFlags) =>
      (await import('./commands/stand-in.ts')).webhookStandInCommand(flags),
    ),
  );

// `relaywatch tasks | head` is no error
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

await program.parseAsync();
