import { RelaywatchError } from '../../lib/base/errors.ts';
import { keepLibrariesQuiet, LoudNodeError } from '../../lib/base/quiet-libraries.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import { useProxiesOf } from '../../lib/http/proxies.ts';
import { ProxyError } from '../../lib/http/proxy-settings.ts';
import { InvalidRequestError } from '../../lib/live/request.ts';
import { withLinesOfFile } from '../config-error.ts';
import { BAD, block, line } from '../terminal/shown.ts';
import { say, whenPrinted } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';

export const BAD_USE = 2;

function isBadUse(error: unknown): boolean {
  return [ConfigError, InvalidRequestError, LoudNodeError, ProxyError, UsageError].some(
    (kind) => error instanceof kind,
  );
}

/** A stack trace is for developers; users get a sentence. */
async function sentenceOf(error: unknown): Promise<string> {
  if (error instanceof ConfigError) return (await withLinesOfFile(error)).message;
  return error instanceof RelaywatchError ? error.message : String((error as Error)?.stack ?? error);
}

/** A module that has such a command. */
type With<Name extends string> = Readonly<Record<Name, (...args: never[]) => Promise<number>>>;

/**
 * Runs a command of a module, which is loaded for it: what commander read is handed over, arguments first. The number that
 * it returns is the exit code. Exits explicitly: a hung connection must not keep a finished run alive.
 */
export function runs<Name extends string>(load: () => Promise<With<Name>>, name: Name) {
  return async (...read: unknown[]): Promise<void> => {
    let code: number;
    try {
      keepLibrariesQuiet(process.env);
      await useProxiesOf(process.env);
      const { [name]: command }: With<Name> = await load();
      // the last one is commander's own object
      code = await command(...(read.slice(0, -1) as never[]));
    } catch (error) {
      code = isBadUse(error) ? BAD_USE : 1;
      say(line`${BAD} ${block(await sentenceOf(error))}`);
    }
    whenPrinted(() => process.exit(code));
  };
}
