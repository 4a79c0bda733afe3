import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { differences, play } from '../../stand-ins/simulation/runner.ts';
import { parseScenario } from '../../stand-ins/simulation/scenario-file.ts';

/*
 * What on-call hears, told in files that anybody on call can read: each *.yml beside this is one story of sweeps, and the
 * exact messages of each channel. The words of `do` are in stand-ins/simulation/happenings.ts,
 * the form of a file is in scenario-file.ts there.
 */
/** A storm of thousands, on a machine that does much else. */
const STORM_MS = 60_000;
const FOLDER = new URL('.', import.meta.url);
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yml'))
  .sort();

describe('scenarios', () => {
  it('are at least twenty-five', () => {
    expect(files.length).toBeGreaterThanOrEqual(25);
  });

  for (const file of files) {
    const read = parseScenario(readFileSync(new URL(file, FOLDER), 'utf8'));
    if ('problems' in read) {
      it(file, () => expect.fail([`${file} cannot be read:`, ...read.problems].join('\n')));
      continue;
    }
    const { scenario } = read;
    const wrong = scenario.steps.some(({ expectedToFail }) => expectedToFail !== undefined);
    it(
      `${file}: ${scenario.name}${wrong ? ' (wrong today)' : ''}`,
      async () => {
        const found = differences((await play(scenario)).outcomes);
        if (found !== '') expect.fail(`${file}\n${found}`);
      },
      STORM_MS,
    );
  }
});

describe('a scenario file', () => {
  it('names every problem, one a line', () => {
    const read = parseScenario(
      'name: a\nwhy: b\nrelays: [{ name: c }]\nsettings: { startGraceSeconds: 60 }\nsteps: [{ at: soon, do: [dance] }]\nwhere: x\n',
    );
    expect('problems' in read && read.problems).toEqual([
      'settings.startGraceSeconds: nothing is called so here; did you mean policy.startGraceSeconds?',
      'steps.0.at: a time after the start, "HH:MM:SS"',
      expect.stringContaining('steps.0.do.0: one of: stop RELAYS'),
      'where: nothing is called so here',
    ]);
  });

  it('that expects something else fails with what was heard, ready to paste', async () => {
    const read = parseScenario(
      'name: a\nwhy: b\nrelays: [{ name: c }]\nsteps: [{ at: "00:00:00" }, { at: "00:01:00", do: [stop c UnknownError] }]\n',
    );
    expect('scenario' in read && differences((await play(read.scenario)).outcomes)).toContain(
      '    hears:\n      pager:\n        - "open critical: 1 relay in cn-shanghai stopped, UnknownError, since 00:01:00 UTC"\n',
    );
  });

  it('that marks a step as failing fails when it does not', async () => {
    const read = parseScenario(
      'name: a\nwhy: b\nrelays: [{ name: c }]\nsteps: [{ at: "00:00:00", expectedToFail: it was wrong once }]\n',
    );
    expect('scenario' in read && differences((await play(read.scenario)).outcomes)).toContain(
      'take expectedToFail out of it',
    );
  });
});
