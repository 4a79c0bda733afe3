import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { withEnvironment } from './environment.ts';
import { ConfigError, problemsOf } from './problems.ts';
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
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0)
    throw new ConfigError(
      source,
      document.errors.map((error) => yamlProblem(error, text)),
    );
  const filled = withEnvironment(document.toJS() ?? {}, env);
  const parsed = configSchema.safeParse(filled.value);
  const problems = [...filled.problems, ...(parsed.success ? [] : problemsOf(parsed.error.issues, filled.value))];
  const [first] = filled.problems;
  // what stands where a variable is missing is not judged as well: one mistake, one line
  const unique = problems.filter(
    (problem, index) => problems.findIndex((other) => other.path === problem.path) === index,
  );
  if (!parsed.success || first) throw new ConfigError(source, unique);
  return deepFreeze(parsed.data);
}

/** The parser's own message may quote the file, and so a secret: line, column and the error's code are enough. */
function yamlProblem(error: { readonly code: string; readonly pos: readonly [number, number] }, text: string) {
  const before = text.slice(0, error.pos[0]).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return { path: place, found: error.code.toLowerCase().replaceAll('_', ' '), expected: 'well-formed YAML' };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
