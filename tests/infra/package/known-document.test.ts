import { describe, expect, it } from 'vitest';
import { knownDocument } from '../../../infra/package/known-document.ts';
import { ConfigError } from '../../../lib/config/problems.ts';

const known = (text: string, env: Readonly<Record<string, string>> = {}) => knownDocument(text, env, 'relaywatch.yml');
const LIVE = 'live: { regions: [cn-shanghai] }';

describe('a configuration packaged where its variables are not set', () => {
  it('is taken, and says which values were not checked', () => {
    const { written, filled, unsetNames } = known(
      `${LIVE}\nalerts: [{ type: webhook, url: "\${HOOK_URL}", secret: "\${HOOK_SECRET}" }, { type: slack, url: "\${SLACK_URL}" }]`,
      { SLACK_URL: 'https://hooks.example.com/x', HOOK_SECRET: '' },
    );
    expect(unsetNames).toEqual(['HOOK_SECRET', 'HOOK_URL']);
    expect(written.alerts).toMatchObject([{ url: `\${HOOK_URL}` }, { url: `\${SLACK_URL}` }]);
    expect(filled.alerts).toMatchObject([{ url: `\${HOOK_URL}` }, { url: 'https://hooks.example.com/x' }]);
  });

  it('knows a variable as set only if it is, whatever its name', () => {
    const { unsetNames } = known(`${LIVE}\nalerts: [{ type: console, name: "\${constructor}\${toString}" }]`, {});
    expect(unsetNames).toEqual(['constructor', 'toString']);
  });

  it('has nothing to say when every variable is set', () => {
    expect(known(`${LIVE}\nlanguage: "\${WORDS}"`, { WORDS: 'zh' }).unsetNames).toEqual([]);
  });

  it.each([
    ['an unknown key', `${LIVE}\nalert: []\nlanguage: "\${WORDS}"`, {}, /^ {2}alert: found an unknown key/m],
    ['a wrong value', `live: { regions: [] }\nlanguage: "\${WORDS}"`, {}, /^ {2}live\.regions: found an empty list/m],
    [
      'the value of a variable',
      `${LIVE}\nlanguage: "\${WORDS}"`,
      { WORDS: 'xx' },
      /^ {2}language: found the value of/m,
    ],
    ['an odd name', `${LIVE}\nlanguage: "\${MY-WORDS}"`, {}, /found a reference with an odd name/],
    ['text that is not YAML', 'live: [', {}, /^ {2}line 1, column/m],
    ['no mapping', '- live', {}, /^ {2}\(file\): found a list/m],
  ])('is refused for %s all the same', (_, text, env, problem) => {
    expect(() => known(text, env)).toThrow(problem);
  });

  it('tells of nothing that is merely not set among what is wrong', () => {
    const text = `${LIVE}\nalert: []\nlanguage: "\${WORDS}"`;
    expect(() => known(text)).toThrow(
      new ConfigError('relaywatch.yml', [
        {
          path: 'alert',
          found: 'an unknown key',
          expected:
            'only the keys of the configuration reference (check the spelling and the indentation); did you mean alerts?',
        },
      ]),
    );
  });
});
