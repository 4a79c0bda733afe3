import type { Part } from './shown.ts';
import { shownText } from './terminal.ts';

/* Questions to a person. The library is loaded with the first of them, since hardly any run asks anything. */

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

/** @param message ends in a question mark; the answer that is given by Return alone is no */
export async function askWhether(message: Part): Promise<boolean> {
  const { default: confirm } = await import('@inquirer/confirm');
  return confirm({ message: shownText(message, process.stdout), default: false });
}
