import type { Command } from 'commander';
import { createProgram } from '../../bin/program/program.ts';

/** A command that does something, and what is typed for it: `silence add`. */
export interface Leaf {
  readonly path: string;
  readonly command: Command;
}

/** Every command of the command line that does something. */
export function leaves(): readonly Leaf[] {
  return leavesOf(createProgram(), '');
}

function leavesOf(command: Command, above: string): Leaf[] {
  return command.commands.flatMap((one) => {
    const path = `${above}${one.name()}`;
    return one.commands.length > 0 ? leavesOf(one, `${path} `) : [{ path, command: one }];
  });
}
