import { readFile } from 'node:fs/promises';
import { errorText } from '../../lib/base/errors.ts';
import { differences, type Outcome, play } from '../../stand-ins/simulation/runner.ts';
import { parseScenario, type Scenario } from '../../stand-ins/simulation/scenario-file.ts';
import { BAD, block, dim, GOOD, line, lines, type Shown } from '../terminal/shown.ts';
import { print, printJson } from '../terminal/terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface SimulateFlags {
  readonly json?: boolean;
}

/** Plays a scenario on a clock of its own, without any network. @returns the exit code: 1 when something else is heard than it expects. @throws UsageError */
export async function simulateCommand(file: string, flags: SimulateFlags): Promise<number> {
  const scenario = await scenarioIn(file);
  const outcomes = await played(file, scenario);
  const found = differences(outcomes);
  if (flags.json) printJson(outcomeJson(scenario, outcomes, found));
  else print(lines([line`${scenario.name}`, dim(scenario.why.trim()), ...outcomes.flatMap(stepLines), endLine(found)]));
  return found === '' ? 0 : 1;
}

function outcomeJson({ name, why }: Scenario, outcomes: readonly Outcome[], found: string): object {
  const steps = outcomes.map(({ step: { at, until }, heard, asExpected }) => ({ at, until, heard, asExpected }));
  return { name, why, steps, asExpected: found === '' };
}

function endLine(found: string): Shown {
  return found === ''
    ? line`${GOOD} everything was heard as the file expects`
    : lines([line`${BAD} something else was heard than the file expects`, block(found)]);
}

async function scenarioIn(file: string): Promise<Scenario> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`the scenario ${file} cannot be read (${error.code ?? error.message})`);
  });
  const read = parseScenario(text);
  if ('scenario' in read) return read.scenario;
  throw new UsageError([`the scenario ${file} cannot be used:`, ...read.problems].join('\n'));
}

/** A line of `do` may name what is not there. */
async function played(file: string, scenario: Scenario): Promise<readonly Outcome[]> {
  try {
    return (await play(scenario)).outcomes;
  } catch (error) {
    throw new UsageError(`the scenario ${file} cannot be played: ${errorText(error)}`);
  }
}

function stepLines({ step, heard, asExpected }: Outcome): Shown[] {
  const { at, every, until, do: happens = [] } = step;
  const when = every === undefined ? at : `${at} to ${until}, every ${every}`;
  const told = Object.entries(heard).flatMap(([channel, messages]) =>
    messages.map((one) => `${channel}: ${typeof one === 'string' ? one : `digest of ${one.digest.join(' / ')}`}`),
  );
  return [
    line`${asExpected ? GOOD : BAD} ${when}${happens.length > 0 ? `  ${happens.join('; ')}` : ''}`,
    ...(told.length === 0 ? [dim('    nobody hears anything')] : told.map((one) => line`    ${one}`)),
  ];
}
