import type { Command } from 'commander';
import { CALLBACK_SPELLINGS } from '../../stand-ins/live/callback-options.ts';
import { FAULT_KINDS } from '../../stand-ins/live/faults.ts';
import { LIST_ORDERS } from '../../stand-ins/live/list-order.ts';
import { FORMS } from '../watching/forms.ts';
import { JSON_OBJECT_FLAG } from './configured.ts';
import { runs } from './run.ts';
import { choice, httpUrl, port, rate, regionIds, share, wholeFromOne, wholeNumber } from './values.ts';

/** Commands that need no cloud account. */
export function addStandIns(program: Command): void {
  addStart(program);
  addSimulate(program);
  const standIn = program.command('stand-in').description('serve stand-ins for clouds, on 127.0.0.1');
  addAllStandIns(standIn);
  addLiveStandIn(standIn);
  addCloudWatchStandIn(standIn);
  addFcStandIn(standIn);
  addWebhookStandIn(standIn);
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
    .action(runs(() => import('../commands/start.ts'), 'startCommand'));
}

function addSimulate(program: Command): void {
  program
    .command('simulate <file>')
    .description('play a scenario file, and print what each channel hears; exit code 1: not what the file expects')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/simulate.ts'), 'simulateCommand'));
}

function addAllStandIns(standIn: Command): void {
  standIn
    .command('all')
    .description('every stand-in, on free ports; prints a configuration and keys for all of them')
    .option('--tasks <n>', 'relay tasks', wholeNumber, 2_400)
    .option('--json', 'print one JSON object; all else goes to stderr')
    .option('--callback-url <url>', 'told when a task changes its state; it is in the configuration, too', httpUrl)
    .action(runs(() => import('../commands/stand-in-all.ts'), 'allStandInsCommand'));
}

function addCloudWatchStandIn(standIn: Command): void {
  standIn
    .command('cloudwatch')
    .description('Amazon CloudWatch: PutMetricData, metric alarms, dashboards')
    .option('--json', 'print one JSON object; all else goes to stderr')
    .option('--port <n>', '0: any free one', port, 9_411)
    .action(runs(() => import('../commands/stand-in.ts'), 'cloudWatchStandInCommand'));
}

function addFcStandIn(standIn: Command): void {
  standIn
    .command('fc')
    .description('Function Compute 2.0 and 3.0: resources, timers, and functions that run')
    .option('--json', 'print one JSON object; all else goes to stderr')
    .option('--port <n>', '0: any free one', port, 9_413)
    .action(runs(() => import('../commands/stand-in.ts'), 'fcStandInCommand'));
}

function addWebhookStandIn(standIn: Command): void {
  standIn
    .command('webhook')
    .description('a receiver of Standard Webhooks')
    .option('--json', 'print one JSON object; all else goes to stderr')
    .option('--port <n>', '0: any free one', port, 9_412)
    .option('--secret <whsec>', 'verify signatures with it')
    .action(runs(() => import('../commands/stand-in.ts'), 'webhookStandInCommand'));
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
  liveStandIn.action(runs(() => import('../commands/stand-in.ts'), 'liveStandInCommand'));
}
