import { type ConfigWarning, configWarnings } from '../../lib/config/warnings.ts';
import { line, type Shown, WARNING } from './shown.ts';
import { say } from './terminal.ts';

export function warningLine({ path, sentence }: ConfigWarning): Shown {
  return line`${WARNING} ${path}: ${sentence}`;
}

/** What is hardly meant so in a configuration that leaves this machine. @param document as it is written */
export function sayWarnings(document: unknown): void {
  for (const warning of configWarnings(document)) say(warningLine(warning));
}
