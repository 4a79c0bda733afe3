import { ConfigError, type ConfigProblem } from '../../lib/config/problems.ts';
import { type Section, sectionOf } from '../../lib/config/sections.ts';

/**
 * What the receiver of callbacks cannot do without, as far as the configuration lacks it.
 * @param neededBy for example `by deploy.fc.callbacks`
 */
export function receiverProblems({ callbacks, state }: Section, neededBy: string): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (sectionOf(callbacks).token === undefined) {
    const expected = `a token that callbacks are told by, such as the output of \`openssl rand -hex 32\`: it is needed ${neededBy}`;
    problems.push({ path: 'callbacks.token', found: 'nothing', expected });
  }
  if (state === undefined) {
    const expected = `oss or s3, where callbacks are kept for the sweep: it is needed ${neededBy}`;
    problems.push({ path: 'state', found: 'nothing', expected });
  }
  return problems;
}

/** @param source names the configuration in the error. @throws ConfigError when something is missing */
export function checkReceiver(document: Section, source: string, neededBy: string): void {
  const problems = receiverProblems(document, neededBy);
  if (problems.length > 0) throw new ConfigError(source, problems);
}
