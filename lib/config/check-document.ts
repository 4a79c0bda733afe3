import type * as z from 'zod/mini';
import { type EnvironmentProblem, withEnvironment } from './environment.ts';
import { ConfigError, type ConfigProblem, pathText, problemsOf } from './problems.ts';
import { type Config, configSchema } from './schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A configuration out of a parsed document: filled in from the environment, checked and frozen.
 * @param source names it in the error. @throws ConfigError naming every problem at once
 */
export function checkDocument(document: unknown, env: Environment, source: string): Config {
  const filled = withEnvironment(document, env);
  const parsed = configSchema.safeParse(filled.value);
  // one mistake, one line: what stands where a variable is missing is not judged, and of each place only the first is told
  const found = parsed.success
    ? []
    : problemsOf(parsed.error.issues.filter(isOtherThan(filled.problems)), {
        schema: configSchema,
        input: filled.value,
        source: document,
      });
  const problems = [...filled.problems.map((problem) => ({ ...problem, path: pathText(problem.path) })), ...found];
  if (!parsed.success || problems.length > 0) throw new ConfigError(source, problems.filter(isFirstOfItsPlace));
  return deepFreeze(parsed.data);
}

/** Whether an issue stands neither at nor around a place where a variable is missing. */
function isOtherThan(missing: readonly EnvironmentProblem[]): (issue: z.core.$ZodIssue) => boolean {
  const isAround = (path: readonly PropertyKey[], inner: readonly PropertyKey[]) =>
    path.every((key, index) => inner[index] === key);
  return ({ code, path }) => code === 'unrecognized_keys' || !missing.some((problem) => isAround(path, problem.path));
}

/** For problems told twice, by two ways to the same place. */
export function isFirstOfItsPlace(problem: ConfigProblem, index: number, all: readonly ConfigProblem[]): boolean {
  return all.findIndex(({ path, found }) => path === problem.path && found === problem.found) === index;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
