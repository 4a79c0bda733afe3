import { readFile } from 'node:fs/promises';
import type { ConfigError } from '../lib/config/problems.ts';

/** The same error with the lines of its file, if that can be read; errors in a function's JSON need none. */
export async function withLinesOfFile(error: ConfigError): Promise<ConfigError> {
  try {
    const { withLines } = await import('../lib/config/lines.ts');
    return withLines(error, await readFile(error.source, 'utf8'));
  } catch {
    return error;
  }
}
