import { describe, expect, it } from 'vitest';
import { relaywatch, useCommandLine } from './command-line.ts';

useCommandLine();

describe('completion', () => {
  it.each([
    [['incid'], 'incidents'],
    [['silence', 'ex'], 'expire'],
    [['incidents', '--by', ''], 'cause'],
    [['sweep', '--dry'], '--dry-run'],
  ])('of %j offers %s', async (words, offered) => {
    const { code, stdout } = await relaywatch(['complete', '--', ...words]);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toContain(offered);
  });

  it.each(['bash', 'zsh', 'fish'])('has a script for %s', async (shell) => {
    const { code, stdout, stderr } = await relaywatch(['completion', shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^#.*relaywatch/);
  });
});
