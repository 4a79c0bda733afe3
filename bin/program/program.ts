import addCompletion from '@bomb.sh/tab/commander';
import { Command } from 'commander';
import { block } from '../terminal/shown.ts';
import { printBlock, say } from '../terminal/terminal.ts';
import { addAlarms } from './alarms.ts';
import { addCallbacks } from './callbacks.ts';
import { addDeploy } from './deploy.ts';
import { addExamples } from './examples.ts';
import { addOnCall } from './on-call.ts';
import { BAD_USE } from './run.ts';
import { addStandIns } from './stand-ins.ts';
import { addSweeping } from './sweeping.ts';

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('relaywatch')
    .description(
      'Watches every ApsaraVideo Live pull-to-push (relay) task of an account and tells on-call which stopped, and why.',
    )
    .version('1.0.0')
    // messages about wrong usage quote the arguments
    .configureOutput({ writeOut: printBlock, writeErr: (text) => say(block(text)) })
    .exitOverride((stop) => process.exit(stop.exitCode === 0 ? 0 : BAD_USE));

  // each command's module is only loaded when it is used: a sweep should not pay for the stand-ins in memory or time
  for (const add of [addSweeping, addOnCall, addAlarms, addCallbacks, addDeploy, addStandIns]) add(program);
  // last, since it looks at what there is
  addCompletion(program, { completionCommandName: 'completion' });
  addExamples(program);
  return program;
}
