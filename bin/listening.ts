import { RelaywatchError } from '../lib/base/errors.ts';

const WHY_NOT: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program',
  EACCES: 'may not be used without privileges',
};

/**
 * Starts a server, or explains in a sentence why its port is not available. @param flag the option that sets the port
 */
export async function listening<T>(port: number, start: () => Promise<T>, flag = '--port'): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const why = WHY_NOT[(error as NodeJS.ErrnoException).code ?? ''];
    if (why === undefined) throw error;
    throw new RelaywatchError('port-not-free', `port ${port} ${why}: choose one with ${flag}, or 0 for any free one`);
  }
}
