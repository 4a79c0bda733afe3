import type { Command } from 'commander';
import { CHANNELS, CLOUDS, STATES } from '../init/starter.ts';
import { FORMS } from '../watching/forms.ts';
import { configured, JSON_OBJECT_FLAG, ofAccount } from './configured.ts';
import { runs } from './run.ts';
import { withTaskFilters } from './task-filters.ts';
import { choice, port, regionIds, wholeFromOne, wholeNumber } from './values.ts';

/** Commands that read Live. */
export function addSweeping(program: Command): void {
  addInit(program);
  addSweep(program);
  addWatch(program);
  addTasks(program);
  addCheck(program);
  addCost(program);
}

function addInit(program: Command): void {
  configured(program, 'init', 'write a commented starter configuration and .env.example; asks for what no option says')
    .option('--regions <ids>', 'separated by commas (default: those with relays, where keys are set)', regionIds)
    .addOption(choice('--channel <type>', 'who is told', CHANNELS))
    .addOption(choice('--state <type>', 'where state is kept', STATES))
    .addOption(choice('--cloud <name>', 'where it runs; own: relaywatch watch', CLOUDS))
    .option('--endpoint <url>', 'of Live, where it is not the documented one')
    .option('--force', 'overwrite')
    .option('--json', 'print one JSON object, and ask nothing')
    .action(runs(() => import('../commands/init.ts'), 'initCommand'));
}

function addSweep(program: Command): void {
  ofAccount(
    program,
    'sweep',
    'sweep once: exit code 0 complete, 1 incomplete or its state cannot be saved, 2 bad configuration',
  )
    .option('--json', 'print one JSON object; logs go to stderr')
    .option('--dry-run', 'judge, and print what would be told to whom; send, publish and save nothing, take no lease')
    .option('--time-limit <seconds>', 'stop reading after this long; the next sweep continues from there', wholeFromOne)
    .action(runs(() => import('../commands/sweep.ts'), 'sweepCommand'));
}

function addWatch(program: Command): void {
  ofAccount(program, 'watch', 'sweep again and again, until SIGTERM or Ctrl-C: the whole monitor as one process')
    .option('--interval <seconds>', 'from one sweep to the next (default: as configured, else 60)', wholeFromOne)
    .option('--grace <seconds>', 'how long a sweep in progress may continue after a signal', wholeFromOne, 8)
    .option('--page <port>', 'serve the status page on 127.0.0.1, to this machine only; 0: any free port', port)
    .option('--callbacks <port>', 'receive the callbacks of Live here, with callbacks.token; 0: any free port', port)
    .option('--callbacks-address <address>', 'where that port listens', '127.0.0.1')
    .addOption(choice('--log <form>', 'output format (default: screen on a terminal, json elsewhere)', FORMS))
    .action(runs(() => import('../commands/watch.ts'), 'watchCommand'));
}

function addTasks(program: Command): void {
  withTaskFilters(ofAccount(program, 'tasks', 'look relay tasks up, as Live has them now'))
    .option('--totals', 'read every page, and count by status; so it is with --status and patterns')
    .option('--page <n>', 'this page of 100 only', wholeFromOne)
    .option('--limit <n>', 'maximum number of tasks to show', wholeFromOne, 100)
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/tasks.ts'), 'tasksCommand'));
}

function addCheck(program: Command): void {
  ofAccount(program, 'check', 'test configuration, credentials, permissions, endpoint, and each backend and channel')
    .option('--offline', 'only check the configuration: make no calls, need no variables')
    .option('--strict', 'also exit 1 for warnings')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/check.ts'), 'checkCommand'));
}

function addCost(program: Command): void {
  ofAccount(program, 'cost', 'estimate the monthly cost at list prices, for the current number of relays')
    .option('--tasks <n>', 'assume this many relay tasks instead of asking Live', wholeNumber)
    .option('--interval-seconds <n>', 'from one sweep to the next (default: as deployed, else 60)', wholeFromOne)
    .option('--sweep-seconds <n>', 'how long the function runs per sweep, if you measured it', wholeFromOne)
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/cost.ts'), 'costCommand'));
}
