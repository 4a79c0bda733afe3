import { askWhether, canAsk } from './terminal/ask.ts';
import type { Part } from './terminal/shown.ts';
import { print } from './terminal/terminal.ts';
import { UsageError } from './usage-error.ts';

/** Before anything is looked at: without a terminal, or among JSON, nobody can be asked later. @throws UsageError */
export function mustBeSure(yes: boolean | undefined, what: string, json = false): void {
  if (!yes && json) throw new UsageError(`${what} deletes, and does not ask where it prints JSON: say --yes`);
  if (!yes && !canAsk()) throw new UsageError(`${what} deletes, and there is no terminal to ask on: say --yes`);
}

/** Asks, unless --yes was said. @returns whether it shall be done */
export async function isSure(yes: boolean | undefined, question: Part): Promise<boolean> {
  if (yes || (await askWhether(question))) return true;
  print('nothing was deleted');
  return false;
}
