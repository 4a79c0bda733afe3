import { afterEach, vi } from 'vitest';
import { STAND_IN_ENVIRONMENT } from '../../stand-ins/keys.ts';
import { type Finished, freshFolder } from './command-line.ts';

/** Thrown where the command line would end its process. */
class Exit {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }
}

let runs = 0;

/** What the command line reads of the environment, and what must not reach it from the machine of the tests. */
const FROM_OUTSIDE = /^(AWS|ALIBABA|ALICLOUD|RELAYWATCH|FC)_|^(NO_COLOR|FORCE_COLOR|HOME|(HTTPS?|ALL|NO)_PROXY)$/i;

afterEach(() => {
  vi.unstubAllEnvs();
});

/**
 * Runs the command line with the stand-ins' keys, from its first line to its exit, in the process of the tests: a tenth of the work of a
 * process of its own. One run at a time, since they share arguments and output. Processes are tested in
 * `relaywatch.test.ts`.
 */
export async function relaywatchHere(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  for (const name of Object.keys(process.env)) if (FROM_OUTSIDE.test(name)) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', await freshFolder());
  vi.stubEnv('TMPDIR', await freshFolder());
  vi.stubEnv('NO_COLOR', '1');
  for (const [name, value] of Object.entries({ ...STAND_IN_ENVIRONMENT, ...env })) vi.stubEnv(name, value);
  const out = { stdout: '', stderr: '' };
  const writesTo = (stream: keyof typeof out) =>
    vi.spyOn(process[stream], 'write').mockImplementation(((text: unknown, ...rest: unknown[]) => {
      out[stream] += String(text);
      const written = rest.at(-1);
      if (typeof written === 'function') written();
      return true;
    }) as never);
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Exit(Number(code));
  });
  const spies = [writesTo('stdout'), writesTo('stderr'), exit];
  const listeners = process.stdout.listeners('error');
  const argv = process.argv;
  process.argv = [process.execPath, 'relaywatch', ...args];
  try {
    // another name each time, so that it is evaluated again; what it imports stays
    await import(/* @vite-ignore */ `../../bin/relaywatch.ts?run=${++runs}`);
    throw new Error('the command line came to its end without an exit code');
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    return { code: error.code, ...out };
  } finally {
    process.argv = argv;
    for (const listener of process.stdout.listeners('error'))
      if (!listeners.includes(listener)) process.stdout.off('error', listener as () => void);
    for (const spy of spies) spy.mockRestore();
  }
}
