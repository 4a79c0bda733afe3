import { RelaywatchError } from '../../lib/base/errors.ts';
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
  return answered(confirm({ message: shownText(message, process.stdout), default: false }));
}

/** @param isGood true, or what is wrong with an answer */
export async function askText(
  message: Part,
  usual: string,
  isGood: (answer: string) => boolean | string,
): Promise<string> {
  const { default: input } = await import('@inquirer/input');
  return answered(input({ message: shownText(message, process.stdout), default: usual, validate: isGood }));
}

/** @param words what may be answered, the most usual first, each as `texts` says it */
export async function askOneOf<Word extends string>(
  message: Part,
  words: readonly Word[],
  texts: Readonly<Record<Word, string>>,
): Promise<Word> {
  const { default: select } = await import('@inquirer/select');
  const choices = words.map((value) => ({ value, name: texts[value] }));
  return answered(select({ message: shownText(message, process.stdout), choices }));
}

/** Ctrl-C is an answer, too. */
async function answered<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError')
      throw new RelaywatchError('not-answered', 'nothing was done, since there was no answer', { cause: error });
    throw error;
  }
}
