import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder, useRunFolder } from '../command-line.ts';
import { relaywatchHere as relaywatch } from '../in-process.ts';

useRunFolder();

const TOLD = 'open critical: 1 relay in cn-shanghai stopped, UnknownError, since 00:01:00 UTC';
const scenario = (hears: string, happens = 'stop c UnknownError') =>
  `name: a stop\nwhy: it is told\nrelays: [{ name: c }]\nsteps: [{ at: "00:00:00" }, { at: "00:01:00", do: [${happens}]${hears} }]\n`;
const EXPECTED = `, hears: { pager: ["${TOLD}"], chat: ["${TOLD}"] }`;

async function simulated(text: string, ...args: string[]) {
  const file = join(await freshFolder(), 'story.yml');
  await writeFile(file, text);
  return relaywatch(['simulate', file, ...args]);
}

describe('relaywatch simulate', () => {
  it('prints what was told when, and that this is what the file expects', async () => {
    const { code, stdout, stderr } = await simulated(scenario(EXPECTED));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'a stop',
      'it is told',
      '✓ 00:00:00',
      '    nobody hears anything',
      '✓ 00:01:00  stop c UnknownError',
      `    pager: ${TOLD}`,
      `    chat: ${TOLD}`,
      '✓ everything was heard as the file expects',
      '',
    ]);
  });

  it('shows what differs, side by side', async () => {
    const { code, stdout } = await simulated(scenario(''));
    expect(code).toBe(1);
    expect(stdout).toContain('✗ something else was heard than the file expects');
    expect(stdout).toContain('heard, to paste:');
  });

  it('is JSON when asked for', async () => {
    const { code, stdout } = await simulated(scenario(EXPECTED), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'a stop',
      steps: [
        { at: '00:00:00', heard: {} },
        { at: '00:01:00', heard: { pager: [TOLD] }, asExpected: true },
      ],
      asExpected: true,
    });
  });

  it.each([
    ['names what nobody knows', scenario('', 'dance'), /cannot be used:\n.*steps\.1\.do\.0: one of: stop RELAYS/s],
    ['names a relay that is not there', scenario('', 'stop nobody'), /cannot be played: no relay is called nobody/],
    [
      'would never end',
      'name: a\nwhy: b\nrelays: [{ name: c }]\nsteps: [{ at: "00:00:00", every: "00:00:00", until: "00:01:00" }]\n',
      /steps\.0\.every: a time between two sweeps/,
    ],
    ['shows no escape sequences', 'name: "\\e[31m"\nwhy: b\nrelays: []\nsteps: []\n', /cannot be used/],
  ])('refuses a file that %s', async (_, text, problem) => {
    const { code, stdout, stderr } = await simulated(text);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(problem);
  });

  it('says that there is no such file', async () => {
    const { code, stderr } = await relaywatch(['simulate', '/nowhere.yml']);
    expect([code, stderr]).toEqual([2, '✗ the scenario /nowhere.yml cannot be read (ENOENT)\n']);
  });
});
