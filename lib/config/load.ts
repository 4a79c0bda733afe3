import { readFile } from 'node:fs/promises';
import { type Document, isAlias, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { ownEntry } from '../base/lookup.ts';
import { documentOf, withPlaces } from './accounts.ts';
import { checkDocument, type Environment, firstOfEachPlace } from './check-document.ts';
import { ConfigError, type ConfigProblem } from './problems.ts';
import type { Config } from './schema.ts';
import { utf8Text } from './utf8.ts';
import { isTooDeep, MOST_DEPTH } from './yaml-depth.ts';

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
  if (isTooDeep(text)) {
    const found = `more than ${MOST_DEPTH} sections or lists inside one another`;
    throw new ConfigError(source, [{ path: '(file)', found, expected: 'the sections of a configuration' }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, lineCounter: lines });
  const faults = [...document.errors, ...document.warnings].map((fault) => yamlProblem(fault, lines));
  const problems = [...faults, ...keyProblems(document, lines)];
  if (problems.length > 0) throw new ConfigError(source, firstOfEachPlace(problems));
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

/** Keys that nothing here can use, and what is wrong with them. */
function keyProblems(document: Document, lines: LineCounter): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Pair(_, { key }) {
      const written = isAlias(key) ? key.resolve(document) : key;
      const wrong = isScalar(written) ? (written.value === '<<' ? MERGE_KEY : null) : SECTION_AS_KEY;
      if (wrong && isNode(key)) problems.push({ path: placeIn(lines, key.range?.[0] ?? 0), ...wrong });
    },
  });
  return problems;
}

/** Most YAML tools support merge keys, so anybody who writes one must be told that it has no effect here. */
const MERGE_KEY = {
  found: 'a merge key (<<), which is not part of YAML 1.2',
  expected: 'its keys written out; &name and *name work for whole values',
};

/** The parser would make a text of it, and print that as a warning, whatever secret it has. */
const SECTION_AS_KEY = { found: 'a section or a list where a key should be', expected: 'a key' };

function placeIn(lines: LineCounter, at: number): string {
  const { line, col } = lines.linePos(at);
  return `line ${line}, column ${col}`;
}

/** The parser's own message may quote the file, and so a secret: line, column and error code are enough. */
function yamlProblem(fault: { readonly code: string; readonly pos: readonly [number, number] }, lines: LineCounter) {
  const found = ownEntry(YAML_FAULTS, fault.code) ?? fault.code.toLowerCase().replaceAll('_', ' ');
  return { path: placeIn(lines, fault.pos[0]), found, expected: 'well-formed YAML' };
}
