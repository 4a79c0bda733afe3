import { ownEntry } from '../../lib/base/lookup.ts';
import type { Environment } from '../../lib/config/check-document.ts';
import { ConfigError } from '../../lib/config/problems.ts';

/** Size limit for all variables of a function, names and values. Source: Function Compute, environment variables. */
const MOST_BYTES = 4_096;
const FC_NAME = /^(?!FC_)[A-Za-z][A-Za-z0-9_]*$/;
const PATH = 'deploy.fc.passEnvironment';

/**
 * The variables for the function, with values from the environment of the person who deploys.
 * @param needed those that the packaged configuration refers to
 * @param source names the configuration in the error. @throws ConfigError naming everything that is wrong, but no value
 */
export function functionEnvironment(
  needed: readonly string[],
  passed: readonly string[],
  env: Environment,
  source: string,
): Record<string, string> {
  const names = [...new Set([...needed, ...passed])].sort();
  refuse(
    names.filter((name) => !ownEntry(env, name)),
    (list) => `${list}, which the function needs and which have no value in the environment of this command`,
    'each to be set here, where the deployment is made',
    source,
  );
  refuse(
    names.filter((name) => !FC_NAME.test(name)),
    (list) => `${list}, which Function Compute does not take`,
    'names of a letter, then letters, digits and _, not beginning with FC_',
    source,
  );
  const environment = Object.fromEntries(names.map((name) => [name, ownEntry(env, name) ?? '']));
  refuseTooMuch(environment, source);
  return environment;
}

function refuse(names: string[], found: (list: string) => string, expected: string, source: string): void {
  if (names.length > 0) throw new ConfigError(source, [{ path: PATH, found: found(names.join(', ')), expected }]);
}

function refuseTooMuch(environment: Readonly<Record<string, string>>, source: string): void {
  const sizes = Object.entries(environment).map(([name, value]) => ({ name, bytes: bytesOf(name) + bytesOf(value) }));
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  if (bytes <= MOST_BYTES) return;
  const largest = sizes.sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const list = largest.map((size) => `${size.name} with ${size.bytes} bytes`).join(', ');
  const found = `${bytes} bytes of environment variables, the most of them in ${list}`;
  throw new ConfigError(source, [{ path: PATH, found, expected: `at most ${MOST_BYTES} bytes, names and values` }]);
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
