import { readFile } from 'node:fs/promises';
import { accountNames, documentOf, type OrdinaryDocument, operatorDocument, withPlaces } from './accounts.ts';
import { checkDocument, type Environment } from './check-document.ts';
import { ConfigError } from './problems.ts';
import { configWarnings, type WarnedConfig } from './warnings.ts';

/** The name of the configuration inside a package, beside `index.js`. */
export const PACKAGED_CONFIG = 'relaywatch.json';

/**
 * The configuration of a deployed function: JSON, which `relaywatch package` makes from `relaywatch.yml`, so that the
 * function needs no YAML parser. @throws ConfigError naming every problem at once
 */
export async function loadPackagedConfig(env: Environment, account?: string): Promise<WarnedConfig> {
  return (await loadPackaged(env)).configOf(account);
}

/** The configuration of a deployed function, of which there may be one for each account. */
export interface Packaged {
  /** Names of the accounts; null where it has no `accounts:`. */
  readonly accounts: readonly string[] | null;
  /** @throws ConfigError naming every problem at once */
  configOf(account?: string): WarnedConfig;
  /** That of whoever watches over all accounts. @throws ConfigError */
  operator(): WarnedConfig;
}

/** As loadPackagedConfig, and checks nothing until it is asked for: a mistake in one account is no mistake of another. */
export async function loadPackaged(env: Environment): Promise<Packaged> {
  const path = env.RELAYWATCH_CONFIG || PACKAGED_CONFIG;
  const written = await readJson(path);
  const checked = (chosen: OrdinaryDocument): WarnedConfig => ({
    config: withPlaces(chosen, path, () => checkDocument(chosen.document, env, path)),
    warnings: configWarnings(chosen.document),
  });
  return {
    accounts: accountNames(written),
    configOf: (account) => checked(documentOf(written, account, path)),
    operator: () => checked(operatorDocument(written)),
  };
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
