import type { Command } from 'commander';
import { JSON_OBJECT_FLAG, ofAccount } from './configured.ts';
import { runs } from './run.ts';
import { withTaskFilters } from './task-filters.ts';

/** Where ApsaraVideo Live tells of relays that change their state. */
export function addCallbacks(program: Command): void {
  const callbacks = program
    .command('callbacks')
    .description('where Live tells of relays that change: their CallbackUrl');
  addCallbacksStatus(callbacks);
  withTaskFilters(
    ofAccount(
      callbacks,
      'set',
      'give relays our CallbackUrl; says what it would do, unless --yes: exit code 1: some are not as wished',
    ),
  )
    .option('--replace', 'also instead of another CallbackUrl')
    .option('--remove', 'take ours away instead')
    .option('-y, --yes', 'do it')
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/callbacks/set.ts'), 'callbacksSetCommand'));
  addCallbacksPolicy(callbacks);
}

function addCallbacksStatus(callbacks: Command): void {
  withTaskFilters(ofAccount(callbacks, 'status', 'how many relays have our CallbackUrl, another one, or none'))
    .option(...JSON_OBJECT_FLAG)
    .action(runs(() => import('../commands/callbacks/status.ts'), 'callbacksStatusCommand'));
}

function addCallbacksPolicy(callbacks: Command): void {
  callbacks
    .command('policy')
    .description('print the RAM policy that these commands need')
    .action(runs(() => import('../commands/callbacks/policy.ts'), 'callbacksPolicyCommand'));
}
