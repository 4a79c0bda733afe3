import { describe, expect, it } from 'vitest';
import { useRunFolder } from './command-line.ts';
import { relaywatchHere as relaywatch } from './in-process.ts';
import { leaves } from './leaves.ts';

useRunFolder();

const LEAVES = leaves();
const PATHS = LEAVES.map(({ path }) => path);

describe('help', () => {
  it.each(PATHS)('of %s has examples, of which each is one of commands and options that there are', async (path) => {
    const { code, stdout, stderr } = await relaywatch([...path.split(' '), '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const examples = stdout.split('Examples:\n')[1]?.trimEnd().split('\n') ?? [];
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const words = /^ {2}\$ relaywatch ([^|]*)/.exec(example)?.[1] ?? '';
      const leaf = LEAVES.find((one) => `${words} `.startsWith(`${one.path} `));
      expect(leaf, example).toBeDefined();
      const known = leaf?.command.options.flatMap(({ long, short }) => [long, short]) ?? [];
      for (const flag of words.match(/(?<= )--?[a-z][\w-]*/g) ?? []) expect(known, example).toContain(flag);
    }
  });
});

describe('destroy', () => {
  it.each(['deploy', 'alarms'])('of %s is refused with a sentence where nobody can be asked', async (what) => {
    const { code, stdout, stderr } = await relaywatch([what, 'destroy', '--config', '/nowhere.yml']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`✗ ${what} destroy deletes, and there is no terminal to ask on: say --yes\n`);
  });
});
