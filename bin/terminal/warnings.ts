import { linesAdded } from '../../lib/config/lines.ts';
import { type ConfigWarning, configWarnings } from '../../lib/config/warnings.ts';
import { line, type Shown, WARNING } from './shown.ts';
import { say } from './terminal.ts';

export function warningLine({ path, sentence, line: number }: ConfigWarning): Shown {
  return line`${WARNING} ${path}: ${sentence}${number === undefined ? '' : ` (line ${number})`}`;
}

/**
 * Warns about a configuration that is probably not meant that way and is about to leave this machine. @param document
 * as written in this text
 */
export function sayWarnings(document: unknown, text: string): void {
  for (const warning of linesAdded(configWarnings(document), text)) say(warningLine(warning));
}
