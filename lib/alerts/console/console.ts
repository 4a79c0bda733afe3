import { errorText } from '../../base/errors.ts';
import type { AlertChannel } from '../channel.ts';
import type { ChannelDeps } from '../http-channel.ts';
import { wordsOf } from '../words.ts';
import { consoleText } from './text.ts';

export interface ConsoleSettings {
  readonly name?: string;
}

export interface ConsoleDeps extends Pick<ChannelDeps, 'language' | 'templates' | 'links'> {
  /** Gets whole lines. */
  readonly write: (text: string) => void;
}

/** As many as a person can scroll past; the terminal itself has no limit. */
const PER_MINUTE = 600;

/** Prints each message as plain text, for a terminal or a function's log. */
export function createConsoleChannel(settings: ConsoleSettings, deps: ConsoleDeps): AlertChannel {
  return {
    name: settings.name ?? 'console',
    type: 'console',
    budget: { perMinute: PER_MINUTE },
    takesUpdates: false,
    async send(notification) {
      try {
        deps.write(consoleText(notification, wordsOf(notification, deps)));
        return { ok: true, receipt: 'printed' };
      } catch (error) {
        return { ok: false, problem: `the message could not be printed: ${errorText(error)}`, retryable: true };
      }
    },
    async check() {
      return { ok: true, detail: 'messages are printed here' };
    },
  };
}
