import { messageOf } from '../errors.ts';
import type { AlertChannel } from './channel.ts';
import { consoleText } from './console-text.ts';

/** Prints each message as plain text, for a terminal or a function's log. `write` gets whole lines. */
export function createConsoleChannel(write: (text: string) => void): AlertChannel {
  return {
    type: 'console',
    async send(notification) {
      try {
        write(consoleText(notification));
        return { ok: true, receipt: 'printed' };
      } catch (error) {
        return { ok: false, problem: `the message could not be printed: ${messageOf(error)}`, retryable: true };
      }
    },
    async check() {
      return { ok: true, detail: 'messages are printed here' };
    },
  };
}
