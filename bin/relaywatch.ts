#!/usr/bin/env node
import { Command } from 'commander';
import { connectPatiently } from '../lib/http/connecting.ts';
import { addAlarms } from './program/alarms.ts';
import { addDeploy } from './program/deploy.ts';
import { addOnCall } from './program/on-call.ts';
import { BAD_USE } from './program/run.ts';
import { addStandIns } from './program/stand-ins.ts';
import { addSweeping } from './program/sweeping.ts';
import { block } from './terminal/shown.ts';
import { printBlock, say } from './terminal/terminal.ts';

connectPatiently();

const program = new Command('relaywatch')
  .description(
    'Watches every ApsaraVideo Live pull-to-push (relay) task of an account and tells on-call which stopped, and why.',
  )
  .version('0.1.0')
  // messages about wrong usage quote the arguments
  .configureOutput({ writeOut: printBlock, writeErr: (text) => say(block(text)) })
  .exitOverride((stop) => process.exit(stop.exitCode === 0 ? 0 : BAD_USE));

// each command's module is only loaded when it is used: a sweep should not pay for the stand-ins in memory or time
for (const add of [addSweeping, addOnCall, addAlarms, addDeploy, addStandIns]) add(program);

// `relaywatch tasks | head` is not an error
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

await program.parseAsync();
