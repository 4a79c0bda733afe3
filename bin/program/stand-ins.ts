import type { Command } from 'commander';
import { CALLBACK_SPELLINGS } from '../../stand-ins/live/callback-options.ts';
import { FAULT_KINDS, type FaultShares } from '../../stand-ins/live/faults.ts';
import { LIST_ORDERS } from '../../stand-ins/live/list-order.ts';
import type { SimulateFlags } from '../commands/simulate.ts';
import type { LiveStandInFlags, PortFlags, WebhookStandInFlags } from '../commands/stand-in.ts';
import type { AllStandInsFlags } from '../commands/stand-in-all.ts';
import type { StartFlags } from '../commands/start.ts';
import { FORMS } from '../watching/forms.ts';
import { exitsWith } from './run.ts';
import { choice, httpUrl, port, rate, regionIds, share, wholeFromOne, wholeNumber } from './values.ts';

/** Commands that need no cloud account. */
export function addStandIns(program: Command): void {
  addStart(program);
  addSimulate(program);
  const standIn = program.command('stand-in').description('serve stand-ins for clouds, on 127.0.0.1');
  addStandNAll(standIn);
  addLiveStandIn(standIn);
  addStandNCloudwatch(standIn);
  addStandNFc(standIn);
  addStandNWebhook(standIn);
}

function addStart(program: Command): void {
  program
    .command('start')
    .description('watch local stand-ins of the clouds through an outage, on one screen')
    .option('--once', 'one sweep, then exit')
    .option('--tasks <n>', 'relay tasks of the stand-in', wholeNumber, 2_400)
    .option('--seed <n>', 'seed of the fleet', wholeNumber, 7)
    // a real account never holds still
    .option('--churn <n>', 'tasks deleted and created a second, by turns; 0: none', rate, 1)
    .option('--no-callbacks', 'have Live not call when a relay changes, so that only sweeps see it')
    .option('--interval <seconds>', 'from the start of one sweep to the next', wholeFromOne, 10)
    .addOption(choice('--log <form>', 'output format (default: screen on a terminal, lines elsewhere)', FORMS))
    .action(exitsWith(async (flags: StartFlags) => (await import('../commands/start.ts')).startCommand(flags)));
}

function addSimulate(program: Command): void {
  program
    .command('simulate <file>')
    .description('play a scenario file, and print what each channel hears; exit code 1: not what the file expects')
    .option('--json', 'print one JSON object')
    .action((file: string, flags: SimulateFlags) =>
      exitsWith(async () => (await import('../commands/simulate.ts')).simulateCommand(file, flags))(flags),
    );
}

function addStandNAll(standIn: Command): void {
  standIn
    .command('all')
    .description('every stand-in, on free ports; prints a configuration and keys for all of them')
    .option('--tasks <n>', 'relay tasks', wholeNumber, 2_400)
    .option('--json', 'print one JSON object; all else goes to stderr')
    .option('--callback-url <url>', 'told when a task changes its state; it is in the configuration, too', httpUrl)
    .action(
      exitsWith(async (flags: AllStandInsFlags) =>
        (await import('../commands/stand-in-all.ts')).allStandInsCommand(flags),
      ),
    );
}

function addStandNCloudwatch(standIn: Command): void {
  standIn
    .command('cloudwatch')
    .description('Amazon CloudWatch: PutMetricData, metric alarms, dashboards')
    .option('--json', 'print one JSON object; all else goes to stderr')
    .option('--port <n>', '0: any free one', port, 9_411)
    .action(
      exitsWith(async (flags: PortFlags) => (await import('../commands/stand-in.ts')).cloudWatchStandInCommand(flags)),
    );
}

function addStandNFc(standIn: Command): void {
  standIn
    .command('fc')
    .description('Function Compute 2.0 and 3.0: resources, timers, and functions that run')
    .option('--json', 'print one JSON object; all else goes to stderr')
    .option('--port <n>', '0: any free one', port, 9_413)
    .action(exitsWith(async (flags: PortFlags) => (await import('../commands/stand-in.ts')).fcStandInCommand(flags)));
}

function addStandNWebhook(standIn: Command): void {
  standIn
    .command('webhook')
    .description('a receiver of Standard Webhooks')
    .option('--json', 'print one JSON object; all else goes to stderr')
    .option('--port <n>', '0: any free one', port, 9_412)
    .option('--secret <whsec>', 'verify signatures with it')
    .action(
      exitsWith(async (flags: WebhookStandInFlags) =>
        (await import('../commands/stand-in.ts')).webhookStandInCommand(flags),
      ),
    );
}

function addLiveStandIn(standIn: Command): void {
  const liveStandIn = standIn
    .command('live')
    .description('ApsaraVideo Live: all pull-to-push operations, signatures, limits, faults')
    .option('--json', 'print one JSON object; all else goes to stderr')
    .option('--port <n>', '0: any free one', port, 9_410)
    .option('--tasks <n>', 'relay tasks', wholeNumber, 12_000)
    .option('--regions <ids>', 'separated by commas', regionIds, ['cn-shanghai', 'cn-beijing'])
    .option('--seed <n>', 'the same seed makes the same fleet', wholeNumber, 1)
    .option('--qps <n>', 'calls a second of each operation; 0: unlimited', wholeNumber, 10)
    .addOption(
      choice('--window <kind>', 'how the seconds of the limit are counted', ['sliding', 'fixed']).default('sliding'),
    )
    .option('--no-throttled-count', 'throttled calls do not count in the window')
    .option('--retry-after', 'send x-acs-retry-after when throttling')
    .option('--rtt <ms>', 'network round trip', wholeNumber, 0)
    .option('--jitter <ms>', 'its spread', wholeNumber, 0)
    .option('--tail-share <share>', 'calls that take much longer', share, 0)
    .option('--tail-ms <ms>', 'by at most this', wholeNumber, 3_000)
    .option('--churn <n>', 'tasks created and deleted a second', rate, 0)
    .addOption(choice('--order <by>', 'order of each list', [...LIST_ORDERS]).default('newest'))
    .option('--scenario <file>', 'YAML list of events and their times')
    .option('--canary <text>', 'planted wherever a secret may appear')
    .option('--callback-url <url>', 'CallbackUrl of every task: told when a task changes its state', httpUrl)
    .addOption(
      choice('--callback-spelling <of>', "how the event is spelt: as the document's sample or table", [
        ...CALLBACK_SPELLINGS,
      ]).default('sample'),
    )
    .option('--callback-lost <share>', 'callbacks that are not sent', share, 0)
    .option('--callback-doubled <share>', 'callbacks that are sent twice', share, 0)
    .option('--callback-overtaken <share>', 'callbacks that come after later ones', share, 0)
    .option('--callback-delay <ms>', 'each callback is late by at most this', wholeNumber, 0);
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
      return (await import('../commands/stand-in.ts')).liveStandInCommand({ ...flags, faults });
    }),
  );
}
