import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { STAND_IN_KEYS } from '../../../stand-ins/keys.ts';

/** What Function Compute hands to the function. */
const CONTEXT = {
  requestId: 'r-1',
  function: { timeout: 120 },
  accountId: '1',
  region: 'cn-shanghai',
  credentials: STAND_IN_KEYS,
};

/** The built function, one event after the other; it loads before the first, as a new instance does. */
const RUNNER = `
const { handler } = require(process.argv[2]);
process.on('message', async (event) => {
  process.send({ started: true });
  const ended = await handler(Buffer.from(event), ${JSON.stringify(CONTEXT)}).catch((error) => ({ problem: String(error) }));
  process.send({ ended });
});
`;

type Told = { readonly started: true } | { readonly ended: unknown };

/** What becomes of one invocation. */
export interface Fate {
  readonly started: () => void;
  /** With what the handler returned. */
  readonly ended: (answer: unknown) => void;
  readonly died: () => void;
}

/** A process of the platform that runs our function, and lives on between invocations. */
export class Instance {
  readonly #child: ChildProcess;
  #fate: Fate | null = null;

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, ['runner.cjs', resolve('dist/function/index.js')], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...env },
    });
    this.#child.on('message', (told: Told) => {
      if ('started' in told) this.#fate?.started();
      else this.#over()?.ended(told.ended);
    });
    this.#child.on('exit', () => this.#over()?.died());
  }

  static prepare(folder: string): Promise<void> {
    return writeFile(join(folder, 'runner.cjs'), RUNNER);
  }

  /** One at a time. */
  invoke(event: string, fate: Fate): void {
    this.#fate = fate;
    this.#child.send(event);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #over(): Fate | null {
    const fate = this.#fate;
    this.#fate = null;
    return fate;
  }
}
