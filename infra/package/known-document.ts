import { ownEntry } from '../../lib/base/lookup.ts';
import { allDocuments, type OrdinaryDocument, withPlaces } from '../../lib/config/accounts.ts';
import { checkDocument, type Environment, firstOfEachPlace } from '../../lib/config/check-document.ts';
import { namesIn, withEnvironment } from '../../lib/config/environment.ts';
import { readYaml } from '../../lib/config/load.ts';
import { ConfigError, type ConfigProblem, pathText } from '../../lib/config/problems.ts';

/** A configuration, checked as far as possible with the variables that are set. */
export interface KnownDocument {
  readonly written: Readonly<Record<string, unknown>>;
  /** The document with the value of every variable that is set. */
  readonly filled: Readonly<Record<string, unknown>>;
  /** Variables that it refers to but that are not set here; their values were not checked. */
  readonly unsetNames: readonly string[];
}

/**
 * The document of a configuration that is packaged on a machine without the secrets, such as CI. No value goes into the
 * package, so a variable that is not set here is no problem; every other mistake is.
 * @param source names the text in the error. @throws ConfigError naming every problem at once
 */
export function knownDocument(text: string, env: Environment, source: string): KnownDocument {
  const written = readYaml(text, source);
  const unsetNames = namesIn(written).filter((name) => !ownEntry(env, name));
  const { value: filled, problems: missing } = withEnvironment(written, env);
  const excused = missing.filter(({ found }) => unsetNames.some((name) => found.startsWith(`\${${name}}`)));
  const isExcused = (path: string, found: string) =>
    excused.some((problem) => problem.found === found && pathText(problem.path) === path);
  const others = allDocuments(written, source)
    .flatMap((one) => problemsOf(one, env, source))
    .filter(({ path, found }) => !isExcused(path, found));
  if (others.length > 0) throw new ConfigError(source, firstOfEachPlace(others));
  return { written: written as KnownDocument['written'], filled: filled as KnownDocument['filled'], unsetNames };
}

function problemsOf(one: OrdinaryDocument, env: Environment, source: string): readonly ConfigProblem[] {
  try {
    withPlaces(one, source, () => checkDocument(one.document, env, source));
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}
