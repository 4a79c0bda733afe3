#!/usr/bin/env node
import { connectPatiently } from '../lib/http/connecting.ts';
import { createProgram } from './program/program.ts';

connectPatiently();

// `relaywatch tasks | head` is no error
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

await createProgram().parseAsync();
