import type * as z from 'zod/mini';
import { withAccountInMetrics } from './account-metrics.ts';
import { type EnvironmentProblem, withEnvironment } from './environment.ts';
import { ConfigError, type ConfigProblem, pathText, problemsOf } from './problems.ts';
import { type Config, configSchema } from './schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Turns a parsed document into a configuration: filled in from the environment, checked and frozen.
 * @param source its name in the error. @throws ConfigError naming every problem at once
 */
export function checkDocument(document: unknown, env: Environment, source: string): Config {
  const filled = withEnvironment(document, env);
  const parsed = configSchema.safeParse(filled.value);
  // one line per mistake: a value with a missing variable is not judged, and of each place only the first problem is
  // reported
  const found = parsed.success
    ? []
    : problemsOf(parsed.error.issues.filter(isOtherThan(filled.problems)), {
        schema: configSchema,
        input: filled.value,
        source: document,
      });
  const problems = [...filled.problems.map((problem) => ({ ...problem, path: pathText(problem.path) })), ...found];
  if (!parsed.success || problems.length > 0) throw new ConfigError(source, firstOfEachPlace(problems));
  return deepFreeze(withAccountInMetrics(parsed.data));
}

/** Whether an issue is neither at nor around a place with a missing variable. */
function isOtherThan(missing: readonly EnvironmentProblem[]): (issue: z.core.$ZodIssue) => boolean {
  const isAround = (path: readonly PropertyKey[], inner: readonly PropertyKey[]) =>
    path.every((key, index) => inner[index] === key);
  return ({ code, path }) => code === 'unrecognized_keys' || !missing.some((problem) => isAround(path, problem.path));
}

/** Without problems that were reported twice, because two checks lead to the same place. */
export function firstOfEachPlace(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const known = new Set<string>();
  return problems.filter(({ path, found }) => known.size < known.add(JSON.stringify([path, found])).size);
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
