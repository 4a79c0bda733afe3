import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import type * as z from 'zod/mini';
import { type EnvironmentProblem, withEnvironment } from './environment.ts';
import { ConfigError, type ConfigProblem, pathText, problemsOf } from './problems.ts';
import { type Config, configSchema } from './schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export const DEFAULT_CONFIG_PATH = 'relaywatch.yml';

/** The path of the configuration: `--config`, else RELAYWATCH_CONFIG, else relaywatch.yml here. */
export function configPath(given: string | undefined, env: Environment): string {
  return given || env.RELAYWATCH_CONFIG || DEFAULT_CONFIG_PATH;
}

/**
 * Reads, fills in from the environment, checks and freezes a configuration file.
 * @throws ConfigError naming every problem at once
 */
export async function loadConfig(path: string, env: Environment): Promise<Config> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'no such file' : `a file that cannot be read (${code})`;
    throw new ConfigError(path, [
      { path: '(file)', found, expected: 'a YAML file, named by --config or RELAYWATCH_CONFIG' },
    ]);
  }
  return parseConfig(text, env, path);
}

/** As loadConfig, from a text. `source` names it in the error. @throws ConfigError */
export function parseConfig(text: string, env: Environment, source: string): Config {
  const document = readYaml(text, source);
  const filled = withEnvironment(document, env);
  const parsed = configSchema.safeParse(filled.value);
  // one mistake, one line: what stands where a variable is missing is not judged, and of each place only the first is told
  const found = parsed.success
    ? []
    : problemsOf(parsed.error.issues.filter(isOtherThan(filled.problems)), filled.value, document);
  const problems = [...filled.problems.map((problem) => ({ ...problem, path: pathText(problem.path) })), ...found];
  if (!parsed.success || problems.length > 0) throw new ConfigError(source, problems.filter(isFirstOfItsPlace));
  return deepFreeze(parsed.data);
}

/** @throws ConfigError with line and column of what is not well-formed */
function readYaml(text: string, source: string): unknown {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map((fault) => yamlProblem(fault, text));
    throw new ConfigError(source, problems.filter(isFirstOfItsPlace));
  }
  try {
    return document.toJS();
  } catch {
    // the parser looks aliases up late, and its message quotes them
    const found = 'an alias (*name) without its anchor (&name), or more aliases than are safe to follow';
    throw new ConfigError(source, [{ path: '(file)', found, expected: 'well-formed YAML' }]);
  }
}

/** The parser's codes that deserve better words; the others read well enough. */
const YAML_FAULTS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'an indentation that does not fit',
  DUPLICATE_KEY: 'a key that was there before',
  MISSING_CHAR: 'a place where a character is missing, such as a quote, a bracket, a colon or a comma',
  MULTIPLE_DOCS: 'a second document',
  TAB_AS_INDENT: 'a tab as indentation',
  TAG_RESOLVE_FAILED: 'a tag (!name) that means nothing here',
};

/** The parser's own message may quote the file, and so a secret: line, column and the error's code are enough. */
function yamlProblem(fault: { readonly code: string; readonly pos: readonly [number, number] }, text: string) {
  const before = text.slice(0, fault.pos[0]).split('\n');
  const path = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  const found = YAML_FAULTS[fault.code] ?? fault.code.toLowerCase().replaceAll('_', ' ');
  return { path, found, expected: 'well-formed YAML' };
}

/** Whether an issue stands neither at nor around a place where a variable is missing. */
function isOtherThan(missing: readonly EnvironmentProblem[]): (issue: z.core.$ZodIssue) => boolean {
  const isAround = (path: readonly PropertyKey[], inner: readonly PropertyKey[]) =>
    path.every((key, index) => inner[index] === key);
  return ({ code, path }) => code === 'unrecognized_keys' || !missing.some((problem) => isAround(path, problem.path));
}

function isFirstOfItsPlace(problem: ConfigProblem, index: number, all: readonly ConfigProblem[]): boolean {
  return all.findIndex(({ path, found }) => path === problem.path && found === problem.found) === index;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
