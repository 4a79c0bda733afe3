import { readFile } from 'node:fs/promises';
import { checkDocument, type Environment } from './check-document.ts';
import { ConfigError } from './problems.ts';
import { configWarnings, type WarnedConfig } from './warnings.ts';

/** The name of the configuration inside a package, beside `index.js`. */
export const PACKAGED_CONFIG = 'relaywatch.json';

/**
 * The configuration of a deployed function: JSON, which `relaywatch package` makes from `relaywatch.yml`, so that the
 * function needs no YAML parser. @throws ConfigError naming every problem at once
 */
export async function loadPackagedConfig(env: Environment): Promise<WarnedConfig> {
  const path = env.RELAYWATCH_CONFIG || PACKAGED_CONFIG;
  const written = await readJson(path);
  return { config: checkDocument(written, env, path), warnings: configWarnings(written) };
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'no such file' : `a file that cannot be read (${code})`;
    throw new ConfigError(path, [{ path: '(file)', found, expected: 'the file that `relaywatch package` adds' }]);
  }
  try {
    return JSON.parse(text);
  } catch {
    // the parser's message quotes the text
    const expected = 'JSON, which `relaywatch package` makes from relaywatch.yml';
    throw new ConfigError(path, [{ path: '(file)', found: 'a text that is not JSON', expected }]);
  }
}
