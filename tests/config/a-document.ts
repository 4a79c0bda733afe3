import { checkDocument, type Environment } from '../../lib/config/check-document.ts';
import { ConfigError } from '../../lib/config/problems.ts';
import type { Config } from '../../lib/config/schema.ts';

const LIVE = { regions: ['cn-shanghai'] };

/** The configuration that a document gives, with the least that every configuration needs. */
export function configOf(sections: object, env: Environment = {}): Config {
  return checkDocument({ live: LIVE, ...sections }, env, 'relaywatch.yml');
}

/** What is wrong with a document, a sentence each; empty when it is accepted. */
export function problemsIn(sections: object, env: Environment = {}): string[] {
  try {
    configOf(sections, env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`);
  }
}

/** The places that are wrong, each once. */
export function placesIn(sections: object, env: Environment = {}): string[] {
  return [...new Set(problemsIn(sections, env).map((problem) => problem.split(': ')[0] ?? ''))];
}
