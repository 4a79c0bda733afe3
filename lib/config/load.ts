import { readFile } from 'node:fs/promises';
import { type Document, isScalar, parseDocument, visit } from 'yaml';
import { ownEntry } from '../base/lookup.ts';
import { documentOf, withPlaces } from './accounts.ts';
import { checkDocument, type Environment, isFirstOfItsPlace } from './check-document.ts';
import { ConfigError, type ConfigProblem } from './problems.ts';
import type { Config } from './schema.ts';
import { utf8Text } from './utf8.ts';

export const DEFAULT_CONFIG_PATH = 'relaywatch.yml';

/** The path of the configuration: `--config`, else RELAYWATCH_CONFIG, else relaywatch.yml here. */
export function configPath(given: string | undefined, env: Environment): string {
  return given || env.RELAYWATCH_CONFIG || DEFAULT_CONFIG_PATH;
}

/**
 * Reads a configuration file, fills in variables from the environment, checks it and freezes it.
 * @throws ConfigError naming every problem at once
 */
export async function loadConfig(path: string, env: Environment): Promise<Config> {
  return parseConfig(await readConfigFile(path), env, path);
}

/** The text of a configuration file. @throws ConfigError when there is none, or it cannot be read */
export async function readConfigFile(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const found = code === 'ENOENT' ? 'no such file' : `a file that cannot be read (${code})`;
    throw new ConfigError(path, [
      { path: '(file)', found, expected: 'a YAML file, named by --config or RELAYWATCH_CONFIG' },
    ]);
  }
  const text = utf8Text(bytes);
  if (typeof text === 'string') return text;
  const { line, column, found } = text;
  const expected = 'a UTF-8 file; every editor can save it as one';
  throw new ConfigError(path, [{ path: `line ${line}, column ${column}`, found, expected }]);
}

/** Like loadConfig, but from a text. `source` is its name in the error. @throws ConfigError */
export function parseConfig(text: string, env: Environment, source: string): Config {
  const chosen = documentOf(readYaml(text, source), undefined, source);
  return withPlaces(chosen, source, () => checkDocument(chosen.document, env, source));
}

/**
 * The document of a YAML text, without variables filled in. @throws ConfigError with line and column of any syntax
 * error
 */
export function readYaml(text: string, source: string): unknown {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true });
  const faults = [...document.errors, ...document.warnings].map((fault) => yamlProblem(fault, text));
  const problems = [...faults, ...mergeKeys(document).map((at) => mergeKeyProblem(at, text))];
  if (problems.length > 0) throw new ConfigError(source, problems.filter(isFirstOfItsPlace));
  const value = contentOf(document, source);
  if (!holdsItself(value)) return value;
  const found = 'a section that is inside itself, by an alias (*name) within its anchor (&name)';
  throw new ConfigError(source, [{ path: '(file)', found, expected: 'sections that end' }]);
}

function contentOf(document: Document, source: string): unknown {
  try {
    return document.toJS();
  } catch {
    // the parser resolves aliases late, and its message quotes them
    const found = 'an alias (*name) without its anchor (&name), or more aliases than are safe to follow';
    throw new ConfigError(source, [{ path: '(file)', found, expected: 'well-formed YAML' }]);
  }
}

/** Whoever walks through such a document never comes to its end. */
function holdsItself(value: unknown, around: ReadonlySet<unknown> = new Set()): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (around.has(value)) return true;
  const inside = new Set(around).add(value);
  return Object.values(value).some((one) => holdsItself(one, inside));
}

/** Better words for some of the parser's codes; the others are clear enough. */
const YAML_FAULTS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'an indentation that does not fit',
  DUPLICATE_KEY: 'a key that is already there',
  MISSING_CHAR: 'a place where a character is missing, such as a quote, a bracket, a colon or a comma',
  MULTIPLE_DOCS: 'a second document',
  TAB_AS_INDENT: 'a tab as indentation',
  TAG_RESOLVE_FAILED: 'a tag (!name) that means nothing here',
};

/** Positions where `<<` is used as a key. */
function mergeKeys(document: Document): number[] {
  const found: number[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === '<<') found.push(key.range?.[0] ?? 0);
    },
  });
  return found;
}

/** Most YAML tools support merge keys, so anybody who writes one must be told that it has no effect here. */
function mergeKeyProblem(at: number, text: string): ConfigProblem {
  const found = 'a merge key (<<), which is not part of YAML 1.2';
  const expected = 'its keys written out; &name and *name work for whole values';
  return { path: placeIn(text, at), found, expected };
}

function placeIn(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** The parser's own message may quote the file, and so a secret: line, column and error code are enough. */
function yamlProblem(fault: { readonly code: string; readonly pos: readonly [number, number] }, text: string) {
  const found = ownEntry(YAML_FAULTS, fault.code) ?? fault.code.toLowerCase().replaceAll('_', ' ');
  return { path: placeIn(text, fault.pos[0]), found, expected: 'well-formed YAML' };
}
